/** The analysis' own names in a reader's language; what is not here is shown as it is. */
import type { Language, Localized } from '../../base/language.ts';
import { HANDSHAKE_NAMES, SIDE_NAMES, TEARDOWN_NAMES } from '../../base/tcp-words.ts';

const WORDS: { readonly [name: string]: Localized } = {
  ...SIDE_NAMES,
  true: { en: 'yes', zh: '是' },
  false: { en: 'no', zh: '否' },
  ...fullNames(HANDSHAKE_NAMES),
  ...fullNames(TEARDOWN_NAMES),
  fin: { en: 'FIN', zh: 'FIN' },
  'fin-ack': { en: 'FIN+ACK', zh: 'FIN+ACK' },
  ack: { en: 'ACK', zh: 'ACK' },
  rst: { en: 'RST', zh: 'RST' },
  ftp: { en: 'FTP', zh: 'FTP' },
  'ftp-data': { en: 'FTP data', zh: 'FTP 数据' },
  smtp: { en: 'SMTP', zh: 'SMTP' },
  pop3: { en: 'POP3', zh: 'POP3' },
  upload: { en: 'upload', zh: '上传' },
  download: { en: 'download', zh: '下载' },
  listing: { en: 'directory listing', zh: '目录列表' },
  active: { en: 'active mode (PORT)', zh: '主动模式（PORT）' },
  passive: { en: 'passive mode (PASV)', zh: '被动模式（PASV）' },
  'extended-active': { en: 'extended active mode (EPRT)', zh: '扩展主动模式（EPRT）' },
  'extended-passive': { en: 'extended passive mode (EPSV)', zh: '扩展被动模式（EPSV）' },
};

export function inWords(value: unknown, language: Language): string {
  const name = String(value);
  return Object.hasOwn(WORDS, name) ? WORDS[name]![language] : name;
}

function fullNames(names: Readonly<Record<string, { full: Localized }>>): Record<string, Localized> {
  return Object.fromEntries(Object.entries(names).map(([name, { full }]) => [name, full]));
}
