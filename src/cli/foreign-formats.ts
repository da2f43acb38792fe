/** Files that people take for captures, told by their first bytes, and what makes a capture of them. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { fillIn, type Localized, type Text } from '../base/language.ts';

interface ForeignFormat {
  /** In ISO 8859-1; it stands at `at`, at the beginning unless told otherwise. */
  readonly magic: string;
  readonly at?: number;
  readonly name: Text;
  /** A command with `{file}`, and `{wirelab}` for the command that was given. */
  readonly mend: string;
  /** Where the command comes from, if it is not plain. */
  readonly from?: Localized;
}

const WITH_WIRESHARK = { en: ' (editcap comes with Wireshark)', zh: '（editcap 随 Wireshark 一起安装）' };
const CONVERT = 'editcap -F pcapng {file} capture.pcapng';

/** Magic numbers: file(1); Wireshark's wiretap for the capture formats. */
const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { magic: 'PK\x03\x04', name: { en: 'a ZIP archive', zh: 'ZIP 压缩包' }, mend: 'unzip {file}' },
  { magic: '7z\xbc\xaf\x27\x1c', name: { en: 'a 7-Zip archive', zh: '7-Zip 压缩包' }, mend: '7z x {file}' },
  { magic: 'Rar!', name: { en: 'a RAR archive', zh: 'RAR 压缩包' }, mend: 'unrar x {file}' },
  { magic: 'ustar', at: 257, name: { en: 'a tar archive', zh: 'tar 归档文件' }, mend: 'tar xf {file}' },
  {
    magic: '\x1f\x8b',
    name: { en: 'something else inside gzip, perhaps a tar archive', zh: 'gzip 压缩的其他内容，可能是 tar 归档文件' },
    mend: 'tar xf {file}',
  },
  { magic: '\xfd7zXZ\x00', name: { en: 'an xz file', zh: 'xz 压缩文件' }, mend: 'xz -dc {file} | {wirelab} -' },
  {
    magic: '\x28\xb5\x2f\xfd',
    name: { en: 'a Zstandard file', zh: 'Zstandard 压缩文件' },
    mend: 'zstd -dc {file} | {wirelab} -',
  },
  { magic: 'BZh', name: { en: 'a bzip2 file', zh: 'bzip2 压缩文件' }, mend: 'bzip2 -dc {file} | {wirelab} -' },
  { magic: '\x04\x22\x4d\x18', name: { en: 'an LZ4 file', zh: 'LZ4 压缩文件' }, mend: 'lz4 -dc {file} | {wirelab} -' },
  { magic: 'snoop\x00', name: { en: 'a snoop capture', zh: 'snoop 抓包文件' }, mend: CONVERT, from: WITH_WIRESHARK },
  {
    magic: 'GMBU',
    name: { en: 'a Network Monitor capture', zh: 'Network Monitor 抓包文件' },
    mend: CONVERT,
    from: WITH_WIRESHARK,
  },
  {
    magic: 'TRSNIFF data',
    name: { en: 'a Sniffer capture', zh: 'Sniffer 抓包文件' },
    mend: CONVERT,
    from: WITH_WIRESHARK,
  },
];

const HEAD_BYTES = Math.max(...FOREIGN_FORMATS.map(({ magic, at = 0 }) => at + magic.length));

export interface Recognised {
  readonly name: Text;
  /** The command that makes a capture of it. */
  readonly hint: Localized;
}

/** What the file at `path` is, where its first bytes tell; null where they don't, or it can't be read. */
export async function recogniseForeign(path: string, wirelab: string): Promise<Recognised | null> {
  const head = await headOf(path);
  const format = FOREIGN_FORMATS.find(({ magic, at = 0 }) => head.startsWith(magic, at));
  if (format === undefined) return null;
  const { name, mend, from = '' } = format;
  const command = { en: '{mend}{from}', zh: '{mend}{from}' };
  return { name, hint: fillIn(fillIn(command, { mend, from }), { file: quoted(path), wirelab }) };
}

/** In ISO 8859-1. Nothing of a pipe: what it held has been read, and opening it again would wait for another writer. */
async function headOf(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    if (!(await stat(path)).isFile()) return '';
    file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file?.close();
  }
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./,+@%:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
