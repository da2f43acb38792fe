/** What the unit tests hold to be Wireshark's way with packets made by hand, asked of tshark 4.4; skipped where it is not. */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ANALYSIS_FLAGS } from '../../../src/analyzer/tcp/analysis-flags.ts';
import { analyse } from '../../support/analyse.ts';
import { QUOTATIONS } from '../../support/quotations.ts';
import { DIALOGUES } from '../../support/socks-dialogues.ts';
import { GREETINGS } from '../../support/vnc-greetings.ts';
import { FABRIC_PATH, WRAPPINGS } from '../../support/wrappings.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const SHARED = process.env.WIRELAB_SHARED ?? join(ROOT, '../shared');
const ORACLE = join(SHARED, 'oracle/tshark44');
const ORACLE_BUILT = existsSync(
  join(process.env.WIRELAB_ORACLE ?? '/var/cache/wirelab-oracle', 'trixie/usr/bin/tshark'),
);
const NUMBERS = ['frame.number', 'tcp.stream', 'tcp.seq', 'tcp.ack', 'tcp.len'];
const PATIENCE_MS = 60_000;

const CAPTURES: readonly (readonly [title: string, capture: Uint8Array])[] = [
  ...QUOTATIONS,
  ...GREETINGS,
  ...DIALOGUES,
  ...WRAPPINGS,
  { title: 'FabricPath', capture: FABRIC_PATH },
].map(({ title, capture }) => [title, capture]);

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirelab-hand-built-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A line for each segment that nothing quotes: frame, stream, relative numbers, length, flags. */
function expected(capture: Uint8Array): string[] {
  const file = join(directory, 'capture.pcap');
  writeFileSync(file, capture);
  const fields = [...NUMBERS, ...ANALYSIS_FLAGS.map((flag) => `tcp.analysis.${flag}`)];
  const args = ['-n', '-Y', 'tcp && !icmp && !icmpv6', '-T', 'fields', ...fields.flatMap((name) => ['-e', name])];
  const input = openSync(file, 'r');
  try {
    const text = execFileSync(ORACLE, args, { stdio: [input, 'pipe', 'ignore'], encoding: 'utf8' });
    return text.split('\n').filter(Boolean).map(asLine);
  } finally {
    closeSync(input);
  }
}

function asLine(row: string): string {
  const columns = row.split('\t');
  const flags = ANALYSIS_FLAGS.filter((_, index) => columns[NUMBERS.length + index]);
  return `${columns.slice(0, NUMBERS.length).join(' ')} ${flags.join(',')}`;
}

test.skipIf(!existsSync(ORACLE) || !ORACLE_BUILT).each(CAPTURES)(
  '%s: tshark’s streams, numbers and flags',
  { timeout: PATIENCE_MS },
  async (_, capture) => {
    const { packets } = await analyse(capture);
    const lines = packets.map(({ frame, stream, seq, ack, length, flags }) => {
      return `${frame} ${stream} ${seq} ${ack} ${length} ${flags.join(',')}`;
    });
    expect(lines).toEqual(expected(capture));
  },
);
