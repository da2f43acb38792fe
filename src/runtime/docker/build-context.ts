/**
 * What a build sees, as the engine wants it: a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"). dockerode makes one as well,
 * compressed as tightly as it can be, which takes longer than a build whose layers are there.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const BLOCK_BYTES = 512;
/** An archive ends with two blocks of nothing. */
const END_BYTES = 2 * BLOCK_BYTES;

/** Fields of a header: where each begins, and its length. Numbers are octal digits, all but the check sum ended by a null. */
const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 6],
  version: [263, 2],
  prefix: [345, 155],
} as const;

type Field = keyof typeof FIELD;

const PERMISSIONS = 0o777;

/** The files, by name relative to `directory`, with forward slashes; a little compressed, for an engine behind a slow line. */
export async function buildContext(directory: string, files: readonly string[]): Promise<Buffer> {
  const parts = files.flatMap((file) => entry(directory, file));
  return promisify(gzip)(Buffer.concat([...parts, Buffer.alloc(END_BYTES)]), { level: 1 });
}

function entry(directory: string, file: string): Buffer[] {
  const path = join(directory, file);
  const content = readFileSync(path);
  const padding = Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
  return [header(file, lstatSync(path).mode & PERMISSIONS, content.length), content, padding];
}

/** Owner and time are nobody's: the same files give the same archive on every machine. */
function header(file: string, mode: number, size: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const put = (field: Field, text: string): void => {
    const [start, length] = FIELD[field];
    if (Buffer.byteLength(text) > length) throw new RangeError(`${field} of ${file} does not fit into a tar header`);
    block.write(text, start, length);
  };
  const putNumber = (field: Field, value: number): void =>
    put(field, value.toString(8).padStart(FIELD[field][1] - 1, '0'));
  const [prefix, name] = split(file);
  put('name', name);
  put('prefix', prefix);
  putNumber('mode', mode);
  putNumber('uid', 0);
  putNumber('gid', 0);
  putNumber('size', size);
  putNumber('mtime', 0);
  put('type', '0');
  put('magic', 'ustar\0');
  put('version', '00');
  // The sum of all bytes, with blanks in its own place.
  put('checksum', ' '.repeat(FIELD.checksum[1]));
  const sum = block.reduce((total, byte) => total + byte, 0);
  put('checksum', `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A long name is cut at a slash, its beginning stands in the prefix. */
function split(file: string): [prefix: string, name: string] {
  if (Buffer.byteLength(file) <= FIELD.name[1]) return ['', file];
  const slash = file.indexOf('/', file.length - FIELD.name[1] - 1);
  return [file.slice(0, Math.max(slash, 0)), file.slice(slash + 1)];
}
