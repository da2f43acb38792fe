/** Feeds a capture from a file or from standard input into an analyzer. */
import { close, createReadStream, fstat, open, read, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import type { Analyzer } from '../analyzer/analyzer.ts';
import { InputError, messageOf, messagesOf } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';

/** As a path: standard input. */
export const STANDARD_INPUT = '-';

const CHUNK_BYTES = 2 * 1024 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b] as const;
const CANNOT_READ = { en: 'cannot read {path}: {why}', zh: '无法读取 {path}：{why}' };

// Of callbacks: `node:fs/promises` and its streams take longer to load than a small capture to analyse.
const files = { open: promisify(open), close: promisify(close), fstat: promisify(fstat), read: promisify(read) };

type AfterChunk = () => Promise<void>;

/**
 * `afterChunk` is awaited between pieces, so that slow output slows down reading instead of filling memory. Throws
 * `InputError` when the file can't be read. Of a file, gzip is undone here: zlib is quicker at it than the analyzer.
 */
export async function feedCapture(
  path: string,
  analyzer: Analyzer,
  afterChunk: AfterChunk = async () => undefined,
): Promise<void> {
  if (path === STANDARD_INPUT) return feedStream(process.stdin, analyzer, afterChunk);
  const { file, kind, bytes } = await openCapture(path);
  try {
    if (kind === 'pipe') await feedStream(createReadStream('', { fd: file, autoClose: false }), analyzer, afterChunk);
    else if (kind === 'gzip') await feedGzip(file, analyzer, afterChunk);
    else await feedFile(file, analyzer.buffersFor(bytes), analyzer, afterChunk);
  } finally {
    await files.close(file);
  }
}

/** `file` is its descriptor, `bytes` its size as far as it has one. */
type Opened = { readonly file: number; readonly kind: 'plain' | 'gzip' | 'pipe'; readonly bytes: number };

async function openCapture(path: string): Promise<Opened> {
  let file: number | undefined;
  try {
    file = await files.open(path, 'r');
    const entry = await files.fstat(file);
    return { file, kind: await kindOf(file, entry), bytes: entry.size };
  } catch (cause) {
    if (file !== undefined) await files.close(file);
    throw new InputError(fillIn(CANNOT_READ, { path, why: messagesOf(cause) }), { cause });
  }
}

/** What a pipe holds can be read only once, from its beginning. */
async function kindOf(file: number, entry: Stats): Promise<Opened['kind']> {
  if (!entry.isFile() && !entry.isDirectory()) return 'pipe';
  const { bytesRead, buffer } = await files.read(file, new Uint8Array(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
  return bytesRead === GZIP_MAGIC.length && GZIP_MAGIC.every((byte, i) => buffer[i] === byte) ? 'gzip' : 'plain';
}

/** Two buffers: the next piece is read while this one is analysed. */
async function feedFile(
  file: number,
  buffers: readonly [Uint8Array, Uint8Array],
  analyzer: Analyzer,
  afterChunk: AfterChunk,
): Promise<void> {
  const { length } = buffers[0];
  let turn: 0 | 1 = 0;
  let reading = files.read(file, buffers[turn], 0, length, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const filled = buffers[turn];
      turn = turn === 0 ? 1 : 0;
      reading = files.read(file, buffers[turn], 0, length, null);
      analyzer.push(bytesRead === length ? filled : filled.subarray(0, bytesRead));
      await afterChunk();
    }
  } finally {
    // Nobody may close the file under it.
    await reading.catch(() => undefined);
  }
}

/** Bytes before the damage are analysed; the analyzer learns of it by the end that is missing. */
async function feedGzip(file: number, analyzer: Analyzer, afterChunk: AfterChunk): Promise<void> {
  const { createGunzip } = await import('node:zlib');
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const source = createReadStream('', { fd: file, start: 0, autoClose: false, highWaterMark: CHUNK_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    await feedStream(gunzip, analyzer, afterChunk);
  } catch (error) {
    // zlib's own errors have codes such as Z_DATA_ERROR and Z_BUF_ERROR.
    if (!((error as NodeJS.ErrnoException).code ?? '').startsWith('Z_')) throw error;
    analyzer.noteDamage('damaged-gzip', `gzip: ${messageOf(error)}`);
  }
}

async function feedStream(
  stream: AsyncIterable<Uint8Array | string>,
  analyzer: Analyzer,
  afterChunk: AfterChunk,
): Promise<void> {
  for await (const chunk of stream) {
    analyzer.push(chunk as Uint8Array);
    await afterChunk();
  }
}
