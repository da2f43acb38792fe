/** Findings about loss, order and repetition. */
import type { CatalogueEntry } from './entry.ts';

export const LOSS = {
  'lost-after-capture-point': {
    severity: 'note',
    rfc: 'RFC 6298 §5, RFC 5681 §3.2, RFC 6675 §5, RFC 8985 §7',
    title: { en: 'Sent again: lost beyond the capture point', zh: '重传：在抓包点之后丢失' },
    detail: {
      en: 'The {side} sent {segments|segment|segments} again, {minWaitMs} to {maxWaitMs} after the first copy was captured ({how}). It had passed the capture point: it, or its ACK, was lost or late after that.',
      zh: '{side}重发了 {segments} 个报文段，与首次被抓到相隔 {minWaitMs} 到 {maxWaitMs}（{how}）。首次发送的已经过抓包点：它或它的 ACK 是在那之后丢失或延迟的。',
    },
    evidence: { en: 'each segment and its repetition', zh: '报文段及其重传' },
  },
  'lost-before-capture-point': {
    severity: 'note',
    rfc: 'RFC 5681 §3.2',
    title: { en: 'Lost in the network before the capture point', zh: '在到达抓包点之前丢失' },
    detail: {
      en: 'From the {side}: {segments|segment|segments} that the capture has only as a retransmission (sent after what follows it). The network lost the original before the capture point.',
      zh: '{side}有 {segments} 个报文段在抓包中只出现了重传（发送时间晚于其后面的报文段）：原报文段在到达抓包点之前就被网络丢失了。',
    },
    evidence: { en: 'the segment after the hole, and the one that fills it', zh: '缺口之后的报文段和填补缺口的报文段' },
  },
  'late-first-copy': {
    severity: 'note',
    rfc: 'RFC 5681 §3.2',
    title: { en: 'Marked as sent again, but never captured before', zh: '被标为重传，但此前从未抓到' },
    detail: {
      en: 'From the {side}: {segments|segment|segments} with bytes never captured before, yet Wireshark speaks of retransmission. They came behind what follows them: {proof}.',
      zh: '{side}有 {segments} 个报文段携带此前从未抓到的字节，却被 Wireshark 标为重传。它们晚于其后面的报文段到达：{proof}。',
    },
    evidence: { en: 'the segment that overtook, and the late one', zh: '先到的报文段和迟到的报文段' },
  },
  'spurious-retransmission': {
    severity: 'note',
    rfc: 'RFC 2883 §4, RFC 3522 §3.2',
    title: { en: 'A retransmission that was not needed', zh: '不必要的重传' },
    detail: {
      en: 'The {side} sent {segments|segment|segments} again although the first copy arrived, as the receiver’s answer proves ({proof}).',
      zh: '{side}重发了 {segments} 个报文段，而首次发送的其实已经到达，接收方的应答证明了这一点（{proof}）。',
    },
    evidence: { en: 'the retransmission, and the ACK that proves it needless', zh: '重传的报文段和证明其不必要的 ACK' },
  },
  'inconsistent-retransmission': {
    severity: 'error',
    rfc: 'RFC 9293 §3.4',
    title: { en: 'Sent again with different bytes', zh: '重传的内容与原来不同' },
    detail: {
      en: 'From the {side}: {segments|segment|segments} with a sequence number that was used before for other bytes. Which ones the receiver took can’t be told from the wire: somebody injects data, a middlebox rewrites it, or a segment was damaged.',
      zh: '{side}有 {segments} 个报文段使用相同的序号却携带不同的字节。从线路上无法得知接收方采用了哪一个：可能有人注入数据，中间设备改写了内容，或报文段损坏。',
    },
    evidence: { en: 'both versions', zh: '两个不同的版本' },
  },
  'peer-went-silent': {
    severity: 'error',
    rfc: 'RFC 6298 §5, RFC 9293 §3.8.3',
    title: { en: 'The other side fell silent', zh: '对方突然没有任何应答' },
    detail: {
      en: 'The {side} sent the same data {transmissions|time|times}, waiting {intervalsMs}, and nothing came back, not even RST, until the capture ends. The host vanished, or something in the middle drops the packets silently.[ Before that the connection had been quiet for {longIdleMs}.]',
      zh: '{side}把同样的数据发送了 {transmissions} 次，间隔为 {intervalsMs}，直到抓包结束都没有任何应答，连 RST 也没有。对方主机已消失，或中间有设备悄悄丢弃分组。[在此之前连接空闲了 {longIdleMs}。]',
    },
    evidence: { en: 'every transmission of that data', zh: '该数据的每一次发送' },
  },
} as const satisfies Record<string, CatalogueEntry>;
