/** What becomes of a standard output that can't be written to. */
import { InputError, messagesOf } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import { exitStatusAfter } from './exit.ts';
import { chosenLanguage } from './language.ts';

const CANNOT_WRITE = { en: 'cannot write to standard output: {why}', zh: '无法写入标准输出：{why}' };

/** Says why, and ends the program. */
export async function endUnwritten(cause: Error): Promise<never> {
  const error = new InputError(fillIn(CANNOT_WRITE, { why: messagesOf(cause) }), { cause });
  const language = chosenLanguage(process.argv.slice(2), process.env);
  process.exit(await exitStatusAfter(() => Promise.reject(error), language));
}
