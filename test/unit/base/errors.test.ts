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

  it('what was not thrown on purpose is a broken run', () => {
    expect(exitStatusOf(new TypeError('bug'))).toBe(4);
    expect(exitStatusOf('text')).toBe(4);
  });

  it('tells the message of anything thrown', () => {
    expect(errors.messageOf(new Error('a'))).toBe('a');
    expect(errors.messageOf('b')).toBe('b');
  });
});
