/** A place that can't be written to, and what the system said. */
import { InputError, messagesOf } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';

const CANNOT_WRITE = { en: 'cannot write to {place}: {why}', zh: '无法写入 {place}：{why}' };
const OTHER_PLACE = {
  en: 'give a place that you may write to, with room',
  zh: '请指定一个可以写入、空间足够的位置',
};

/** For a directory that was given and can't be written to, with what the system said. */
export function cannotWrite(place: string, cause: unknown): InputError {
  return new InputError(fillIn(CANNOT_WRITE, { place, why: messagesOf(cause) }), { hint: OTHER_PLACE, cause });
}
