/** The work of `wirelab analyze`. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import type { Analysis } from '../../analyzer/model.ts';
import type { AnalyzerObserver, AnalyzerOptions, Hasher } from '../../analyzer/observer.ts';
import { InputError } from '../../base/errors.ts';
import { fillIn, type Language, type Localized } from '../../base/language.ts';
import { outputColors } from '../terminal.ts';
import { listExtracted, openExtraction } from './extract.ts';
import { Follow } from './follow.ts';
import { feedCapture, STANDARD_INPUT } from './input.ts';
import { writeJson } from './json.ts';
import { LineWriter } from './line-writer.ts';
import { writePacketLine } from './ndjson.ts';
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
  const lines = format === 'ndjson' ? new LineWriter(output.writeBytes) : null;
  const directory = options.extract === null ? null : openExtraction(options.extract);
  const follow =
    options.follow === null ? null : new Follow({ stream: options.follow, color: outputColors, language, write });
  const analyzer = createAnalyzer({
    file: capture === STANDARD_INPUT ? null : basename(capture),
    hashFile: format === 'json',
    verifyChecksums: format === 'json',
    ...(format === 'json' ? {} : { maxConnections: MAX_CONNECTIONS_SHOWN }),
    createHasher: nodeHasher,
    ...(directory ? { artifacts: directory } : {}),
    observer: observerOf(follow, lines),
  } satisfies AnalyzerOptions);
  await feedCapture(capture, analyzer, () => output.drained());
  const analysis = await analyzer.finish();
  if (analysis.capture.format === null) {
    const reason = analysis.capture.warnings[0]?.message ?? 'not a capture';
    throw new InputError(fillIn(NO_CAPTURE, { capture, reason: REASONS[reason] ?? reason }), { hint: FORMATS });
  }
  lines?.flush();
  if (format === 'json') writeJson(analysis, write);
  if (format === 'summary') {
    write(summaryOf(analysis, { language, color: outputColors, width: process.stdout.columns }));
  }
  if (follow && !follow.finish()) refuseToFollow(analysis, options.follow ?? 0);
  const list = directory && listExtracted(directory, analysis.apps, language);
  if (list !== null && format === 'extract') write(list);
  await output.finish();
}

function observerOf(follow: Follow | null, lines: LineWriter | null): AnalyzerObserver {
  if (follow) return follow.observer;
  return lines === null ? {} : { onPacket: (packet) => writePacketLine(lines, packet) };
}

const NO_CAPTURE = { en: '{capture}: {reason}', zh: '{capture}：{reason}' };
/** The analyzer's own words for a file that it can't begin with. */
const REASONS: Readonly<Record<string, Localized>> = {
  'the file is empty': { en: 'the file is empty', zh: '文件是空的' },
  'neither pcap nor pcapng': { en: 'neither pcap nor pcapng', zh: '既不是 pcap 也不是 pcapng 文件' },
};
const FORMATS = {
  en: 'wirelab reads pcap and pcapng, also inside gzip',
  zh: 'wirelab 能读取 pcap 和 pcapng，也可以是 gzip 压缩的',
};
const NO_PAYLOAD = { en: 'stream {stream} carries no payload', zh: '第 {stream} 号流没有载荷' };
const NO_STREAM = { en: 'stream {stream} is not in the capture', zh: '抓包中没有第 {stream} 号流' };
const NO_TCP = { en: 'the capture has no TCP', zh: '抓包中没有 TCP' };
const STREAMS = { en: 'its streams are 0 to {last}', zh: '其中流的编号为 0 至 {last}' };

function refuseToFollow({ connections }: Analysis, stream: number): void {
  const exists = connections.some(({ id }) => id === stream);
  const last = connections.length - 1;
  throw new InputError(fillIn(exists ? NO_PAYLOAD : NO_STREAM, { stream }), {
    hint: last < 0 ? NO_TCP : fillIn(STREAMS, { last }),
  });
}

function nodeHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => void hash.update(bytes),
    digest: () => hash.digest('hex'),
  };
}
