/** What the things that a check selects are called, for sentences that count them. */
import type { Localized } from '../../base/language.ts';
import type { Selection } from '../plan.ts';

/** `2 connections`, `2 条连接`; `measure` is the Chinese measure word alone. */
export interface Noun {
  (count: number): Localized;
  readonly measure: string;
}

/** English for one and for several; the Chinese measure word and the noun after it. */
const NOUNS: Readonly<Record<string, readonly [one: string, many: string, measure: string, noun: string]>> = {
  connections: ['connection', 'connections', '条', '连接'],
  segments: ['segment', 'segments', '个', '报文段'],
  ftp: ['FTP session', 'FTP sessions', '个', ' FTP 会话'],
  smtp: ['SMTP session', 'SMTP sessions', '个', ' SMTP 会话'],
  pop3: ['POP3 session', 'POP3 sessions', '个', ' POP3 会话'],
  credentials: ['login', 'logins', '次', '登录'],
  transfers: ['transfer', 'transfers', '次', '传输'],
  refused: ['refused command', 'refused commands', '条', '被拒绝的命令'],
  dialogue: ['line', 'lines', '行', '对话'],
  messages: ['mail', 'mails', '封', '邮件'],
  attachments: ['attachment', 'attachments', '个', '附件'],
  findings: ['finding', 'findings', '条', '发现'],
};

const ANYTHING = ['thing', 'things', '项', ''] as const;

/** By the last list that the selection goes through: `apps.ftp[0].refused[*].command` counts refused commands. */
export function nounOf({ select, follow }: Pick<Selection, 'select' | 'follow'>): Noun {
  const lists = [...(follow?.to ?? select).matchAll(/(\w+)\[/g)].map(([, name]) => name!);
  const name = lists.at(-1) ?? '';
  const [one, many, measure, noun] = Object.hasOwn(NOUNS, name) ? NOUNS[name]! : ANYTHING;
  const say = (count: number): Localized => ({
    en: `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`,
    zh: `${count} ${measure}${noun}`,
  });
  return Object.assign(say, { measure });
}
