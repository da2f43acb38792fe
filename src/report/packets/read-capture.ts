/** Reads a capture file once through the analyzer and keeps its packets. */
import { basename } from 'node:path';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import type { Analysis } from '../../analyzer/model.ts';
import type { ArtifactSink } from '../../analyzer/observer.ts';
import { feedCapture, STANDARD_INPUT } from '../feed-capture.ts';
import { nodeHasher } from '../node-hasher.ts';
import { PacketCollector } from './collector.ts';
import type { PacketTable } from './table.ts';

export interface ReadCapture {
  readonly analysis: Analysis;
  readonly packets: PacketTable;
}

export interface ReadOptions {
  /** False spares the file's own SHA-256, for a second reading. */
  readonly hash?: boolean;
  /** Takes the files and mails that are recovered; without it none is written. */
  readonly artifacts?: ArtifactSink;
}

/** `path` may be `-` for standard input. Throws `InputError` when the file can't be read. */
export async function readCapture(path: string, options: ReadOptions = {}): Promise<ReadCapture> {
  const { hash = true, artifacts } = options;
  const collector = new PacketCollector();
  const file = path === STANDARD_INPUT ? null : basename(path);
  const analyzer = createAnalyzer({
    file,
    observer: collector,
    hashFile: hash,
    createHasher: nodeHasher,
    ...(artifacts === undefined ? {} : { artifacts }),
  });
  await feedCapture(path, analyzer);
  const analysis = await analyzer.finish();
  return { analysis, packets: collector.finish(analysis) };
}
