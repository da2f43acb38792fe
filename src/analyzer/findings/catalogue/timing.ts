/** Findings about timing and windows. */
import type { CatalogueEntry } from './entry.ts';

export const TIMING = {
  'delayed-ack': {
    severity: 'info',
    rfc: 'RFC 1122 §4.2.3.2, RFC 9293 §3.8.6.3',
    title: { en: 'Delayed ACKs', zh: '延迟确认' },
    detail: {
      en: '{acks|ACK|ACKs} of the {side} that went alone came {minDelayMs} to {maxDelayMs} after the data; its quickest answer took {quickestMs}. It was probably waiting for data to send along, or for a second segment.',
      zh: '{side}有 {acks} 个单独发送的 ACK 在数据之后 {minDelayMs} 到 {maxDelayMs}才到，而它最快的应答只用了 {quickestMs}：它很可能在等待可以捎带的数据或第二个报文段。',
    },
    evidence: { en: 'the ACKs that waited', zh: '被延迟的 ACK' },
  },
  'nagle-held-data': {
    severity: 'note',
    rfc: 'RFC 896, RFC 9293 §3.7.4',
    title: { en: 'Small data held back until an ACK came', zh: '小数据等到 ACK 才发送（Nagle 算法）' },
    detail: {
      en: 'The {side} sent {segments|small segment|small segments} at the very moment a delayed ACK arrived, after {minHeldMs} to {maxHeldMs}: it looks as if Nagle’s algorithm had held back such data, which lets no small data go while anything is unacknowledged. Writing at once what belongs together, or TCP_NODELAY, avoids the wait.',
      zh: '{side}有 {segments} 个小报文段恰好在延迟的 ACK 到达时才发出，等待了 {minHeldMs} 到 {maxHeldMs}：看来是 Nagle 算法扣住了这样的数据：只要还有未确认的数据，该算法就不发送小报文段。一次写完相关的数据，或设置 TCP_NODELAY，可以避免等待。',
    },
    evidence: { en: 'the delayed ACK and the segment that it released', zh: '延迟的 ACK 和随后放行的报文段' },
  },
  'zero-window-stall': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.8.6.1',
    title: { en: 'Receiver’s window closed', zh: '接收窗口为零' },
    detail: {
      en: 'The {side} announced a window of zero {stalls|time|times}[, {totalMs} in all, the longest {longestMs}] ({ended}): its program did not read fast enough, and for so long the other side may send no data.',
      zh: '{side}有 {stalls} 次通告窗口为零[，共 {totalMs}，最长 {longestMs}]（{ended}）：它的程序读取太慢，在此期间对方不能发送数据。',
    },
    evidence: {
      en: 'the segments with window 0, and the one that opened it again',
      zh: '窗口为零的报文段，以及重新打开窗口的报文段',
    },
  },
  'keep-alive': {
    severity: 'info',
    rfc: 'RFC 9293 §3.8.4',
    title: { en: 'Keep-alives', zh: '保活探测' },
    detail: {
      en: 'The {side} sent {probes|keep-alive|keep-alives}: segments one byte below the next sequence number, to which the other side has to answer if it still is there.',
      zh: '{side}发送了 {probes} 个保活探测：其序号比下一个序号小 1，对方如果还在就必须应答。',
    },
    evidence: { en: 'the keep-alives', zh: '保活探测报文段' },
  },
  'window-probe': {
    severity: 'note',
    rfc: 'RFC 9293 §3.8.6.1',
    title: { en: 'Window probes, shown as keep-alives', zh: '窗口探测，被显示为保活' },
    detail: {
      en: 'While the other side’s window was closed, the {side} sent {probes|segment|segments} one byte below the next sequence number. They ask whether the window has opened again; Wireshark calls them keep-alives, which look the same.',
      zh: '在对方窗口关闭期间，{side}发送了 {probes} 个序号比下一个序号小 1 的报文段，用来询问窗口是否已重新打开。Wireshark 把它们称为保活探测，因为二者看起来一样。',
    },
    evidence: { en: 'the probes', zh: '探测报文段' },
  },
  'urgent-data': {
    severity: 'info',
    rfc: 'RFC 9293 §3.8.5, RFC 6093',
    title: { en: 'Urgent data', zh: '紧急数据' },
    detail: {
      en: 'The {side} sent {segments|segment|segments} with URG: the urgent pointer says up to where the other side’s program should read at once. The bytes are part of the stream all the same, though the socket interface hands the last of them over apart (out of band).',
      zh: '{side}发送了 {segments} 个带 URG 标志的报文段：紧急指针指明对方程序应当立即读到何处。这些字节仍是数据流的一部分，但套接字接口会把其中最后一个字节单独（带外）交付。',
    },
    evidence: { en: 'the segments with URG', zh: '带 URG 的报文段' },
  },
} as const satisfies Record<string, CatalogueEntry>;
