/** Reads a capture file once through the analyzer and keeps its packets. */
import { createReadStream } from 'node:fs';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import type { Analysis } from '../../analyzer/model.ts';
import { InputError, messageOf } from '../../base/errors.ts';
import { PacketCollector, type PacketTable } from './table.ts';

export interface ReadCapture {
  readonly analysis: Analysis;
  readonly packets: PacketTable;
}

const CHUNK_BYTES = 1 << 20;

/** `path` may be `-` for standard input. Throws `InputError` when the file can't be read. */
export async function readCapture(path: string, names?: ReadonlyMap<string, string>): Promise<ReadCapture> {
  const collector = new PacketCollector();
  const file = path === '-' ? null : (path.split('/').at(-1) ?? path);
  const analyzer = createAnalyzer({ file, observer: collector, ...(names ? { names } : {}) });
  const input = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of input as AsyncIterable<Uint8Array>) analyzer.push(chunk);
  } catch (cause) {
    throw new InputError(`cannot read the capture ${path}: ${messageOf(cause)}`, { cause });
  }
  const analysis = await analyzer.finish();
  return { analysis, packets: collector.finish(analysis) };
}
