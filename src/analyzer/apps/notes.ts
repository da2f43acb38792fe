/**
 * What an application analyzer let go, or could not know: stable codes in `notes`, and their words. `{one|many}` is the word
 * that suits the number.
 */
import type { Language, Localized } from '../../base/language.ts';

const NOTES = {
  'late-start': {
    en: 'The capture began after this connection did; the first part of the dialogue is not known.',
    zh: '抓包开始时该连接已经建立，对话的开头未知。',
  },
  'dialogue-cut': {
    en: 'The dialogue is longer than is kept: {n} more {entry is|entries are} not listed.',
    zh: '对话过长，另有 {n} 条未列出。',
  },
  'line-cut': {
    en: '{n} {byte|bytes} of overlong lines {is|are} not shown.',
    zh: '过长的行中有 {n} 字节未显示。',
  },
  'commands-unanswered': {
    en: '{n} {command|commands} waited for a reply at once; the oldest were let go.',
    zh: '同时等待应答的命令达 {n} 条，最早的已放弃匹配。',
  },
  'items-cut': {
    en: '{n} more {transfer or message is|transfers or messages are} not listed.',
    zh: '另有 {n} 个传输或邮件未列出。',
  },
  'recipients-cut': {
    en: '{n} more {recipient is|recipients are} not listed.',
    zh: '另有 {n} 个收件人未列出。',
  },
  'mail-too-large': {
    en: '{n} {mail was|mails were} too large to be taken apart; the bytes were recovered all the same.',
    zh: '{n} 封邮件过大，未解析其 MIME 结构，但原始字节已恢复。',
  },
  'mail-not-parsed': {
    en: '{n} {mail|mails} could not be taken apart by MIME (nested too deep, too many parts, or damaged).',
    zh: '{n} 封邮件无法按 MIME 解析（嵌套过深、分段过多或已损坏）。',
  },
  'attachments-cut': {
    en: '{n} more {attachment is|attachments are} not listed.',
    zh: '另有 {n} 个附件未列出。',
  },
  'attachments-incomplete': {
    en: 'Bytes of {n} {mail|mails} are missing: what the attachments lack was not made up.',
    zh: '{n} 封邮件有字节缺失，附件中缺失的部分未作补全。',
  },
  'texts-cut': {
    en: 'The texts of {n} {file or mail|files or mails} are not shown: there are more than are kept.',
    zh: '文本总量超出保留上限，{n} 个文件或邮件的文本未显示。',
  },
  'mode-not-stream': {
    en: 'A transfer mode other than STREAM was agreed on; contents are shown as they were on the wire.',
    zh: '协商了非 STREAM 的传输模式，内容按线路上的原样给出。',
  },
  'data-protected': {
    en: 'The data connections are encrypted (PROT P).',
    zh: '数据连接已加密（PROT P）。',
  },
  'tls-ended': {
    en: 'TLS ended before frame {n}; from there on the dialogue is plain text again (CCC).',
    zh: 'TLS 在第 {n} 帧之前结束，此后的对话恢复为明文（CCC）。',
  },
  'address-mismatch': {
    en: '{n} data {connection|connections} went to another address than the one that was named (NAT); the port told where {it belongs|they belong}.',
    zh: '{n} 个数据连接的地址与应答中给出的不一致（NAT），按端口匹配。',
  },
  'data-tied-by-time': {
    en: '{n} data {connection was|connections were} tied to {its|their} command by time, because no agreement on an address could be read.',
    zh: '{n} 个数据连接没有可读取的地址协商，按时间匹配到命令。',
  },
  'part-fetched': {
    en: 'The server fetched {n} {part|parts} of a mail from an IMAP server (BURL): {it is|they are} not in the capture.',
    zh: '邮件的 {n} 个部分由服务器从 IMAP 服务器取得（BURL），不在抓包中。',
  },
  'reply-to-data-guessed': {
    en: 'The reply to DATA is not in the capture; the client’s next bytes were taken for a message.',
    zh: '抓包中没有对 DATA 的应答，其后的字节按邮件内容处理。',
  },
} as const satisfies Record<string, Localized>;

export type NoteCode = keyof typeof NOTES;

/** Notes of one session: each code once, with how often or how many bytes. Written as `code` or `code=n`. */
export class Notes {
  readonly #counts = new Map<NoteCode, number>();

  add(code: NoteCode, n = 0): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + n);
  }

  list(): string[] {
    return [...this.#counts].map(([code, n]) => (n > 0 ? `${code}=${n}` : code));
  }
}

/** A note as it stands in the analysis, in words; a note that is not known is returned as it is. */
export function describeNote(note: string, language: Language): string {
  const [code, n] = note.split('=');
  const words: Localized | undefined = Object.hasOwn(NOTES, code!) ? NOTES[code as NoteCode] : undefined;
  if (!words) return note;
  return words[language]
    .replace('{n}', () => n ?? '')
    .replace(/\{([^|}]*)\|([^}]*)\}/g, (_, one: string, many: string) => (n === '1' ? one : many));
}
