/**
 * Every finding that the analyzer can make: its code, how grave it is, where its rule stands, and what it means in words.
 * The words are templates over the finding's params; `describe.ts` fills them, docs/findings.md lists them.
 */
import type { Localized } from '../../base/language.ts';
import type { Finding } from '../model.ts';

export interface CatalogueEntry {
  readonly severity: Finding['severity'];
  readonly rfc: string;
  readonly title: Localized;
  /** `{name}` stands for a param; what is in square brackets is left out when a param in it is 0 or empty. */
  readonly detail: Localized;
  /** Which segments the finding's frames are. */
  readonly evidence: Localized;
}

export const CATALOGUE = {
  // Opening.
  'handshake-simultaneous-open': {
    severity: 'note',
    rfc: 'RFC 9293 §3.5',
    title: { en: 'Both sides opened at once', zh: '双方同时打开连接' },
    detail: {
      en: 'Each side sent a SYN before it had the other’s: a simultaneous open. Nobody listened; there are four segments in place of three, and neither side is the server.',
      zh: '双方在收到对方的 SYN 之前都发出了自己的 SYN，即“同时打开”。没有哪一方在监听，握手用了四个报文段而不是三个。',
    },
    evidence: { en: 'the two SYNs and the SYN+ACKs', zh: '两个 SYN 和随后的 SYN+ACK' },
  },
  'simultaneous-open-not-retransmission': {
    severity: 'note',
    rfc: 'RFC 9293 §3.5',
    title: { en: 'SYN+ACK of a simultaneous open, not a retransmission', zh: '同时打开中的 SYN+ACK，并非重传' },
    detail: {
      en: 'Wireshark marks the SYN+ACK of the {side} as a retransmission because its sequence number was used before, in the SYN. In a simultaneous open that is how it has to be: the SYN is repeated with an ACK.',
      zh: '{side}的 SYN+ACK 与它之前的 SYN 序号相同，因此被 Wireshark 标为重传。在同时打开中这是规定的做法：同一个 SYN 加上 ACK 再发一次，并不是重传。',
    },
    evidence: { en: 'the SYN+ACKs that are marked', zh: '被标为重传的 SYN+ACK' },
  },
  'syn-retried': {
    severity: 'warning',
    rfc: 'RFC 6298 §2, §5',
    title: { en: 'SYN sent again', zh: 'SYN 重传' },
    detail: {
      en: 'The {side} sent its SYN {retries|more time|more times}, after {intervalsMs}. The wait starts at one second (older systems: three) and doubles (back-off; newer Linux first repeats it a few times at one second).[ {shortestMs} is less than that: the SYN before was probably held up on its way to the capture point.][ It was answered in frame {answerFrame}.][ The SYN+ACK in frame {earlyAnswerFrame} had been captured by then: it was lost or late on the rest of its way.]',
      zh: '{side}的 SYN 又重发了 {retries} 次，间隔为 {intervalsMs}。等待时间从 1 秒开始（较旧的系统为 3 秒），之后加倍（指数退避；较新的 Linux 先以 1 秒重复几次）。[{shortestMs}短于这一时间，很可能是前一个 SYN 在到达抓包点之前被耽搁了。][第 {answerFrame} 帧给出了应答。][此前已抓到第 {earlyAnswerFrame} 帧的 SYN+ACK：它在后面的路上丢失或迟到了。]',
    },
    evidence: { en: 'every SYN of that side', zh: '该方的所有 SYN' },
  },
  'syn-unanswered': {
    severity: 'warning',
    rfc: 'RFC 6298 §2, §5',
    title: { en: 'SYN never answered', zh: 'SYN 始终没有应答' },
    detail: {
      en: 'No answer to the SYN of the {side} is in the capture, neither SYN+ACK nor RST. [It was sent {retries|more time|more times}, after {intervalsMs}. ]A host that is down, a firewall that drops silently, or a full backlog look like this; a closed port would have sent RST.',
      zh: '抓包中没有对{side}的 SYN 的任何应答，既没有 SYN+ACK 也没有 RST。[它又重发了 {retries} 次，间隔为 {intervalsMs}。]主机不在线、防火墙悄悄丢弃或半连接队列已满时会这样；如果只是端口关闭，会收到 RST。',
    },
    evidence: { en: 'every SYN of that side', zh: '该方的所有 SYN' },
  },
  'syn-ack-retried': {
    severity: 'warning',
    rfc: 'RFC 6298 §2, §5',
    title: { en: 'SYN+ACK sent again', zh: 'SYN+ACK 重传' },
    detail: {
      en: 'The {side} sent its SYN+ACK {retries|more time|more times}, after {intervalsMs}: {cause}.[ The ACK in frame {ackFrame} had been captured before: it was lost after that, or its host left it unheeded because the queue of new connections was full or the program waits for data first.]',
      zh: '{side}的 SYN+ACK 又重发了 {retries} 次，间隔为 {intervalsMs}：{cause}。[此前已抓到第 {ackFrame} 帧的 ACK：它在此后丢失，或者因为连接队列已满、或程序要等数据到来才接受连接而没有被理会。]',
    },
    evidence: { en: 'every SYN+ACK of that side', zh: '该方的所有 SYN+ACK' },
  },
  'mss-differs': {
    severity: 'info',
    rfc: 'RFC 9293 §3.7.1',
    title: { en: 'The two sides announced different MSS', zh: '双方通告的 MSS 不同' },
    detail: {
      en: 'The client announced an MSS of {clientMssBytes}, the server {serverMssBytes}. Each limits what the other may send; a tunnel, another link type or a router that clamps the MSS makes such a difference.',
      zh: '客户端通告的 MSS 为 {clientMssBytes}，服务器为 {serverMssBytes}。各自限制对方发送的报文段大小；隧道、不同类型的链路或修改 MSS 的路由器会造成这种差异。',
    },
    evidence: { en: 'SYN and SYN+ACK', zh: 'SYN 与 SYN+ACK' },
  },
  'ports-reused': {
    severity: 'note',
    rfc: 'RFC 9293 §3.6.1',
    title: { en: 'Addresses and ports used again', zh: '地址和端口被重新使用' },
    detail: {
      en: 'The same addresses and ports belonged to tcp.stream {previousConnection} before[; this connection began {sinceMs} after that one’s last segment]. A new initial sequence number tells them apart.',
      zh: '同样的地址和端口之前属于 tcp.stream {previousConnection}[；本连接在其最后一个报文段之后 {sinceMs}开始]。新的初始序号把二者区分开来。',
    },
    evidence: { en: 'the SYN that opens the new connection', zh: '打开新连接的 SYN' },
  },
  'window-scale-unknown': {
    severity: 'note',
    rfc: 'RFC 7323 §2.2',
    title: { en: 'Window scale unknown', zh: '窗口扩大因子未知' },
    detail: {
      en: 'The shift is announced only in SYN and SYN+ACK, and this capture lacks them. The window sizes shown are the raw header field; the real ones may be up to 16,384 times larger.',
      zh: '窗口扩大因子只在 SYN 和 SYN+ACK 中通告，而抓包中没有这些报文段。显示的窗口值是首部中的原始数值，真实窗口可能大到它的 16384 倍。',
    },
    evidence: { en: 'the connection’s first segment in the capture', zh: '该连接在抓包中的第一个报文段' },
  },

  // Closing.
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
      en: 'The {side} sent its FIN {retransmissions|more time|more times}, after {intervalsMs}: a FIN takes up a sequence number and is repeated like data until it is acknowledged.',
      zh: '{side}的 FIN 又重发了 {retransmissions} 次，间隔为 {intervalsMs}：FIN 占用一个序号，像数据一样，在得到确认之前会一直重传。',
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
  'reset-no-listener': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.2',
    title: { en: 'RST: nobody listens on this port', zh: 'RST：该端口没有程序监听' },
    detail: {
      en: 'The {side} answered the SYN with RST: no program listens on the port, or a firewall refuses in its name.',
      zh: '{side}用 RST 回答了 SYN：没有程序监听该端口，或防火墙以它的名义拒绝。',
    },
    evidence: { en: 'the SYN and the RST', zh: 'SYN 和 RST' },
  },
  'reset-handshake-abandoned': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5, §3.5.2',
    title: { en: 'RST in answer to the SYN+ACK', zh: '用 RST 回答 SYN+ACK' },
    detail: {
      en: 'The {side} answered the SYN+ACK with RST instead of ACK: the connection was not wanted any more (a port scan, a program that gave up), or its SYN was never its own.',
      zh: '{side}没有用 ACK 而是用 RST 回答 SYN+ACK：它已不需要这个连接（端口扫描或程序放弃），或者那个 SYN 并不是它发出的。',
    },
    evidence: { en: 'the SYN+ACK and the RST', zh: 'SYN+ACK 和 RST' },
  },
  'reset-data-after-close': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.6.1, RFC 1122 §4.2.2.13',
    title: { en: 'RST: data came after the close', zh: 'RST：关闭之后又收到数据' },
    detail: {
      en: 'The {side} had closed (its FIN is in frame {finFrame}), and data came that it had not acknowledged by then. Nobody can read it any more, so the sender is told by RST.',
      zh: '{side}已经关闭（FIN 在第 {finFrame} 帧），却又有它此前没有确认过的数据到来。数据已无人读取，于是用 RST 通知对方。',
    },
    evidence: { en: 'the late data and the RST', zh: '迟来的数据和 RST' },
  },
  'reset-half-open': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.1, §3.5.2',
    title: { en: 'RST: one side knows nothing of the connection', zh: 'RST：一方不认识这个连接' },
    detail: {
      en: 'The {side} answered with a RST that has no ACK flag and takes its number from the ACK field of the segment it answers: so answers a host without such a connection. It restarted or crashed meanwhile, a middlebox forgot the connection, it had closed it in a way that the capture does not show, or it never had it (half-open).',
      zh: '{side}回答的 RST 没有 ACK 标志，序号取自所回答报文段的确认号：没有这个连接的主机就是这样回答的。它可能重启或崩溃过，中间设备可能丢失了连接记录，也可能它早已用抓包中看不到的方式关闭，或者从未有过此连接（半打开）。',
    },
    evidence: { en: 'the segment that was answered and the RST', zh: '被回答的报文段和 RST' },
  },
  'reset-connection-gone': {
    severity: 'note',
    rfc: 'RFC 9293 §3.5.2',
    title: { en: 'RST: the connection was already gone', zh: 'RST：连接已不存在' },
    detail: {
      en: 'The {side} had sent its FIN in frame {finFrame}; when a later segment came, it knew the connection no more and said so with RST.',
      zh: '{side}的 FIN 在第 {finFrame} 帧；之后又有报文段到来时，它已经没有这个连接，便用 RST 说明。',
    },
    evidence: { en: 'the late segment and the RST', zh: '迟来的报文段和 RST' },
  },
  'reset-instead-of-fin': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.3, RFC 1122 §4.2.2.13',
    title: { en: 'RST in place of the second FIN', zh: '用 RST 代替第二个 FIN' },
    detail: {
      en: 'The other side had closed with a FIN (frame {finFrame}), and the {side} ended its own direction with RST instead of a FIN: close() with received data unread or with SO_LINGER 0, a killed process, or a device in between. There is no TIME-WAIT then.',
      zh: '对方已用 FIN 关闭（第 {finFrame} 帧），而{side}没有发送自己的 FIN，而是用 RST 结束：还有未读数据时调用 close()、SO_LINGER 0、进程被杀死或中间设备都会如此。这样就没有 TIME-WAIT。',
    },
    evidence: { en: 'the other side’s FIN and the RST', zh: '对方的 FIN 和 RST' },
  },
  'reset-fin-unanswered': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.6, §3.8.3',
    title: { en: 'RST: its FIN was never answered', zh: 'RST：FIN 一直没有应答' },
    detail: {
      en: 'The {side} had sent its FIN in frame {finFrame}[ and {retransmissions|more time|more times} after that], heard nothing more, and gave the connection up with RST {waitedMs} later.',
      zh: '{side}在第 {finFrame} 帧发送了 FIN[，之后又重发 {retransmissions} 次]，再没有收到任何报文段，{waitedMs}后用 RST 放弃了连接。',
    },
    evidence: { en: 'the FIN and the RST', zh: 'FIN 和 RST' },
  },
  'reset-abort': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.9.1',
    title: { en: 'RST: the program aborted the connection', zh: 'RST：程序中止了连接' },
    detail: {
      en: 'The {side} gave the connection up, and nothing in the capture provoked it: close() with SO_LINGER 0, a killed process, or a device in between that ended it.',
      zh: '{side}丢弃了连接，抓包中看不出是由什么引起的：以 SO_LINGER 0 调用 close()、进程被杀死，或中间设备强行结束了它。',
    },
    evidence: { en: 'the RST', zh: 'RST 报文段' },
  },
  'reset-abort-unread': {
    severity: 'warning',
    rfc: 'RFC 1122 §4.2.2.13, RFC 2525 §2.17',
    title: { en: 'RST right after received data: probably unread', zh: '收到数据后发出 RST：数据很可能没有读取' },
    detail: {
      en: 'The {side} reset the connection, and the last payload before it was the other side’s (frame {dataFrame}). close() with received data unread sends RST instead of FIN; SO_LINGER 0 or a killed process looks the same on the wire.',
      zh: '{side}复位了连接，而在此之前最后的数据是对方发来的（第 {dataFrame} 帧）。接收缓冲区中还有未读数据时调用 close()，发出的就是 RST 而不是 FIN；SO_LINGER 0 或进程被杀死在线路上看起来相同。',
    },
    evidence: { en: 'the last data before it and the RST', zh: '之前最后的数据和 RST' },
  },
  'reset-gave-up': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.8.3',
    title: { en: 'RST: gave up after retransmissions', zh: 'RST：多次重传后放弃' },
    detail: {
      en: 'The {side} had sent the same data {retransmissions|more time|more times} without any answer, then ended the connection with RST.',
      zh: '{side}把同样的数据重发了 {retransmissions} 次都没有应答，随后用 RST 结束连接。',
    },
    evidence: { en: 'the RST', zh: 'RST 报文段' },
  },
  'reset-unexplained': {
    severity: 'note',
    rfc: 'RFC 9293 §3.5.2',
    title: { en: 'RST whose reason is not in the capture', zh: '原因不在抓包中的 RST' },
    detail: {
      en: 'The {side} sent RST, and what it answers is not in the capture.',
      zh: '{side}发送了 RST，但它所回答的报文段不在抓包中。',
    },
    evidence: { en: 'the RST', zh: 'RST 报文段' },
  },
  'reset-foreign-ttl': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.3, RFC 3360',
    title: { en: 'The RST may have come from somewhere else', zh: 'RST 可能来自别处' },
    detail: {
      en: 'The RST of the {side} has a time to live of {timeToLive}, none of its other packets has that ({usualTimeToLive} before it): another device, such as a firewall, may have sent it in its name.',
      zh: '{side}的 RST 的 TTL 为 {timeToLive}，它的其他分组都不是这个值（此前为 {usualTimeToLive}）：可能是防火墙等其他设备以它的名义发送的。',
    },
    evidence: { en: 'the RST', zh: 'RST 报文段' },
  },

  // The capture itself.
  'capture-started-late': {
    severity: 'note',
    rfc: 'RFC 9293 §3.5, §3.7.1',
    title: { en: 'The capture began after the connection', zh: '抓包开始时连接已存在' },
    detail: {
      en: 'Neither SYN nor SYN+ACK of this connection is in the capture: what was agreed there (MSS, window scale, SACK) and what was sent before is unknown.',
      zh: '抓包中没有本连接的 SYN 和 SYN+ACK：握手时协商的内容（MSS、窗口扩大因子、SACK）和之前发送的数据都无从得知。',
    },
    evidence: { en: 'the connection’s first segment in the capture', zh: '该连接在抓包中的第一个报文段' },
  },
  'capture-ended-early': {
    severity: 'note',
    rfc: 'RFC 9293 §3.6',
    title: { en: 'Still open when the capture ended', zh: '抓包结束时连接仍然打开' },
    detail: {
      en: 'Neither FIN nor RST of this connection is in the capture.[ Its last segment came {idleMs} before the capture’s last packet.]',
      zh: '抓包中没有本连接的 FIN 和 RST。[它的最后一个报文段比抓包的最后一个分组早 {idleMs}。]',
    },
    evidence: { en: 'the connection’s last segment', zh: '该连接的最后一个报文段' },
  },
  'capture-gap': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.4',
    title: { en: 'The capture lacks segments that arrived', zh: '抓包缺少实际已到达的报文段' },
    detail: {
      en: 'The receiver acknowledged bytes of the {side} that are not in the capture ({missingBytes} missing[, {orElse}]). The network delivered them; the capture lost them, or a filter left them out. This is no network loss.',
      zh: '接收方确认了{side}发送的、抓包中没有的字节（缺少 {missingBytes}[，{orElse}]）。网络已经送达，是抓包丢失了它们或过滤器滤掉了它们，并不是网络丢包。',
    },
    evidence: {
      en: 'the ACKs of bytes never seen, and the segments after the holes',
      zh: '确认了未见字节的 ACK，以及缺口之后的报文段',
    },
  },
  'capture-duplicate': {
    severity: 'note',
    rfc: 'RFC 791 §3.2',
    title: { en: 'The same packets captured twice', zh: '同一分组被抓到两次' },
    detail: {
      en: 'The capture has {copies|packet|packets} of the {side} a second time, {minGapMs} to {maxGapMs} after the first, {timeToLive}: a bridge, a mirror port, a router between two capture points, or a radio link that sent the frame again. Wireshark calls the copies retransmissions or duplicate ACKs; they are neither.',
      zh: '{side}有 {copies} 个分组被重复抓到，与首次相隔 {minGapMs} 到 {maxGapMs}，{timeToLive}：原因是网桥、镜像端口、两个抓包点之间的路由器，或无线链路重发了该帧。Wireshark 把副本称为重传或重复 ACK，其实都不是。',
    },
    evidence: { en: 'each packet and its copy', zh: '原分组及其副本' },
  },
  'one-direction-captured': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.4',
    title: { en: 'Only one direction is in the capture', zh: '抓包中只有一个方向' },
    detail: {
      en: 'Every packet comes from the {side}, and they acknowledge data of the other side: its packets took another way than past the capture.',
      zh: '所有分组都来自{side}，而且确认了对方的数据：对方的分组没有经过抓包点。',
    },
    evidence: { en: 'the first segment', zh: '第一个报文段' },
  },
  'follow-stream-swapped': {
    severity: 'note',
    rfc: 'RFC 9293 §3.5',
    title: { en: 'Follow TCP Stream swaps client and server', zh: '“追踪 TCP 流”颠倒了客户端和服务器' },
    detail: {
      en: 'The handshake is missing and the server speaks first in this capture, so Wireshark’s Follow TCP Stream takes it for the client: red and blue are swapped.',
      zh: '抓包中没有握手，且首先出现的是服务器的分组，因此 Wireshark 的“追踪 TCP 流”把它当成客户端：红色和蓝色是颠倒的。',
    },
    evidence: { en: 'the first segment, sent by the server', zh: '服务器发出的第一个报文段' },
  },
  'segments-over-mss': {
    severity: 'note',
    rfc: 'RFC 9293 §3.7.1',
    title: { en: 'Segments larger than the MSS: offloading', zh: '报文段大于 MSS：网卡卸载' },
    detail: {
      en: 'From the {side}: {segments|segment|segments} with up to {largestBytes}[; the limit is {mssBytes}]. Most likely no such segment was on the wire: the card cuts them up after (or put them together before) they were captured (TSO, GRO).',
      zh: '{side}有 {segments} 个报文段携带多达 {largestBytes}[，而上限是 {mssBytes}]。线路上很可能并没有这样的报文段：网卡在抓包之后才切分它们（TSO），或在抓包之前合并了它们（GRO）。',
    },
    evidence: { en: 'the segments over the MSS', zh: '超过 MSS 的报文段' },
  },
  'partial-checksums': {
    severity: 'info',
    rfc: 'RFC 9293 §3.1',
    title: { en: 'Checksums left to the network card', zh: '校验和由网卡完成' },
    detail: {
      en: 'From the {side}: {segments|segment|segments} with only the sum of the pseudo-header in the checksum field. They were captured on the sender before its card filled it in, or on the receiver after its card had put segments together (GRO): nothing is damaged.',
      zh: '{side}有 {segments} 个报文段的校验和字段只含伪首部之和：它们是在发送方主机上、网卡填写校验和之前抓到的，或是在接收方主机上、网卡合并报文段（GRO）之后抓到的，并没有损坏。',
    },
    evidence: { en: 'the segments with such a checksum', zh: '校验和不完整的报文段' },
  },
  'super-segment-acks': {
    severity: 'info',
    rfc: 'RFC 9293 §3.8.6.3',
    title: { en: 'ACKs in the middle of a large segment', zh: '确认落在大报文段中间' },
    detail: {
      en: 'The {side} acknowledged the middle of segments larger than the MSS, {acks|time|times}: the card had cut them into ordinary segments, and these are what the receiver saw.',
      zh: '{side}有 {acks} 次确认落在超过 MSS 的报文段中间：网卡已把它们切成普通报文段，接收方看到的是切分后的报文段。',
    },
    evidence: { en: 'the large segments and those ACKs', zh: '大报文段和这些 ACK' },
  },

  // Loss, order, repetition.
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

  // Timing and windows.
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
} as const satisfies Record<string, CatalogueEntry>;

export type FindingCode = keyof typeof CATALOGUE;

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
};
