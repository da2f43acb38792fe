/** The guesses about an unusual closing, and why each holds or falls, in words; templates over the hypothesis's params. */
import type { Language, Localized } from '../../base/language.ts';
import type { Hypothesis } from '../model.ts';
import { fillTemplate } from './describe.ts';

/** Each as a statement about segments. */
export const HYPOTHESES = {
  'fin-on-data': {
    en: 'A FIN rides on a segment that carries data.',
    zh: 'FIN 搭载在带数据的报文段上。',
  },
  'fin-shown-as-application': {
    en: 'The packet list shows a frame with FIN under the application protocol’s name.',
    zh: '分组列表把带有 FIN 的一帧显示为应用层协议。',
  },
  'fin-ack-label-is-merge': {
    en: '“FIN, ACK” in the list means that a FIN was merged with an ACK.',
    zh: '列表中的“FIN, ACK”表示 FIN 与 ACK 合并了。',
  },
  'ack-and-fin-merged': {
    en: 'The ACK of the first FIN and the second FIN are one segment (delayed ACK): three segments in place of four.',
    zh: '对第一个 FIN 的 ACK 与第二个 FIN 是同一个报文段（延迟确认），四次挥手变成三次。',
  },
  'other-side-never-closed': {
    en: 'Within the capture the other side never closed: the connection stays half-closed.',
    zh: '在抓包期间另一方始终没有关闭：连接停留在半关闭状态。',
  },
  'other-side-crashed': {
    en: 'The other side crashed or vanished.',
    zh: '另一方崩溃或消失了。',
  },
  'reset-instead': {
    en: 'A RST took the place of the FIN.',
    zh: 'RST 代替了 FIN。',
  },
  'fin-retransmitted': {
    en: 'A FIN was not acknowledged in time and sent again.',
    zh: 'FIN 没有及时得到确认，因而重传。',
  },
  'capture-began-late': {
    en: 'The capture began after the connection did.',
    zh: '抓包开始得太晚，连接已经建立。',
  },
  'capture-ended-early': {
    en: 'The capture ended before the connection did.',
    zh: '抓包结束得太早，连接尚未关闭。',
  },
  'capture-lost-packets': {
    en: 'The capture lost packets of this connection.',
    zh: '抓包丢失了这个连接的分组。',
  },
} as const satisfies Record<string, Localized>;

export type HypothesisId = keyof typeof HYPOTHESES;

export const REASONS = {
  'rides-on-data': {
    en: 'The FIN of the {side} is set in a segment with payload.',
    zh: '{side}的 FIN 设置在带有载荷的报文段中。',
  },
  'listed-as-application': {
    en: 'The frame with the FIN of the {side} carries data, so that the list says {shownAs}; tcp.flags.fin == 1 finds it.',
    zh: '{side}的 FIN 所在的帧带有数据，列表中显示为 {shownAs}；用 tcp.flags.fin == 1 可以找到。',
  },
  'listed-as-tcp': {
    en: 'The segment carries data and FIN, but its application is not recognised, or the data is a repetition: the list says TCP.',
    zh: '该报文段同时带有数据和 FIN，但没有识别出应用层协议，或者数据是重传的，列表中仍显示 TCP。',
  },
  'fins-without-data': {
    en: 'Every FIN in the capture is in a segment without payload, listed as TCP.',
    zh: '抓包中的 FIN 都在没有载荷的报文段中，列表中显示为 TCP。',
  },
  'capture-lacks-segments': {
    en: 'The capture lacks segments of this connection; the FIN may have been in one of them.',
    zh: '抓包缺少该连接的一些报文段，FIN 可能就在其中。',
  },
  'other-fin-may-follow': {
    en: 'The FIN in the capture is in a segment without payload; the other side’s is not in it, and the capture ends soon after the last segment.',
    zh: '抓包中的 FIN 在没有载荷的报文段中；另一方的 FIN 不在抓包中，而且抓包在最后一个报文段之后很快就结束了。',
  },
  'no-fin-yet': {
    en: 'No FIN is in the capture, and the capture ends soon after the last segment.',
    zh: '抓包中没有 FIN，而且抓包在最后一个报文段之后很快就结束了。',
  },
  'no-fin-at-all': {
    en: 'No segment of this connection has the FIN flag.',
    zh: '该连接没有任何报文段带有 FIN 标志。',
  },
  'every-segment-carries-ack': {
    en: 'Every segment after the first SYN carries ACK. The FIN of the {side} acknowledges no FIN; it is an ordinary FIN.',
    zh: '除第一个 SYN 外每个报文段都带 ACK 标志。{side}的这个 FIN 并没有确认对方的 FIN，它就是普通的 FIN。',
  },
  'one-segment-for-both': {
    en: 'The FIN of the {side} is the first segment that acknowledges the other side’s FIN.',
    zh: '{side}的 FIN 报文段同时也是第一个确认对方 FIN 的报文段。',
  },
  'ack-of-its-own': {
    en: 'The FIN was acknowledged by a segment without FIN.',
    zh: '确认 FIN 的是另一个不带 FIN 的报文段。',
  },
  'fin-not-acknowledged': {
    en: 'The FIN is not acknowledged within the capture.',
    zh: '抓包中没有对 FIN 的确认。',
  },
  'both-sent-fin': {
    en: 'Both sides sent a FIN.',
    zh: '双方都发送了 FIN。',
  },
  'reset-closed-both': {
    en: 'A RST ended the connection for both sides.',
    zh: 'RST 使双方的连接都结束了。',
  },
  'half-closed': {
    en: 'The FIN of the {side} was acknowledged, and the other side sent neither FIN nor RST within the capture: the client is in {clientState}, the server in {serverState}. The capture goes on for {watchedMs} after that.',
    zh: '{side}的 FIN 得到了确认，而另一方在抓包中既没有 FIN 也没有 RST：客户端处于 {clientState}，服务器处于 {serverState}。此后抓包还持续了 {watchedMs}。',
  },
  'half-closed-so-far': {
    en: 'The FIN of the {side} was acknowledged: at that point the client is in {clientState}, the server in {serverState}. But the capture ends {watchedMs} later, and the other side’s FIN may come after that.',
    zh: '{side}的 FIN 得到了确认，此时客户端处于 {clientState}，服务器处于 {serverState}。但 {watchedMs}之后抓包就结束了，另一方的 FIN 可能出现在此后。',
  },
  'knows-no-connection': {
    en: 'It answered with a RST without ACK, from as far away as its other packets: its host no longer knew the connection.',
    zh: '它用不带 ACK 的 RST 回答，TTL 与它的其他分组相同：该主机已经不认识这个连接。',
  },
  'may-have-closed-unseen': {
    en: 'It answered with a RST without ACK: its host knew no such connection. The capture lacks a part in which it may simply have closed it.',
    zh: '它用不带 ACK 的 RST 回答：该主机没有这个连接。但抓包缺少一部分，它可能在那时就已正常关闭。',
  },
  'fin-into-silence': {
    en: 'The {side} sent its FIN {transmissions} times and nothing at all came back.',
    zh: '{side}的 FIN 发送了 {transmissions} 次，没有任何应答。',
  },
  'data-into-silence': {
    en: 'Data was sent again and again and nothing at all came back.',
    zh: '数据一再重传，没有任何应答。',
  },
  'reset-has-many-reasons': {
    en: 'A RST comes from a killed process as well as from a program that closes without reading: the finding about the RST says what the wire shows.',
    zh: '进程被杀死或程序不读完数据就关闭都会产生 RST：关于 RST 的那条发现说明了线路上能看到什么。',
  },
  'its-kernel-answered': {
    en: 'Its system acknowledged the FIN, so the host was alive; and for a crashed process the system would have sent FIN or RST.',
    zh: '它的系统确认了 FIN，说明主机仍在运行；如果进程崩溃，系统会发送 FIN 或 RST。',
  },
  'no-answer-expected-yet': {
    en: 'The capture does not show whether an answer was to come.',
    zh: '从抓包中看不出之后是否会有应答。',
  },
  'reset-seen': {
    en: 'The {side} sent RST.',
    zh: '{side}发送了 RST。',
  },
  'no-reset': {
    en: 'No segment of this connection has the RST flag.',
    zh: '该连接没有任何报文段带有 RST 标志。',
  },
  'may-follow-the-capture': {
    en: 'There is none in the capture, but the capture ends before one would have to come.',
    zh: '抓包中没有，但抓包在其可能出现之前就结束了。',
  },
  'fin-seen-again': {
    en: 'The FIN of the {side} is in the capture more than once.',
    zh: '{side}的 FIN 在抓包中不止一次出现。',
  },
  'each-fin-once': {
    en: 'Each FIN is in the capture once.',
    zh: '每个 FIN 在抓包中只出现一次。',
  },
  'no-handshake': {
    en: 'Neither SYN nor SYN+ACK is in the capture.',
    zh: '抓包中既没有 SYN 也没有 SYN+ACK。',
  },
  'handshake-captured': {
    en: 'The handshake is in the capture.',
    zh: '抓包中有握手过程。',
  },
  'closed-within-capture': {
    en: 'Both FINs and both acknowledgments are in the capture.',
    zh: '两个 FIN 和两次确认都在抓包中。',
  },
  'capture-went-on': {
    en: 'The capture goes on for {watchedMs} after the connection’s last segment.',
    zh: '在该连接的最后一个报文段之后，抓包还持续了 {watchedMs}。',
  },
  'ends-in-mid-talk': {
    en: 'The capture ends {watchedMs} after the last segment, before an answer could be expected.',
    zh: '抓包在最后一个报文段之后 {watchedMs}就结束了，此时还等不到应答。',
  },
  'nothing-after-it': {
    en: 'The capture ends {watchedMs} after the last segment: whether more would have come can’t be told from it.',
    zh: '抓包在最后一个报文段之后 {watchedMs}结束，无法判断之后是否还有报文段。',
  },
  'acknowledged-but-unseen': {
    en: 'Bytes were acknowledged that are not in the capture ({missingBytes}).',
    zh: '有被确认的字节不在抓包中（{missingBytes}）。',
  },
  'engine-dropped-somewhere': {
    en: 'The capture engine lost {dropped} packets; whether of this connection can’t be told.',
    zh: '抓包引擎丢失了 {dropped} 个分组，无法判断其中是否有这个连接的。',
  },
  'all-acknowledged-is-here': {
    en: 'Every byte and every FIN that was acknowledged is in the capture.',
    zh: '所有被确认的字节和 FIN 都在抓包中。',
  },
} as const satisfies Record<string, Localized>;

export type Because = keyof typeof REASONS;

export interface HypothesisWords {
  readonly statement: string;
  readonly reason: string;
}

/** What a newer analysis says that these words don't know stays as it is. */
export function describeHypothesis(hypothesis: Hypothesis, language: Language): HypothesisWords {
  const { id, because, params } = hypothesis;
  return {
    statement: wordsOf(HYPOTHESES, id, language),
    reason: fillTemplate(wordsOf(REASONS, because, language), params, language),
  };
}

function wordsOf(table: Readonly<Record<string, Localized>>, key: string, language: Language): string {
  return Object.hasOwn(table, key) ? table[key]![language] : key;
}
