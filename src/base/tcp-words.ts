/** What the ways in which a connection opens and closes are called: briefly, for a column, and in full, for a sentence. */
import type { Localized } from './language.ts';

interface Name {
  readonly brief: Localized;
  readonly full: Localized;
}

export const HANDSHAKE_NAMES = {
  'three-way': {
    brief: { en: 'three-way', zh: '三次握手' },
    full: { en: 'three-way handshake', zh: '三次握手' },
  },
  'simultaneous-open': {
    brief: { en: 'simultaneous', zh: '同时打开' },
    full: { en: 'simultaneous open', zh: '同时打开' },
  },
  unanswered: {
    brief: { en: 'unanswered', zh: '无应答' },
    full: { en: 'unanswered SYN', zh: 'SYN 无应答' },
  },
  refused: {
    brief: { en: 'refused', zh: '被拒绝' },
    full: { en: 'refused with RST', zh: '被 RST 拒绝' },
  },
  incomplete: {
    brief: { en: 'incomplete', zh: '未完成' },
    full: { en: 'handshake without its last ACK', zh: '握手未完成（缺最后一个 ACK）' },
  },
  'not-captured': {
    brief: { en: 'not captured', zh: '未抓到' },
    full: { en: 'handshake not captured', zh: '未抓到握手' },
  },
} as const satisfies Record<string, Name>;

export const TEARDOWN_NAMES = {
  'four-segment': {
    brief: { en: 'four segments', zh: '四次挥手' },
    full: { en: 'four segments (FIN, ACK, FIN, ACK)', zh: '四次挥手（FIN、ACK、FIN、ACK）' },
  },
  'three-segment': {
    brief: { en: 'three segments', zh: '三次挥手' },
    full: { en: 'three segments (FIN, FIN+ACK, ACK)', zh: '三次挥手（FIN、FIN+ACK、ACK）' },
  },
  simultaneous: {
    brief: { en: 'simultaneous', zh: '同时关闭' },
    full: { en: 'simultaneous close', zh: '同时关闭' },
  },
  'half-closed': {
    brief: { en: 'half-closed', zh: '半关闭' },
    full: { en: 'half-closed', zh: '半关闭' },
  },
  'unacknowledged-fin': {
    brief: { en: 'FIN not acked', zh: 'FIN 未确认' },
    full: { en: 'a FIN that nobody acknowledged', zh: '未被确认的 FIN' },
  },
  reset: {
    brief: { en: 'reset', zh: '复位' },
    full: { en: 'reset (RST)', zh: '复位（RST）' },
  },
  'reset-after-fin': {
    brief: { en: 'reset after FIN', zh: 'FIN 后复位' },
    full: { en: 'reset after a FIN', zh: 'FIN 之后的复位' },
  },
  open: {
    brief: { en: 'open', zh: '未关闭' },
    full: { en: 'still open', zh: '仍未关闭' },
  },
} as const satisfies Record<string, Name>;

export const SIDE_NAMES = {
  client: { en: 'client', zh: '客户端' },
  server: { en: 'server', zh: '服务器' },
} as const satisfies Record<string, Localized>;
