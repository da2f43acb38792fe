import type { Localized } from '../../../base/language.ts';

/** Words for params that are not numbers. */
export const PARAM_WORDS: Readonly<Record<string, Localized>> = {
  client: { en: 'client', zh: '客户端' },
  server: { en: 'server', zh: '服务器' },
  both: { en: 'client and for that of the server', zh: '双方' },
  fast: { en: 'fast retransmission', zh: '快速重传' },
  recovery: { en: 'loss recovery, prompted by an ACK with SACK', zh: '由带 SACK 的 ACK 触发的丢失恢复' },
  sooner: {
    en: 'sooner than a retransmission timer runs out: loss recovery or a tail loss probe',
    zh: '早于重传定时器的超时时间：属于丢失恢复或尾部丢失探测',
  },
  timeout: {
    en: 'no duplicate ACKs asked for it at once: most likely a timer ran out',
    zh: '没有重复 ACK 立即请求重传，很可能是定时器超时',
  },
  'or-fin': {
    en: 'or a FIN, which takes up one sequence number like a byte',
    zh: '也可能是 FIN：它和一个字节一样占用一个序号',
  },
  'repeated-syn': {
    en: 'the SYN came again, too, so that the earlier SYN+ACK had not reached the other side in time',
    zh: '对方的 SYN 也重发了，可见先前的 SYN+ACK 没有及时到达对方',
  },
  'too-soon': {
    en: 'sooner than any timer runs out, so that the SYN was probably repeated, too, or the network made a copy',
    zh: '早于任何定时器的超时时间，很可能是 SYN 也重复了，或者网络复制了该分组',
  },
  'no-ack': {
    en: 'the third segment of the handshake did not reach it in time, or its backlog was full',
    zh: '握手的第三个报文段没有及时到达，或者它的连接队列已满',
  },
  'ip-id': {
    en: 'they were overtaken on the way, for the IP identification is older',
    zh: '在途中被超过，因为 IP 标识小于先到的报文段',
  },
  timestamp: {
    en: 'they were overtaken on the way, for the timestamp is older',
    zh: '在途中被超过，因为时间戳早于先到的报文段',
  },
  timing: {
    en: 'they were overtaken on the way, for they came sooner than the sender could have heard of a loss',
    zh: '在途中被超过，因为发送方来不及得知丢失它们就已到达',
  },
  none: {
    en: 'overtaken on the way, or sent again after a loss before the capture point; this capture can’t tell',
    zh: '可能在途中被超过，也可能原报文段在抓包点之前丢失后重传，仅凭此抓包无法判断',
  },
  dsack: { en: 'a duplicate SACK names the bytes', zh: '重复 SACK 指明了这些字节' },
  timestamps: { en: 'the ACK echoes the first copy’s timestamp', zh: 'ACK 回显的是首次发送的时间戳' },
  'same-ttl': { en: 'with the same time to live', zh: 'TTL 相同' },
  'lower-ttl': { en: 'with another time to live (on the other side of a router)', zh: 'TTL 不同（在路由器的另一侧）' },
  ended: { en: 'it opened again', zh: '之后重新打开' },
  'still-closed': { en: 'and it was still closed at the end', zh: '直到最后仍未打开' },
  'scan-syn': { en: 'a SYN scan, whose handshakes are never finished', zh: 'SYN 扫描（从不完成握手）' },
  'scan-connect': {
    en: 'a connect scan, which finishes each handshake and closes at once',
    zh: 'connect 扫描（完成握手后立即关闭）',
  },
  'scan-unknown': {
    en: 'a SYN or connect scan (no open port was met that would tell)',
    zh: 'SYN 扫描或 connect 扫描（没有遇到开放端口，无法区分）',
  },
  'scan-fin': { en: 'a FIN scan', zh: 'FIN 扫描' },
  'scan-null': { en: 'a NULL scan (no flags at all)', zh: 'NULL 扫描（不带任何标志）' },
  'scan-xmas': { en: 'an Xmas scan (FIN, PSH and URG)', zh: 'Xmas 扫描（FIN、PSH、URG）' },
  'scan-maimon': { en: 'a Maimon scan (FIN and ACK)', zh: 'Maimon 扫描（FIN、ACK）' },
  'scan-ack': {
    en: 'an ACK or window scan, which finds out what a firewall lets through',
    zh: 'ACK 扫描或窗口扫描（探查防火墙放行哪些端口）',
  },
  'at-least': { en: 'at least', zh: '至少' },
  'end-unseen': { en: 'How the earlier one ended is not in the capture', zh: '前一个连接是如何结束的，抓包中没有' },
  'took-first': { en: 'The client kept to the first', zh: '客户端采用的是第一个' },
  'took-second': { en: 'The client took the second', zh: '客户端采用的是第二个' },
  'no-ack-flag': {
    en: 'that has no ACK flag and takes its number from the ACK field of the segment it answers',
    zh: '没有 ACK 标志，序号取自所回答报文段的确认号',
  },
  'number-0': {
    en: 'whose sequence number is 0, for the segment it answers has no ACK field to take it from',
    zh: '序号为 0，因为所回答的报文段没有可供取用的确认号',
  },
  'syn-data-taken': { en: 'The SYN+ACK acknowledges that data', zh: 'SYN+ACK 确认了这些数据' },
  'syn-data-refused': {
    en: 'The SYN+ACK does not acknowledge that data, which has to be sent again',
    zh: 'SYN+ACK 没有确认这些数据，必须重新发送',
  },
};
