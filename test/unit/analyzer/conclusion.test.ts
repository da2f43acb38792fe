import { expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analyzer/analyzer.ts';
import { partsOf } from '../../../src/analyzer/conclusion.ts';
import { Talk, TestCapture } from '../../support/packet-builder.ts';

/** Two connections on the same ports, and one that nobody answers. */
function capture(): Uint8Array {
  const packets = new TestCapture();
  const first = new Talk(packets, { clientPort: 40_000, serverPort: 25 }).open();
  first.wait(1).client('FA');
  first.wait(1).server('A');
  new Talk(packets, { clientPort: 40_000, serverPort: 25 }).wait(2_000).open();
  new Talk(packets, { clientPort: 40_001, serverPort: 25 }).client('S');
  return packets.pcap();
}

function analyzerOf(bytes: Uint8Array) {
  const analyzer = createAnalyzer();
  analyzer.push(bytes);
  return analyzer;
}

it('connections made one by one: the same analysis, key by key, as all at once', async () => {
  const whole = await analyzerOf(capture()).finish();
  expect(whole.connections).toHaveLength(3);
  const parts = new Map<string, unknown>();
  for (const [key, value] of partsOf(await analyzerOf(capture()).conclude())) {
    parts.set(key, key === 'connections' ? [...(value as Iterable<unknown>)] : value);
  }
  expect([...parts.keys()]).toEqual(Object.keys(whole));
  expect(Object.fromEntries(parts)).toEqual(whole);
});

it('one connection gone through: findings about that one only, and its closing judged', async () => {
  const conclusion = await analyzerOf(capture()).conclude();
  for (const connection of conclusion.connections) {
    expect(connection.closing?.hypotheses.length).toBeGreaterThan(0);
    break;
  }
  const about = new Set(conclusion.findings().map((finding) => finding.connection));
  expect([...about]).toEqual([0]);
});
