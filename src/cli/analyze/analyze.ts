/** The work of `wirelab analyze`. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import type { AnalyzerOptions, Hasher } from '../../analyzer/observer.ts';
import { InputError } from '../../base/errors.ts';
import { feedCapture, STANDARD_INPUT } from './input.ts';
import { packetLine } from './ndjson.ts';
import { Output } from './output.ts';
import { summaryOf } from './summary.ts';

export interface AnalyzeOptions {
  capture: string;
  format: 'summary' | 'json' | 'ndjson';
}

export async function analyze({ capture, format }: AnalyzeOptions): Promise<void> {
  const output = new Output();
  const analyzer = createAnalyzer({
    file: capture === STANDARD_INPUT ? null : basename(capture),
    hashFile: format === 'json',
    createHasher: nodeHasher,
    ...(format === 'ndjson' ? { observer: { onPacket: (packet) => output.write(packetLine(packet)) } } : {}),
  } satisfies AnalyzerOptions);
  await feedCapture(capture, analyzer, () => output.drained());
  const analysis = await analyzer.finish();
  if (analysis.capture.format === null) {
    const reason = analysis.capture.warnings[0]?.message ?? 'not a capture';
    throw new InputError(`${capture}: ${reason}`, { hint: 'wirelab reads pcap and pcapng, also inside gzip' });
  }
  if (format === 'json') output.write(`${JSON.stringify(analysis, null, 2)}\n`);
  if (format === 'summary') output.write(summaryOf(analysis));
  await output.finish();
}

function nodeHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}
