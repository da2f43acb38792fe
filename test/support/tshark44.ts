/** tshark 4.4's word on each TCP packet, as lines that can be compared with ours. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { ANALYSIS_FLAGS } from '../../src/analyzer/tcp/analysis-flags.ts';
import { analyse } from './analyse.ts';
import { SHARED } from './shared-captures.ts';

const ORACLE = join(SHARED, 'oracle/tshark44');
const TREE = process.env.WIRELAB_ORACLE ?? '/var/cache/wirelab-oracle';
const NUMBERS = ['frame.number', 'tcp.stream', 'tcp.seq', 'tcp.ack', 'tcp.len'];
const MAX_OUTPUT = 256 * 1024 * 1024;
/** Where bytes are not in the capture, "Follow Stream" says how many. */
const MISSING = 'bytes missing in capture file';

/** Its tree takes a minute to build, which no test waits for. */
export const hasTshark44 = existsSync(ORACLE) && existsSync(join(TREE, 'trixie/usr/bin/tshark'));

/** A line for each packet that the filter shows: frame, stream, relative numbers, length, flags. */
export function tsharkLines(capture: string, filter: string, options: readonly string[] = []): string[] {
  const fields = [...NUMBERS, ...ANALYSIS_FLAGS.map((flag) => `tcp.analysis.${flag}`)];
  return rowsOf(capture, filter, fields, options).map(asLine);
}

/** Numbers of the frames that the filter shows. */
export function framesShownBy44(capture: string, filter: string): number[] {
  return rowsOf(capture, filter, ['frame.number']).map(Number);
}

/** What "Follow Stream" shows of a stream, in hex: what each end said, in the order in which they first spoke. */
export function followedBy44(capture: string, stream: number): { said: string[]; isWhole: boolean } {
  const lines = linesOf(capture, ['-q', '-z', `follow,tcp,raw,${stream}`]);
  const payload = lines.filter((line) => /^\t?[0-9a-f]+$/.test(line));
  const said = [/^[0-9a-f]/, /^\t/].map((of) =>
    payload
      .filter((line) => of.test(line))
      .join('')
      .replaceAll('\t', ''),
  );
  return { said, isWhole: !payload.some((line) => Buffer.from(line.trim(), 'hex').includes(MISSING)) };
}

function rowsOf(capture: string, filter: string, fields: readonly string[], options: readonly string[] = []): string[] {
  return linesOf(capture, ['-Y', filter, '-T', 'fields', ...options, ...fields.flatMap((name) => ['-e', name])]);
}

function linesOf(capture: string, args: readonly string[]): string[] {
  const input = openSync(capture, 'r');
  try {
    // Of a damaged capture it tells what it read, and then fails.
    const { stdout } = spawnSync(ORACLE, ['-n', ...args], {
      stdio: [input, 'pipe', 'ignore'],
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT,
    });
    return stdout.split('\n').filter(Boolean);
  } finally {
    closeSync(input);
  }
}

function asLine(row: string): string {
  const columns = row.split('\t');
  const flags = ANALYSIS_FLAGS.filter((_, index) => columns[NUMBERS.length + index]);
  return `${columns.slice(0, NUMBERS.length).join(' ')} ${flags.join(',')}`;
}

/** The same lines by our analyzer. */
export async function ourLines(capture: Uint8Array): Promise<string[]> {
  const { packets } = await analyse(capture);
  return packets.map(({ frame, stream, seq, ack, length, flags }) => {
    return `${frame} ${stream} ${seq} ${ack} ${length} ${flags.join(',')}`;
  });
}
