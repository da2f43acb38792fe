import { describe, expect, it } from 'vitest';
import * as errors from '../../../src/base/errors.ts';
import { exitStatusOf } from '../../../src/cli/exit.ts';

/** Codes and statuses are part of the API: this table changes only by growing. */
const TABLE = [
  [errors.UsageError, 'bad-usage', 2],
  [errors.InputError, 'bad-input', 2],
  [errors.LabFileError, 'bad-lab-file', 2],
  [errors.MachineError, 'machine-lacks', 3],
  [errors.RunError, 'run-broke', 4],
  [errors.InterruptedError, 'interrupted', 130],
] as const;

describe('errors', () => {
  it.each(TABLE)('%o has the code %s and ends with status %i', (Type, code, status) => {
    const cause = new Error('below');
    const error = new Type('what went wrong', { hint: 'what to do', cause });
    expect(error).toMatchObject({ code, message: 'what went wrong', hint: 'what to do', cause, name: Type.name });
    expect(exitStatusOf(error)).toBe(status);
  });

  it('thrown by mistake: the exit status of a broken run', () => {
    expect(exitStatusOf(new TypeError('bug'))).toBe(4);
    expect(exitStatusOf('text')).toBe(4);
  });

  it('anything thrown: its message is told', () => {
    expect(errors.messageOf(new Error('a'))).toBe('a');
    expect(errors.messageOf('b')).toBe('b');
  });

  it('an error in two languages: is English for programs, and either for people', () => {
    const error = new errors.InputError({ en: 'gone', zh: '不见了' }, { hint: { en: 'look', zh: '找一找' } });
    expect(error).toMatchObject({ message: 'gone', hint: 'look' });
    expect([errors.messageOf(error, 'zh'), errors.hintOf(error, 'zh')]).toEqual(['不见了', '找一找']);
    expect([errors.messageOf(error, 'en'), errors.hintOf(error, 'en')]).toEqual(['gone', 'look']);
  });

  it('hints, in each language: those that there are, null where nobody knows', () => {
    const hint = { en: 'look', zh: '找一找' };
    expect(errors.hintsOf(new errors.InputError('gone', { hint }))).toEqual(hint);
    expect(errors.hintsOf(new errors.InputError('gone'))).toBeNull();
    expect(errors.hintsOf(new Error('gone'))).toBeNull();
  });

  it('a system error that people meet: is told in words, any other one in its own', () => {
    const missing = Object.assign(new Error("ENOENT: no such file or directory, open 'x'"), { code: 'ENOENT' });
    expect(errors.messagesOf(missing)).toEqual({ en: 'there is no such file or directory', zh: '没有这个文件或目录' });
    expect(errors.messageOf(Object.assign(new Error('odd'), { code: 'EODD' }), 'zh')).toBe('odd');
  });

  it('what the system refused to use: the path, where the error has one', () => {
    const refused = Object.assign(new Error('no'), { syscall: 'open', path: '/x' });
    expect(errors.refusedPathOf(refused)).toBe('/x');
    expect(errors.refusedPathOf(Object.assign(new Error('no'), { syscall: 'connect' }))).toBeUndefined();
    expect(errors.refusedPathOf(new Error('no'))).toBeUndefined();
  });
});
