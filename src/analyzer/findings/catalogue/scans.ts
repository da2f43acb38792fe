/** Findings about many connections together: port scans and SYN floods. */
import type { CatalogueEntry } from './entry.ts';

export const SCANS = {
  'port-scan': {
    severity: 'warning',
    rfc: 'RFC 9293 §3.10.7',
    title: { en: 'Port scan', zh: '端口扫描' },
    detail: {
      en: '{scanner} tried {probes|port|ports}[ of {target}][ on {hosts} hosts][ (port {portList})] and sent no data: {kind}.[ {open} answered SYN+ACK, so a program listens there (open: {openPorts}).][ {closed} answered RST: closed.][ {silent} gave no answer: filtered, lost, or no such host.][ {ignored} gave no answer: open or filtered, for where a program listens such a segment is ignored.][ {unfiltered} answered RST: reachable, which says nothing of whether a program listens.][ {blocked} gave no answer: filtered, lost, or no such host.]',
      zh: '{scanner} 试探了[ {target} 的][ {hosts} 台主机上的] {probes} 个端口[（端口 {portList}）]，不传送任何数据：{kind}。[{open} 个端口回答 SYN+ACK，说明有程序监听（开放：{openPorts}）。][{closed} 个回答 RST：关闭。][{silent} 个没有应答：被过滤、丢失或没有这台主机。][{ignored} 个没有应答：开放或被过滤，因为有程序监听的端口会忽略这样的报文段。][{unfiltered} 个回答 RST：可以到达，但不能说明是否有程序监听。][{blocked} 个没有应答：被过滤、丢失或没有这台主机。]',
    },
    evidence: { en: 'the first segment of each probe', zh: '每次试探的第一个报文段' },
  },
  'syn-flood': {
    severity: 'warning',
    rfc: 'RFC 4987 §2',
    title: { en: 'SYN flood', zh: 'SYN 洪泛' },
    detail: {
      en: 'Within {spanMs}, {attempts} connections to {target} port {port} were begun and never finished, from[ {atLeast}] {sources|address|addresses}[; {completed} more came to be].[ {pending} were answered by SYN+ACK, and the third segment of the handshake never came: each may hold a place in the backlog until it times out.][ {abandoned} were answered by SYN+ACK, and that by RST, which frees the place in the backlog.][ {refused} were refused by RST.][ {silent} got no answer.] The source addresses may be forged.',
      zh: '在 {spanMs}内，有 {attempts} 个到 {target} 端口 {port} 的连接只开始而没有完成握手，来自[{atLeast}] {sources} 个地址[；另有 {completed} 个连接建立成功]。[其中 {pending} 个得到了 SYN+ACK，但握手的第三个报文段始终没有到来：每一个都可能占用半连接队列，直到超时。][{abandoned} 个得到了 SYN+ACK，随即被 RST 放弃，不再占用半连接队列。][{refused} 个被 RST 拒绝。][{silent} 个没有应答。]源地址可能是伪造的。',
    },
    evidence: { en: 'the SYN of each attempt', zh: '每次尝试的 SYN' },
  },
} as const satisfies Record<string, CatalogueEntry>;
