/** Finds lab files: the ones that come with wirelab by name, anybody's by path. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, LabFileError, messagesOf, UsageError } from '../base/errors.ts';
import { fillIn, type Localized } from '../base/language.ts';
import type { LabFile } from '../lab/file.ts';
import { didYouMean } from '../lab/nearest.ts';
import { parseLab } from '../lab/parse.ts';
import { LABS_DIRECTORY } from './package.ts';

export interface LoadedLab {
  readonly path: string;
  readonly file: LabFile;
  /** sha256 of the file's bytes, lower-case hexadecimal. */
  readonly hash: string;
}

/** Larger than any lab; a capture given by mistake is refused before it is parsed. */
const MAX_LAB_FILE_BYTES = 1024 * 1024;
const TOO_LARGE = { en: 'it is too large for a lab file', zh: '对实验文件来说太大了' };

/** What no text holds, but for tab and line ends. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** A slash, or a file's ending. */
const LIKE_A_PATH = /[/\\.]/;

export function builtInLabs(): string[] {
  return readdirSync(LABS_DIRECTORY)
    .filter((name) => existsSync(labPath(name)))
    .sort();
}

function labPath(name: string): string {
  return join(LABS_DIRECTORY, name, 'lab.yaml');
}

/** `ftp`, or a path such as `my-lab/lab.yaml` or `my-lab/`. Throws `UsageError`, `InputError` or `LabFileError`. */
export function loadLab(nameOrPath: string): LoadedLab {
  const path = findLab(nameOrPath);
  const bytes = readBytes(path);
  return {
    path,
    file: parseLab(textOf(bytes, path), path),
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
}

function findLab(nameOrPath: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(nameOrPath) && existsSync(labPath(nameOrPath))) return labPath(nameOrPath);
  if (!existsSync(nameOrPath)) {
    throw LIKE_A_PATH.test(nameOrPath) ? noSuchFile(nameOrPath) : noSuchLab(nameOrPath);
  }
  if (!statSync(nameOrPath).isDirectory()) return nameOrPath;
  const path = join(nameOrPath, 'lab.yaml');
  if (existsSync(path)) return path;
  throw new InputError(
    { en: `the directory ${nameOrPath} holds no lab.yaml`, zh: `目录 ${nameOrPath} 中没有 lab.yaml` },
    { hint: labsHint() },
  );
}

function noSuchFile(path: string): UsageError {
  const text = { en: 'there is no lab file {path}', zh: '没有 {path} 这个实验文件' };
  return new UsageError(fillIn(text, { path }), { hint: labsHint() });
}

function noSuchLab(name: string): UsageError {
  const guess = didYouMean(name, builtInLabs());
  return new UsageError(
    fillIn({ en: 'there is no lab "{name}"{guess}', zh: '没有“{name}”这个实验{guess}' }, { name, guess }),
    {
      hint: labsHint(),
    },
  );
}

function labsHint(): Localized {
  return {
    en: `the labs are ${builtInLabs().join(', ')}; or give the path of a lab file`,
    zh: `现有的实验是 ${builtInLabs().join('、')}；也可以给出实验文件的路径`,
  };
}

function readBytes(path: string): Buffer {
  try {
    if (statSync(path).size > MAX_LAB_FILE_BYTES) throw new InputError(TOO_LARGE);
    return readFileSync(path);
  } catch (cause) {
    const text = { en: 'cannot read the lab file {path}: {why}', zh: '无法读取实验文件 {path}：{why}' };
    throw new InputError(fillIn(text, { path, why: messagesOf(cause) }), { cause });
  }
}

/** Line and column would mean nothing, and what is found there could not be shown. */
function textOf(bytes: Buffer, path: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!CONTROL.test(text)) return text;
  } catch {
    // Not UTF-8, then.
  }
  throw new LabFileError(
    { en: `${path} is not a text file in UTF-8`, zh: `${path} 不是 UTF-8 编码的文本文件` },
    {
      hint: {
        en: 'a lab file is YAML; docs/lab-file.md describes it',
        zh: '实验文件是 YAML 文本，格式见 docs/lab-file.md',
      },
    },
  );
}
