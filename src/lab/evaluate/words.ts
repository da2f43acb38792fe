/** The analysis' own names in a reader's language; what is not here is shown as it is. */
import type { Language, Localized } from '../../base/language.ts';

const WORDS: { readonly [name: string]: Localized } = {
  client: { en: 'client', zh: '客户端' },
  server: { en: 'server', zh: '服务器' },
  true: { en: 'yes', zh: '是' },
  false: { en: 'no', zh: '否' },
  'three-way': { en: 'three-way handshake', zh: '三次握手' },
  'simultaneous-open': { en: 'simultaneous open', zh: '同时打开' },
  unanswered: { en: 'unanswered SYN', zh: 'SYN 无应答' },
  refused: { en: 'refused with RST', zh: '被 RST 拒绝' },
  incomplete: { en: 'handshake without its last ACK', zh: '握手未完成（缺最后一个 ACK）' },
  'not-captured': { en: 'handshake not captured', zh: '未抓到握手' },
  'four-segment': { en: 'four segments (FIN, ACK, FIN, ACK)', zh: '四次挥手（FIN、ACK、FIN、ACK）' },
  'three-segment': { en: 'three segments (FIN, FIN+ACK, ACK)', zh: '三个报文段（FIN、FIN+ACK、ACK）' },
  simultaneous: { en: 'simultaneous close', zh: '同时关闭' },
  'half-closed': { en: 'half-closed', zh: '半关闭' },
  'unacknowledged-fin': { en: 'a FIN that nobody acknowledged', zh: '未被确认的 FIN' },
  reset: { en: 'reset (RST)', zh: '复位（RST）' },
  'reset-after-fin': { en: 'reset after a FIN', zh: 'FIN 之后的复位' },
  open: { en: 'still open', zh: '仍未关闭' },
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
