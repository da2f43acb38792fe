/** Findings about why a RST was sent (RFC 9293 §3.5.2 and §3.10.7). */
import type { CatalogueEntry } from './entry.ts';

export const RESETS = {
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
    title: {
      en: 'RST as from a host that knows nothing of the connection',
      zh: 'RST：如同来自不认识这个连接的主机',
    },
    detail: {
      en: 'The {side} answered with a RST {how}: so answers a host without such a connection, and a firewall that refuses the segment in its name. The host restarted or crashed meanwhile, a middlebox forgot the connection, it had closed it in a way that the capture does not show, or it never had it (half-open).',
      zh: '{side}回答的 RST {how}：没有这个连接的主机，以及以它的名义拒绝该报文段的防火墙，就是这样回答的。该主机可能重启或崩溃过，中间设备可能丢失了连接记录，也可能它早已用抓包中看不到的方式关闭，或者从未有过此连接（半打开）。',
    },
    evidence: { en: 'the segment that was answered and the RST', zh: '被回答的报文段和 RST' },
  },
  'reset-old-connection': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.5.1, RFC 5961 §4.2',
    title: { en: 'RST: the SYN met an older connection', zh: 'RST：SYN 遇到了旧连接' },
    detail: {
      en: 'The SYN of the {side} was answered by an ACK without SYN, for numbers that are not its own: the other side still has an older connection on these ports. The {side} knows nothing of that one and says so with RST, which removes it; a repeated SYN can then open the new connection.',
      zh: '{side}的 SYN 得到的应答是不带 SYN 的 ACK，其中的序号不属于本连接：对方在这对端口上还留有一个旧连接。{side}不认识那个连接，便用 RST 说明，对方随即清除它；之后重发的 SYN 就可以打开新连接。',
    },
    evidence: { en: 'the ACK and the RST', zh: '该 ACK 和 RST' },
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
      en: 'The {side} gave the connection up, and nothing in the capture provoked it: close() with SO_LINGER 0, a killed process, a device in between that ended it, or, with Multipath TCP, the other side’s MP_FASTCLOSE option.',
      zh: '{side}丢弃了连接，抓包中看不出是由什么引起的：以 SO_LINGER 0 调用 close()、进程被杀死，中间设备强行结束了它，或者在多路径 TCP 中对方用 MP_FASTCLOSE 选项要求关闭。',
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
      en: 'The {side} had sent the same segment {retransmissions|more time|more times} without any answer, then ended the connection with RST.',
      zh: '{side}把同一个报文段重发了 {retransmissions} 次都没有应答，随后用 RST 结束连接。',
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
      en: 'The RST of the {side} has a time to live of {timeToLive}, none of its other packets has that ({usualTimeToLive} before it): another device, such as a firewall, may have sent it in its name, or the host’s own system, if a program had made the earlier packets itself (as port scanners do).',
      zh: '{side}的 RST 的 TTL 为 {timeToLive}，它的其他分组都不是这个值（此前为 {usualTimeToLive}）：可能是防火墙等其他设备以它的名义发送的；如果之前的分组由程序自行构造（如端口扫描器），也可能是主机的操作系统发送的。',
    },
    evidence: { en: 'the RST', zh: 'RST 报文段' },
  },
} as const satisfies Record<string, CatalogueEntry>;
