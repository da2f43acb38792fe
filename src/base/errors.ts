import { inLanguage, type Language, type Localized, localize, type Text } from './language.ts';

/**
 * The one home of wirelab's error codes. A code is part of the API: scripts may test for it, so it never changes its
 * meaning. `src/cli/exit.ts` maps codes to exit statuses and nothing else does.
 */
export const ERROR_CODES = {
  usage: 'bad-usage',
  input: 'bad-input',
  labFile: 'bad-lab-file',
  machine: 'machine-lacks',
  run: 'run-broke',
  interrupted: 'interrupted',
} as const;

/** One of the values of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[keyof typeof ERROR_CODES];

export interface WirelabErrorOptions {
  /** What the reader can do about it, a full sentence or a command. */
  hint?: Text;
  cause?: unknown;
}

/**
 * The base of every error that wirelab throws on purpose: a stable `code`, a message, and a `hint` that mends it.
 * `message` and `hint` are the English ones; {@link messageOf} and {@link hintOf} give either language.
 */
export class WirelabError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly #texts: { readonly message: Text; readonly hint: Text | undefined };

  constructor(code: ErrorCode, message: Text, { hint, cause }: WirelabErrorOptions = {}) {
    super(inLanguage(message, 'en'), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint === undefined ? undefined : inLanguage(hint, 'en');
    this.#texts = { message, hint };
  }

  messageIn(language: Language): string {
    return inLanguage(this.#texts.message, language);
  }

  hintIn(language: Language): string | undefined {
    const { hint } = this.#texts;
    return hint === undefined ? undefined : inLanguage(hint, language);
  }
}

/** The command line was used wrongly: unknown option, impossible combination. Exit status 2. */
export class UsageError extends WirelabError {
  constructor(message: Text, options?: WirelabErrorOptions) {
    super(ERROR_CODES.usage, message, options);
  }
}

/** A file that was given can't be used: missing, unreadable, not a capture, not a run directory. Exit status 2. */
export class InputError extends WirelabError {
  constructor(message: Text, options?: WirelabErrorOptions) {
    super(ERROR_CODES.input, message, options);
  }
}

/** A lab file is not valid; the message names file, line, column and what was expected. Exit status 2. */
export class LabFileError extends WirelabError {
  constructor(message: Text, options?: WirelabErrorOptions) {
    super(ERROR_CODES.labFile, message, options);
  }
}

/** This machine can't run it: a tool, a right or an engine is missing; the hint is the command that mends it. Exit status 3. */
export class MachineError extends WirelabError {
  constructor(message: Text, options?: WirelabErrorOptions) {
    super(ERROR_CODES.machine, message, options);
  }
}

/** A run broke: a host died, a step could not be carried out, the capture stopped. Exit status 4. */
export class RunError extends WirelabError {
  constructor(message: Text, options?: WirelabErrorOptions) {
    super(ERROR_CODES.run, message, options);
  }
}

/** The user interrupted the run; everything was cleaned up. Exit status 130. */
export class InterruptedError extends WirelabError {
  constructor(message: Text = { en: 'interrupted', zh: '已中断' }, options?: WirelabErrorOptions) {
    super(ERROR_CODES.interrupted, message, options);
  }
}

/** What the system's error codes mean (errno(3)), for people who don't know them. */
const SYSTEM_ERRORS: Readonly<Record<string, Localized>> = {
  EACCES: { en: 'permission denied', zh: '没有权限' },
  EADDRINUSE: { en: 'the address is in use', zh: '地址已被占用' },
  EEXIST: { en: 'it exists already', zh: '已经存在' },
  EISDIR: { en: 'it is a directory', zh: '它是一个目录' },
  EMFILE: { en: 'too many files are open', zh: '打开的文件太多' },
  ENAMETOOLONG: { en: 'the name is too long', zh: '名称太长' },
  ENOENT: { en: 'there is no such file or directory', zh: '没有这个文件或目录' },
  ENOSPC: { en: 'the disk is full', zh: '磁盘已满' },
  ENOTDIR: { en: 'a part of the path is not a directory', zh: '路径中有一部分不是目录' },
  EPERM: { en: 'it is not permitted', zh: '不允许这样操作' },
  EROFS: { en: 'the file system is read-only', zh: '文件系统是只读的' },
};

/** A refusal of the system's: no room, no right, no such file. */
export function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}

/** What the system refused to use; undefined where it names nothing. */
export function refusedPathOf(thrown: unknown): string | undefined {
  if (!isSystemError(thrown)) return undefined;
  const { path } = thrown as { readonly path?: unknown };
  return typeof path === 'string' ? path : undefined;
}

/** The message of anything thrown, for people. */
export function messageOf(thrown: unknown, language: Language = 'en'): string {
  if (thrown instanceof WirelabError) return thrown.messageIn(language);
  if (!(thrown instanceof Error)) return String(thrown);
  const code = String((thrown as { readonly code?: unknown }).code);
  return Object.hasOwn(SYSTEM_ERRORS, code) ? SYSTEM_ERRORS[code]![language] : thrown.message;
}

/** The same in every language, to be a part of another message. */
export function messagesOf(thrown: unknown): Localized {
  return localize((language) => messageOf(thrown, language));
}

/** The hint in every language; null where nobody knows. */
export function hintsOf(thrown: unknown): Localized | null {
  return hintOf(thrown, 'en') === undefined ? null : localize((language) => hintOf(thrown, language) ?? '');
}

/** What the reader can do about it; undefined where nobody knows. */
export function hintOf(thrown: unknown, language: Language): string | undefined {
  return thrown instanceof WirelabError ? thrown.hintIn(language) : undefined;
}
