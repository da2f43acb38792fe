/** A capture that holds one side's packets only, or none: what the report may say of it, and what not. */
import { expect, test } from 'vitest';
import { createAnalyzer } from '../../../src/analyzer/analyzer.ts';
import { buildReport } from '../../../src/report/build.ts';
import type { Inline, ReportModel, Section } from '../../../src/report/model.ts';
import { PacketCollector } from '../../../src/report/packets/collector.ts';
import { Talk, TestCapture } from '../../support/packet-builder.ts';
import { NO_OPTIONS } from './sample-lab.ts';

async function reportOf(capture: Uint8Array): Promise<ReportModel> {
  const collector = new PacketCollector();
  const analyzer = createAnalyzer({ hashFile: false, observer: collector });
  analyzer.push(capture);
  const analysis = await analyzer.finish();
  return buildReport({
    analysis,
    manifest: null,
    packets: collector.finish(analysis),
    options: NO_OPTIONS,
    language: 'en',
  });
}

/** What the client sent: SYN, ACK, a question, an ACK of an answer that the capture does not hold, FIN. */
function clientAlone(): Uint8Array {
  const talk = new Talk(new TestCapture());
  talk.client('S', '', { mss: 1460 });
  talk.unseen('server', 1).wait(1).client('A');
  talk.client('PA', 'hello');
  talk.unseen('server', 100).wait(1).client('A');
  talk.wait(1).client('FA');
  return talk.capture.pcap();
}

const text = (inline: Inline): string => (typeof inline === 'string' ? inline : 'text' in inline ? inline.text : '');

function find(sections: readonly Section[], id: string): Section | undefined {
  return sections.find((part) => part.id === id) ?? sections.map((part) => find(part.sections, id)).find(Boolean);
}

function cellsOf(model: ReportModel, id: string): string[][] {
  const blocks = find(model.sections, id)?.blocks ?? [];
  return blocks.flatMap((block) =>
    block.kind === 'table' ? block.rows.map((row) => row.map((cell) => cell.map(text).join(''))) : [],
  );
}

test('only the client’s packets: the capture is not whole, and nothing is claimed of the server', async () => {
  const model = await reportOf(clientAlone());
  expect(model.completeness.tone).toBe('warning');
  expect(model.completeness.text.map(text).join('')).toContain('Of 1 connection only one direction is in the capture.');
  const [opening] = cellsOf(model, 'opening');
  expect(opening?.[2]).toBe('one direction captured');
  expect(opening?.at(-1)).toBe('–');
  const [closing] = cellsOf(model, 'closing');
  expect(closing?.slice(-2)).toEqual(['FIN-WAIT-1', '–']);
  const told = JSON.stringify(find(model.sections, 'closing'));
  expect(told).toContain('the server’s packets are not in the capture');
  // Neither in words nor at the server's edge of the ladder.
  expect(told).not.toContain('CLOSED');
});

test('no packet at all: the capture is empty, not whole, and there is nothing to find', async () => {
  const model = await reportOf(new TestCapture().pcap());
  expect(model.completeness).toMatchObject({ tone: 'warning', title: 'This capture is empty' });
  expect(find(model.sections, 'findings')?.blocks).toEqual([
    { kind: 'paragraph', text: ['There is no TCP connection in this capture.'] },
  ]);
});
