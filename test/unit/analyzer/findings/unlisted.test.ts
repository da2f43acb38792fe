/** Connections beyond `maxConnections`: what is not ordinary in them is told as if all were listed. */
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import type { Analysis } from '../../../../src/analyzer/model.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';
import { CASES } from './cases.ts';

async function analyse(bytes: Uint8Array, maxConnections?: number): Promise<Analysis> {
  const analyzer = createAnalyzer({ hashFile: false, ...(maxConnections === undefined ? {} : { maxConnections }) });
  analyzer.push(bytes);
  return analyzer.finish();
}

const unusual = ({ findings }: Analysis) => findings.filter(({ severity }) => severity !== 'info');
const notListed = ({ capture }: Analysis) =>
  capture.warnings.find(({ code }) => code === 'connections-not-listed')?.count ?? 0;

describe('none of the first connections listed', () => {
  it.each(
    CASES.flatMap(({ code, when, make, but, makeNearly }) => [
      { code, when, make: make as (talk: Talk) => unknown },
      { code, when: but, make: makeNearly as (talk: Talk) => unknown },
    ]),
  )('$code, $when: the same findings, the same unusual connections', async ({ make }) => {
    const capture = new TestCapture();
    make(new Talk(capture));
    const all = await analyse(capture.pcap());
    const some = await analyse(capture.pcap(), 0);
    expect(unusual(some)).toEqual(unusual(all));
    const withFindings = new Set(unusual(all).flatMap(({ connection }) => (connection === null ? [] : [connection])));
    expect(some.connections).toEqual(all.connections.filter(({ id }) => some.connections.some((one) => one.id === id)));
    expect(some.connections.map(({ id }) => id)).toEqual(expect.arrayContaining([...withFindings]));
    expect(notListed(some) + some.connections.length).toBe(all.connections.length);
  });

  it('ordinary connections: they are counted, not looked at', async () => {
    const capture = new TestCapture();
    for (let i = 0; i < 5; i++) {
      const talk = new Talk(capture, { clientPort: 50_000 + i }, i * 1000);
      talk.open();
      talk.closeInFour();
    }
    const { connections, findings, capture: facts } = await analyse(capture.pcap(), 2);
    expect(connections.map(({ id }) => id)).toEqual([0, 1]);
    expect(findings.map(({ connection }) => connection)).toEqual([0, 1]);
    expect(facts.warnings).toMatchObject([{ code: 'connections-not-listed', count: 3 }]);
  });
});
