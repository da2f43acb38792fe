/** Findings about how a connection was closed. */
import type { CatalogueEntry } from './entry.ts';

export const CLOSING = {
  'teardown-four-segment': {
    severity: 'info',
    rfc: 'RFC 9293 §3.6',
    title: { en: 'Closed in four segments', zh: '四次挥手' },
    detail: {
      en: 'FIN, ACK, FIN, ACK, begun by the {initiator}. At the end the client is in {clientState}, the server in {serverState}; the side that closed first keeps TIME-WAIT for a while.',
      zh: 'FIN、ACK、FIN、ACK，由{initiator}首先关闭。最终客户端处于 {clientState}，服务器处于 {serverState}；主动关闭的一方要在 TIME-WAIT 中停留一段时间。',
    },
    evidence: { en: 'the FINs and their ACKs', zh: '两个 FIN 及各自的 ACK' },
  },
  'teardown-three-segment': {
    severity: 'info',
    rfc: 'RFC 9293 §3.6',
    title: { en: 'Closed in three segments', zh: '三次挥手' },
    detail: {
      en: 'FIN, FIN+ACK, ACK, begun by the {initiator}. The other side had nothing more to send, so that one segment carries both its ACK and its own FIN. No segment is missing.',
      zh: 'FIN、FIN+ACK、ACK，由{initiator}首先关闭。另一方已经没有数据要发，于是把 ACK 和自己的 FIN 放在同一个报文段里，并没有缺少报文段。',
    },
    evidence: { en: 'the FINs and the last ACK', zh: '两个 FIN 和最后的 ACK' },
  },
  'teardown-simultaneous': {
    severity: 'note',
    rfc: 'RFC 9293 §3.6',
    title: { en: 'Both sides closed at once', zh: '双方同时关闭' },
    detail: {
      en: 'The FINs crossed: each side sent its own before it had the other’s. Both pass through CLOSING to TIME-WAIT.',
      zh: '两个 FIN 在途中交错：双方在收到对方的 FIN 之前都已发出自己的 FIN。双方都经过 CLOSING 进入 TIME-WAIT。',
    },
    evidence: { en: 'the FINs and their ACKs', zh: '两个 FIN 及各自的 ACK' },
  },
  'teardown-half-closed': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.6.1',
    title: { en: 'Half-closed: only one side sent a FIN', zh: '半关闭：只有一方发送了 FIN' },
    detail: {
      en: 'The {initiator} sent a FIN and it was acknowledged; the other side sent none within the capture. As far as the capture shows, the client is in {clientState}, the server in {serverState}: the side in CLOSE-WAIT still has the connection open, its program has not called close() yet. After the connection’s last segment the capture goes on for {watchedMs}.',
      zh: '{initiator}的 FIN 已被确认，但另一方在抓包期间没有发送 FIN。就抓包所见，客户端处于 {clientState}，服务器处于 {serverState}：处于 CLOSE-WAIT 的一方仍未关闭连接，它的程序还没有调用 close()。在该连接的最后一个报文段之后，抓包还持续了 {watchedMs}。',
    },
    evidence: { en: 'the FIN and its ACK', zh: 'FIN 及其 ACK' },
  },
  'teardown-unacknowledged-fin': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.6',
    title: { en: 'A FIN whose ACK is not in the capture', zh: '抓包中没有对 FIN 的确认' },
    detail: {
      en: 'The {initiator} closed first, and the capture has no ACK for the FIN of the {unacknowledged}. As far as it shows, the client is in {clientState}, the server in {serverState}. After the connection’s last segment the capture goes on for {watchedMs}.',
      zh: '{initiator}首先关闭，而抓包中没有对{unacknowledged}的 FIN 的 ACK。就抓包所见，客户端处于 {clientState}，服务器处于 {serverState}。在该连接的最后一个报文段之后，抓包还持续了 {watchedMs}。',
    },
    evidence: { en: 'the FINs, and the ACK if there is one', zh: 'FIN 以及已有的 ACK' },
  },
  'teardown-reset': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.3',
    title: { en: 'Ended by RST, without a FIN', zh: '由 RST 中止，没有 FIN' },
    detail: {
      en: 'The {initiator} ended the connection at once with RST. Nothing is acknowledged any more, there is no TIME-WAIT, and data on the way is lost.',
      zh: '{initiator}用 RST 立即中止了连接。此后不再有确认，也没有 TIME-WAIT，途中的数据会丢失。',
    },
    evidence: { en: 'the RSTs', zh: 'RST 报文段' },
  },
  'teardown-reset-after-fin': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.3',
    title: { en: 'FIN first, then RST', zh: '先有 FIN，后有 RST' },
    detail: {
      en: 'The {initiator} began an orderly close with a FIN, and a RST cut the rest short.',
      zh: '{initiator}先用 FIN 开始正常关闭，其余过程被 RST 中断。',
    },
    evidence: { en: 'FINs, their ACKs and RSTs', zh: 'FIN、对应的 ACK 以及 RST' },
  },
  'fin-with-data': {
    severity: 'note',
    rfc: 'RFC 9293 §3.4',
    title: { en: 'A FIN rides on a data segment', zh: 'FIN 搭载在数据报文段上' },
    detail: {
      en: 'The FIN of the {side} is in a segment that carries data.[ Wireshark’s packet list shows this frame as {shownAs}, so that no FIN meets the eye; the filter tcp.flags.fin == 1 finds it.]',
      zh: '{side}的 FIN 位于带数据的报文段中。[Wireshark 的分组列表把这一帧显示为 {shownAs}，因此看不到 FIN；用过滤器 tcp.flags.fin == 1 可以找到它。]',
    },
    evidence: { en: 'the segment with data and FIN', zh: '同时带有数据和 FIN 的报文段' },
  },
  'fin-retransmitted': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.4, RFC 6298 §5',
    title: { en: 'FIN sent again', zh: 'FIN 重传' },
    detail: {
      en: 'The {side} sent its FIN {retransmissions|more time|more times}, after {intervalsMs}: a FIN takes up a sequence number and is repeated like data until it is acknowledged.[ {shortestMs} is sooner than a retransmission timer runs out: a tail loss probe, or a stack that sets FIN once more in its next segment.]',
      zh: '{side}的 FIN 又重发了 {retransmissions} 次，间隔为 {intervalsMs}：FIN 占用一个序号，像数据一样，在得到确认之前会一直重传。[{shortestMs}早于重传定时器的超时时间：可能是尾部丢失探测，或者协议栈在下一个报文段中再次设置了 FIN。]',
    },
    evidence: { en: 'the FIN and its repetitions', zh: 'FIN 及其重传' },
  },
  'half-close-used': {
    severity: 'note',
    rfc: 'RFC 9293 §3.6.1',
    title: { en: 'Data after the other side’s FIN', zh: '对方 FIN 之后仍在发送数据' },
    detail: {
      en: 'The {side} sent {bytes} more in {segments|segment|segments} after it had acknowledged the other side’s FIN. That is allowed: a FIN closes one direction only.',
      zh: '{side}在确认对方的 FIN 之后又用 {segments} 个报文段发送了 {bytes}。这是允许的：FIN 只关闭一个方向。',
    },
    evidence: { en: 'the data segments after the FIN', zh: 'FIN 之后的数据报文段' },
  },
  'completeness-misleads': {
    severity: 'note',
    rfc: 'RFC 9293 §3.6',
    title: {
      en: 'tcp.completeness looks finished, the connection is not',
      zh: 'tcp.completeness 看似完整，连接并未关闭',
    },
    detail: {
      en: 'Wireshark shows {completeness}, the same value as for a full close, as soon as it has seen one FIN. Here the client is in {clientState} and the server in {serverState}.',
      zh: 'Wireshark 只要见到一个 FIN 就显示 {completeness}，与完全关闭时的值相同。而这里客户端处于 {clientState}，服务器处于 {serverState}。',
    },
    evidence: { en: 'the only FIN, or the FIN without an ACK', zh: '仅有的 FIN，或没有得到确认的 FIN' },
  },
} as const satisfies Record<string, CatalogueEntry>;
