import type { Localized } from '../base/language.ts';

/** How a program ended, as part of a message. */
export function howEnded(code: number | null, signal: string | null): Localized {
  return signal === null
    ? { en: `exit status ${code}`, zh: `退出状态 ${code}` }
    : { en: `killed by ${signal}`, zh: `被 ${signal} 终止` };
}
