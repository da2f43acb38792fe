/** Reads a capture file once through the analyzer and keeps its packets. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createAnalyzer } from '../../analyzer/analyzer.ts';
import type { Analysis } from '../../analyzer/model.ts';
import type { ArtifactSink } from '../../analyzer/observer.ts';
import { InputError, messageOf, messagesOf } from '../../base/errors.ts';
import { fillIn } from '../../base/language.ts';
import { nodeHasher } from '../node-hasher.ts';
import { PacketCollector } from './collector.ts';
import type { PacketTable } from './table.ts';

export interface ReadCapture {
  readonly analysis: Analysis;
  readonly packets: PacketTable;
}

const CHUNK_BYTES = 1 << 20;

const CANNOT_READ = { en: 'cannot read the capture {path}: {why}', zh: '无法读取抓包文件 {path}：{why}' };

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
  const file = path === '-' ? null : (path.split('/').at(-1) ?? path);
  const analyzer = createAnalyzer({
    file,
    observer: collector,
    hashFile: hash,
    createHasher: nodeHasher,
    ...(artifacts === undefined ? {} : { artifacts }),
  });
  const input = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of unzipped(input)) analyzer.push(chunk);
  } catch (cause) {
    const damage = (cause as NodeJS.ErrnoException).code ?? '';
    if (!damage.startsWith('Z_'))
      throw new InputError(fillIn(CANNOT_READ, { path, why: messagesOf(cause) }), { cause });
    analyzer.noteDamage('damaged-gzip', `gzip: ${messageOf(cause)}`);
  }
  const analysis = await analyzer.finish();
  return { analysis, packets: collector.finish(analysis) };
}

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** The stream's bytes, without the gzip around them if there is one. */
async function* unzipped(input: Readable): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>;
  const first = await chunks.next();
  if (first.done) return;
  const whole = (async function* () {
    yield first.value;
    yield* chunks;
  })();
  if (!GZIP_MAGIC.every((byte, i) => first.value[i] === byte)) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip();
  // What goes wrong on the way in comes out as an error of the reading side.
  Readable.from(whole)
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
  yield* gunzip as AsyncIterable<Uint8Array>;
}
