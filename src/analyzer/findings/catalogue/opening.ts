/** Findings about how a connection was opened. */
import type { CatalogueEntry } from './entry.ts';

export const OPENING = {
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
  'syn-with-data': {
    severity: 'note',
    rfc: 'RFC 7413 §4.2, RFC 9293 §3.4',
    title: { en: 'Data in the SYN', zh: 'SYN 携带数据' },
    detail: {
      en: 'The SYN of the {side} carries {dataBytes}, before any answer, as TCP Fast Open does with a cookie that the other side has given earlier; a program that makes its own packets may do so, too.[ {taken}.]',
      zh: '{side}的 SYN 在得到应答之前就携带了 {dataBytes}：TCP Fast Open 凭对方此前发给的 cookie 会这样做，自行构造分组的程序也可能如此。[{taken}。]',
    },
    evidence: { en: 'the SYN, and the SYN+ACK if there is one', zh: 'SYN 以及已有的 SYN+ACK' },
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
      en: 'The same addresses and ports belonged to tcp.stream {previousConnection} before[; this connection began {sinceMs} after that one’s last segment]. A new initial sequence number tells them apart.[ {previousEnd}.]',
      zh: '同样的地址和端口之前属于 tcp.stream {previousConnection}[；本连接在其最后一个报文段之后 {sinceMs}开始]。新的初始序号把二者区分开来。[{previousEnd}。]',
    },
    evidence: { en: 'the SYN that opens the new connection', zh: '打开新连接的 SYN' },
  },
  'syn-ack-differs': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.4.1, RFC 4987 §3.6',
    title: { en: 'Two different SYN+ACKs for one SYN', zh: '同一个 SYN 得到两个不同的 SYN+ACK' },
    detail: {
      en: 'The SYN in frame {synFrame} was answered twice, with different sequence numbers (frames {firstFrame} and {secondFrame}). No TCP that remembers its connections does that: two hosts share the address (load balancer, anycast), a device on the way answers in the server’s name (SYN proxy, forged answer), or the server keeps nothing before the handshake is finished (SYN cookies).[ {taken}.] Wireshark counts what comes from the second one on as a new stream; the connection began in tcp.stream {previousConnection}.',
      zh: '第 {synFrame} 帧的 SYN 得到两次应答，序号却不同（第 {firstFrame} 帧和第 {secondFrame} 帧）。记得自己连接的 TCP 不会这样做：可能有两台主机共用该地址（负载均衡、任播），途中的设备以服务器的名义应答（SYN 代理、伪造的应答），或者服务器在握手完成之前不保存任何状态（SYN cookie）。[{taken}。]Wireshark 把第二个 SYN+ACK 之后的分组算作新的流，而连接开始于 tcp.stream {previousConnection}。',
    },
    evidence: { en: 'the SYN and both SYN+ACKs', zh: 'SYN 和两个 SYN+ACK' },
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
} as const satisfies Record<string, CatalogueEntry>;
