/** Feeds a capture from a file or from standard input into an analyzer. */
import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Analyzer } from '../../analyzer/analyzer.ts';
import { InputError, messageOf, messagesOf } from '../../base/errors.ts';
import { fillIn, type Text } from '../../base/language.ts';
import { STANDARD_INPUT } from '../capture-source.ts';

const CHUNK_BYTES = 1024 * 1024;
const FILE_HINT = {
  en: 'give a pcap or pcapng file, or - for standard input',
  zh: '请给出 pcap 或 pcapng 文件，或用 - 表示标准输入',
};
/** In a run directory. */
const RUN_CAPTURE = 'capture.pcapng';
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** `afterChunk` is awaited between pieces, so that slow output slows down reading instead of filling memory. */
export async function feedCapture(path: string, analyzer: Analyzer, afterChunk: () => Promise<void>): Promise<void> {
  if (path === STANDARD_INPUT) return feedStream(process.stdin, analyzer, afterChunk);
  const file = await openCapture(path);
  try {
    const start = await file.read(new Uint8Array(2), 0, 2, 0);
    const gzip = start.bytesRead === 2 && start.buffer.every((byte, index) => byte === GZIP_MAGIC[index]);
    if (gzip) await feedGzip(file, analyzer, afterChunk);
    else await feedFile(file, analyzer, afterChunk);
  } finally {
    await file.close();
  }
}

async function openCapture(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r');
    if (!(await file.stat()).isDirectory()) return file;
    await file.close();
    throw new InputError({ en: `${path} is a directory`, zh: `${path} 是一个目录` }, { hint: hintFor(path) });
  } catch (error) {
    if (error instanceof InputError) throw error;
    const text = { en: 'cannot read {path}: {why}', zh: '无法读取 {path}：{why}' };
    throw new InputError(fillIn(text, { path, why: messagesOf(error) }), { cause: error });
  }
}

/** Of a run it is the run's capture that is meant. */
function hintFor(directory: string): Text {
  const capture = join(directory, RUN_CAPTURE);
  return existsSync(capture) ? `wirelab analyze ${capture}` : FILE_HINT;
}

/** Two buffers: the next piece is read while this one is analysed. */
async function feedFile(file: FileHandle, analyzer: Analyzer, afterChunk: () => Promise<void>): Promise<void> {
  const buffers = [new Uint8Array(CHUNK_BYTES), new Uint8Array(CHUNK_BYTES)] as const;
  let turn: 0 | 1 = 0;
  let reading = file.read(buffers[turn], 0, CHUNK_BYTES);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return;
    const filled = buffers[turn];
    turn = turn === 0 ? 1 : 0;
    reading = file.read(buffers[turn], 0, CHUNK_BYTES);
    analyzer.push(bytesRead === CHUNK_BYTES ? filled : filled.subarray(0, bytesRead));
    await afterChunk();
  }
}

/** Bytes before the damage are analysed; the analyzer learns of it by the end that is missing. */
async function feedGzip(file: FileHandle, analyzer: Analyzer, afterChunk: () => Promise<void>): Promise<void> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const source = file.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) {
      analyzer.push(chunk as Uint8Array);
      await afterChunk();
    }
  } catch (error) {
    analyzer.noteDamage('damaged-gzip', `gzip: ${messageOf(error)}`);
  }
}

async function feedStream(
  stream: NodeJS.ReadableStream,
  analyzer: Analyzer,
  afterChunk: () => Promise<void>,
): Promise<void> {
  for await (const chunk of stream) {
    analyzer.push(chunk as unknown as Uint8Array);
    await afterChunk();
  }
}
