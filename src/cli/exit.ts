/** The only place that maps error codes to exit statuses (DESIGN.md, Contracts). */
import { ERROR_CODES, type ErrorCode, InputError, messagesOf, WirelabError } from '../base/errors.ts';
import { fillIn, type Language } from '../base/language.ts';
import { EXIT } from './exit-status.ts';
import { whenOutputFails } from './standard-streams.ts';
import { printError } from './terminal.ts';

const CANNOT_WRITE = { en: 'cannot write to standard output: {why}', zh: '无法写入标准输出：{why}' };

const STATUS: Record<ErrorCode, number> = {
  [ERROR_CODES.usage]: EXIT.usage,
  [ERROR_CODES.input]: EXIT.usage,
  [ERROR_CODES.labFile]: EXIT.usage,
  [ERROR_CODES.machine]: EXIT.machine,
  [ERROR_CODES.run]: EXIT.broke,
  [ERROR_CODES.interrupted]: EXIT.interrupted,
};

/** The exit status for anything thrown; what wirelab did not throw on purpose is a broken run. */
export function exitStatusOf(thrown: unknown): number {
  return thrown instanceof WirelabError ? STATUS[thrown.code] : EXIT.broke;
}

/** The work's own exit status, or that of what it threw, which is printed. Never rejects. */
export async function exitStatusAfter(work: () => Promise<number>, language: Language): Promise<number> {
  whenOutputFails((cause) => {
    const error = new InputError(fillIn(CANNOT_WRITE, { why: messagesOf(cause) }), { cause });
    process.exit(statusOfPrinted(error, language));
  });
  try {
    return await work();
  } catch (error) {
    return statusOfPrinted(error, language);
  }
}

function statusOfPrinted(error: unknown, language: Language): number {
  printError(error, language);
  return exitStatusOf(error);
}
