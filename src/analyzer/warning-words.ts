/** What a capture's warnings say, in the words of its reader; `capture.warnings[].message` is for programs. */
import { fillIn, type Language, type Localized } from '../base/language.ts';
import type { Capture } from './model.ts';

type Warning = Capture['warnings'][number];

const LINK_TYPE = 'link-type-';

/** By code; `{message}` is the analyzer's own, with technical detail. docs/analysis.md lists the codes. */
const WORDS: Readonly<Record<string, Localized>> = {
  'empty-file': { en: 'the file is empty', zh: '文件是空的' },
  'not-a-capture': { en: 'neither pcap nor pcapng', zh: '既不是 pcap 也不是 pcapng 文件' },
  'cut-short': {
    en: 'the file ends inside the record that begins at byte {offset}; everything before is analysed',
    zh: '文件在始于第 {offset} 字节的记录中间结束，此前的内容已全部分析',
  },
  damaged: {
    en: 'the file is damaged from byte {offset} on ({message}); everything before is analysed',
    zh: '文件从第 {offset} 字节起已损坏，此前的内容已全部分析',
  },
  'damaged-gzip': {
    en: 'the compression is broken or cut ({message}); what came out is analysed',
    zh: 'gzip 压缩数据已损坏或不完整，已分析其中能解压的部分',
  },
  'header-cut': {
    en: 'packets that the snapshot cut inside a header: {count}',
    zh: '有 {count} 个分组在抓包时被截断，首部不完整',
  },
  'malformed-header': {
    en: 'packets with a header that contradicts itself: {count}',
    zh: '有 {count} 个分组的首部自相矛盾',
  },
  'tunnels-too-deep': {
    en: 'packets within more tunnels than are followed: {count}',
    zh: '有 {count} 个分组的隧道嵌套过深，没有分析',
  },
  'encrypted-frames': {
    en: 'frames whose content is encrypted (IEEE 802.11 or MACsec), which are not decrypted: {count}',
    zh: '有 {count} 个帧已加密（无线局域网或 MACsec），没有解密分析',
  },
  'not-followed-van-jacobson-compression': {
    en: 'packets whose TCP and IP headers PPP has compressed (RFC 1144), which are not expanded: {count}',
    zh: '有 {count} 个分组的 TCP/IP 首部经 PPP 压缩（RFC 1144），没有还原分析',
  },
  'not-followed-ppp-multilink-fragments': {
    en: 'fragments of PPP multilink, which are not put together: {count}',
    zh: '有 {count} 个 PPP 多链路分片没有重组分析',
  },
  'not-followed-wireless-fragments': {
    en: 'fragments of wireless frames, which are not put together: {count}',
    zh: '有 {count} 个无线局域网帧分片没有重组分析',
  },
  'not-followed-capwap-fragments': {
    en: 'fragments of CAPWAP, which are not put together: {count}',
    zh: '有 {count} 个 CAPWAP 分片没有重组分析',
  },
  'not-followed-gre-hdlc': {
    en: 'GRE packets that carry PPP as a stream of bytes, which is not read: {count}',
    zh: '有 {count} 个 GRE 分组以字节流方式承载 PPP，没有分析',
  },
  'incomplete-datagrams': {
    en: 'IP datagrams whose fragments are not all here: {count}',
    zh: '有 {count} 个 IP 数据报的分片不全',
  },
  'connections-let-go': {
    en: 'too many connections at once; the oldest were let go: {count}',
    zh: '同时存在的连接太多，放弃了最早的 {count} 条',
  },
  'connections-not-listed': {
    en: 'connections that are not listed: {count}',
    zh: '另有 {count} 条连接没有列出',
  },
  'connection-split': {
    en: 'connections whose later packets Wireshark counts as another stream, once it has told their protocol: {count}',
    zh: '有 {count} 条连接在 Wireshark 识别出协议之后被计为另一个流',
  },
};

const LINK_TYPE_WORDS: Localized = {
  en: '{message}; packets left out: {count}',
  zh: '有 {count} 个分组没有分析：不支持链路类型 {linkType}',
};

/** A sentence without a full stop; the analyzer's own message where the code has no words. */
export function describeWarning({ code, message, count, offset }: Warning, language: Language): string {
  const linkType = code.startsWith(LINK_TYPE) ? code.slice(LINK_TYPE.length).toUpperCase() : '';
  const words = linkType === '' ? WORDS[code] : LINK_TYPE_WORDS;
  if (words === undefined) return count > 1 ? `${message} (${count})` : message;
  return fillIn(words, { message, count, offset: offset ?? 0, linkType })[language];
}
