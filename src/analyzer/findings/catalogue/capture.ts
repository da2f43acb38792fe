/** Findings about the capture rather than the network: what it lacks, what it has twice, what it shows otherwise. */
import type { CatalogueEntry } from './entry.ts';

export const CAPTURE = {
  'impossible-flags': {
    severity: 'note',
    rfc: 'RFC 9293 §3.10.7',
    title: { en: 'A segment that belongs to no connection', zh: '不属于任何连接的报文段' },
    detail: {
      en: 'The first segment has neither SYN, ACK nor RST. Every segment after a SYN carries ACK, so that no TCP sends this one, whatever went before the capture: a port scanner or another program that makes its own packets sent it, or it was damaged.',
      zh: '第一个报文段既没有 SYN，也没有 ACK 和 RST。SYN 之后的报文段都带有 ACK，因此无论抓包之前发生过什么，TCP 都不会发送这样的报文段：它来自端口扫描器或其他自行构造分组的程序，或者已经损坏。',
    },
    evidence: { en: 'that segment', zh: '该报文段' },
  },
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
  'ack-of-unsent': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.10.7.4',
    title: { en: 'Bytes acknowledged that can’t have been sent', zh: '确认了不可能已经发送的字节' },
    detail: {
      en: 'The last acknowledgment lies {unsentBytes} behind everything that the {side} is seen to have sent, which is more than fits the window that it was offered. Whoever made that ACK is faulty, or it is forged (a TCP that gets it answers with an ACK and drops it), unless the capture lacks both the data and the ACKs in between.',
      zh: '最后的确认号比抓包中{side}已发送的全部数据还多 {unsentBytes}，超出了对方为它提供的窗口。这样的 ACK 要么出自有缺陷的实现，要么是伪造的（TCP 收到后会回答一个 ACK 并丢弃它），除非抓包既缺少这些数据，也缺少中间的 ACK。',
    },
    evidence: { en: 'the ACKs of bytes never seen', zh: '确认了未见字节的 ACK' },
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
} as const satisfies Record<string, CatalogueEntry>;
