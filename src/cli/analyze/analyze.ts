/** The work of `wirelab analyze`. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import type { Analysis } from '../../analyzer/model.ts';
import type { AnalyzerObserver, AnalyzerOptions, Hasher } from '../../analyzer/observer.ts';
import { InputError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import { outputColors } from '../terminal.ts';
import { listExtracted, openExtraction } from './extract.ts';
import { Follow } from './follow.ts';
import { feedCapture, STANDARD_INPUT } from './input.ts';
import { packetLine } from './ndjson.ts';
import { Output } from './output.ts';
import { MAX_CONNECTIONS_SHOWN, summaryOf } from './summary.ts';

export interface AnalyzeOptions {
  capture: string;
  format: 'summary' | 'json' | 'ndjson' | 'follow' | 'extract';
  /** The stream to follow. */
  follow: number | null;
  /** The directory into which files are recovered. */
  extract: string | null;
  language: Language;
}

export async function analyze(options: AnalyzeOptions): Promise<void> {
  const { capture, format, language } = options;
  const output = new Output();
  const write = (text: string) => output.write(text);
  const directory = options.extract === null ? null : openExtraction(options.extract);
  const follow =
    options.follow === null ? null : new Follow({ stream: options.follow, color: outputColors, language, write });
  const analyzer = createAnalyzer({
    file: capture === STANDARD_INPUT ? null : basename(capture),
    hashFile: format === 'json',
    ...(format === 'json' ? {} : { maxConnections: MAX_CONNECTIONS_SHOWN }),
    createHasher: nodeHasher,
    ...(directory ? { artifacts: directory } : {}),
    observer: observerOf(format, follow, write),
  } satisfies AnalyzerOptions);
  await feedCapture(capture, analyzer, () => output.drained());
  const analysis = await analyzer.finish();
  if (analysis.capture.format === null) {
    const reason = analysis.capture.warnings[0]?.message ?? 'not a capture';
    throw new InputError(`${capture}: ${reason}`, { hint: 'wirelab reads pcap and pcapng, also inside gzip' });
  }
  if (format === 'json') write(`${JSON.stringify(analysis, null, 2)}\n`);
  if (format === 'summary') {
    write(summaryOf(analysis, { language, color: outputColors, width: process.stdout.columns }));
  }
  if (follow && !follow.finish()) refuseToFollow(analysis, options.follow ?? 0);
  const list = directory && listExtracted(directory, analysis.apps, language);
  if (list !== null && format === 'extract') write(list);
  await output.finish();
}

function observerOf(
  format: AnalyzeOptions['format'],
  follow: Follow | null,
  write: (text: string) => void,
): AnalyzerObserver {
  if (follow) return follow.observer;
  return format === 'ndjson' ? { onPacket: (packet) => write(packetLine(packet)) } : {};
}

function refuseToFollow({ connections }: Analysis, stream: number): void {
  const exists = connections.some(({ id }) => id === stream);
  throw new InputError(exists ? `stream ${stream} carries no payload` : `stream ${stream} is not in the capture`, {
    hint: connections.length === 0 ? 'the capture has no TCP' : `its streams are 0 to ${connections.length - 1}`,
  });
}

function nodeHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}
