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
  hint?: string;
  cause?: unknown;
}

/** The base of every error that wirelab throws on purpose: a stable `code`, a message, and a `hint` that mends it. */
export class WirelabError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: WirelabErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** The command line was used wrongly: unknown option, impossible combination. Exit status 2. */
export class UsageError extends WirelabError {
  constructor(message: string, options?: WirelabErrorOptions) {
    super(ERROR_CODES.usage, message, options);
  }
}

/** A file that was given can't be used: missing, unreadable, not a capture, not a run directory. Exit status 2. */
export class InputError extends WirelabError {
  constructor(message: string, options?: WirelabErrorOptions) {
    super(ERROR_CODES.input, message, options);
  }
}

/** A lab file is not valid; the message names file, line, column and what was expected. Exit status 2. */
export class LabFileError extends WirelabError {
  constructor(message: string, options?: WirelabErrorOptions) {
    super(ERROR_CODES.labFile, message, options);
  }
}

/** This machine can't run it: a tool, a right or an engine is missing; the hint is the command that mends it. Exit status 3. */
export class MachineError extends WirelabError {
  constructor(message: string, options?: WirelabErrorOptions) {
    super(ERROR_CODES.machine, message, options);
  }
}

/** A run broke: a host died, a step could not be carried out, the capture stopped. Exit status 4. */
export class RunError extends WirelabError {
  constructor(message: string, options?: WirelabErrorOptions) {
    super(ERROR_CODES.run, message, options);
  }
}

/** The user interrupted the run; everything was cleaned up. Exit status 130. */
export class InterruptedError extends WirelabError {
  constructor(message = 'interrupted', options?: WirelabErrorOptions) {
    super(ERROR_CODES.interrupted, message, options);
  }
}

/** The message of anything thrown, for people. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
