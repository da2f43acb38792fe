/** The work of `wirelab analyze`. */
import { basename } from 'node:path';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import { analysisOf, type Conclusion, partsOf } from '../../analyzer/conclusion.ts';
import type { AnalyzerObserver, AnalyzerOptions } from '../../analyzer/observer.ts';
import { InputError } from '../../base/errors.ts';
import { fillIn } from '../../base/language.ts';
import { feedCapture, STANDARD_INPUT } from '../../report/feed-capture.ts';
import { nodeHasher } from '../../report/node-hasher.ts';
import { refuseDirectory, refuseTerminal, requireCapture } from '../capture-source.ts';
import { outputColumns } from '../standard-streams.ts';
import { isOutputColored } from '../terminal.ts';
import { listExtracted, openExtraction } from './extract.ts';
import { Follow } from './follow.ts';
import { jsonPieces } from './json.ts';
import { LineWriter } from './line-writer.ts';
import { writePacketLine } from './ndjson.ts';
import type { AnalyzeOptions } from './options.ts';
import { Output } from './output.ts';
import { MAX_CONNECTIONS_SHOWN, summaryOf } from './summary.ts';
import { laidOut } from './text-width.ts';

const COMMAND = 'wirelab analyze';

export async function analyze(options: AnalyzeOptions): Promise<void> {
  const { capture, format, language } = options;
  refuseTerminal(capture, COMMAND);
  refuseDirectory(capture, COMMAND);
  const output = new Output();
  const write = (text: string) => output.write(text);
  const lines = format === 'ndjson' ? new LineWriter(output.writeBytes) : null;
  const directory = options.extract === null ? null : openExtraction(options.extract);
  const follow =
    options.follow === null ? null : new Follow({ stream: options.follow, color: isOutputColored(), language, write });
  const analyzer = createAnalyzer({
    file: capture === STANDARD_INPUT ? null : basename(capture),
    hashFile: format === 'json',
    verifyChecksums: format === 'json',
    ...(format === 'summary' ? { maxConnections: MAX_CONNECTIONS_SHOWN } : {}),
    createHasher: nodeHasher,
    ...(directory ? { artifacts: directory } : {}),
    observer: observerOf(follow, lines),
  } satisfies AnalyzerOptions);
  await feedCapture(capture, analyzer, () => output.drained());
  const conclusion = await analyzer.conclude();
  await requireCapture(conclusion, capture, COMMAND);
  lines?.flush();
  if (format === 'json') await writeDocument(conclusion, output);
  if (format === 'summary') {
    const analysis = analysisOf(conclusion);
    const width = outputColumns();
    write(await laidOut((widthOf) => summaryOf(analysis, { language, color: isOutputColored(), width, widthOf })));
  }
  if (follow && !follow.finish()) refuseToFollow(conclusion, options.follow ?? 0);
  const list = directory && listExtracted(directory, conclusion.apps, language);
  if (list !== null && format === 'extract') write(list);
  await output.finish();
}

async function writeDocument(conclusion: Conclusion, output: Output): Promise<void> {
  for (const piece of jsonPieces(partsOf(conclusion))) {
    output.write(piece);
    await output.drained();
  }
}

function observerOf(follow: Follow | null, lines: LineWriter | null): AnalyzerObserver {
  if (follow) return follow.observer;
  return lines === null ? {} : { onPacket: (packet) => writePacketLine(lines, packet) };
}

const NO_PAYLOAD = { en: 'stream {stream} carries no payload', zh: '第 {stream} 号流没有载荷' };
const NO_STREAM = { en: 'stream {stream} is not in the capture', zh: '抓包中没有第 {stream} 号流' };
const NO_TCP = { en: 'the capture has no TCP', zh: '抓包中没有 TCP' };
const STREAMS = { en: 'its streams are 0 to {last}', zh: '其中流的编号为 0 至 {last}' };

function refuseToFollow({ connections }: Conclusion, stream: number): void {
  const streams = Array.from(connections, ({ id }) => id);
  const last = streams.at(-1);
  throw new InputError(fillIn(streams.includes(stream) ? NO_PAYLOAD : NO_STREAM, { stream }), {
    hint: last === undefined ? NO_TCP : fillIn(STREAMS, { last }),
  });
}
