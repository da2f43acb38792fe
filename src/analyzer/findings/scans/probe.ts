/** What a connection is to somebody who looks for port scans: a probe and its answer, or a talk like any other. */
import type { Flow } from '../../tcp/flow.ts';
import { isServerPort } from '../../tcp/roles.ts';
import type { Side } from '../../tcp/side.ts';
import { FLAG } from '../../wire/tcp.ts';

/** By the flags of its first segment, in Nmap's names. */
export const PROBE_KINDS = ['syn', 'fin', 'null', 'xmas', 'maimon', 'ack'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

/** How a probe ended; of several to the same port, the highest counts. */
export const ANSWER = {
  none: 0,
  reset: 1,
  /** SYN+ACK, and nothing more from who had sent the SYN. */
  pending: 2,
  /** SYN+ACK, which was answered by RST. */
  abandoned: 3,
  /** The handshake was finished, and the connection closed by who had opened it, without a byte sent. */
  completed: 4,
  /** No probe: something was said, or somebody else began to close. */
  talk: 5,
} as const;
export type Answer = (typeof ANSWER)[keyof typeof ANSWER];

/** ECN's flags don't matter. */
const PLAIN_FLAGS = FLAG.fin | FLAG.syn | FLAG.rst | FLAG.psh | FLAG.ack | FLAG.urg;

const KIND_BY_FLAGS: ReadonlyMap<number, ProbeKind> = new Map([
  [FLAG.syn, 'syn'],
  [FLAG.fin, 'fin'],
  [0, 'null'],
  [FLAG.fin | FLAG.psh | FLAG.urg, 'xmas'],
  [FLAG.fin | FLAG.ack, 'maimon'],
  [FLAG.ack, 'ack'],
]);

/** Null for what no scanner begins with. */
export function probeKindOf({ firstFlags }: Flow): ProbeKind | null {
  return KIND_BY_FLAGS.get(firstFlags & PLAIN_FLAGS) ?? null;
}

export function answerTo(flow: Flow, kind: ProbeKind): Answer {
  const prober = flow.side(flow.firstSender);
  const probed = flow.side(1 - flow.firstSender);
  if (prober.bytes > 0) return ANSWER.talk;
  return kind === 'syn' ? answerToSyn(flow, prober, probed) : answerToStray(flow, kind, prober, probed);
}

function answerToSyn(flow: Flow, prober: Side, probed: Side): Answer {
  // Who sends more than SYNs, and RSTs to give up, has had an answer that the capture lacks.
  const syns = flow.retries + 1;
  if (probed.packets === 0) return prober.packets > syns + prober.rstCount ? ANSWER.talk : ANSWER.none;
  if (!probed.synAckSent) return probed.packets === probed.rstCount ? ANSWER.reset : ANSWER.talk;
  if (flow.ackFrame !== 0) return closedByProber(prober, probed) ? ANSWER.completed : ANSWER.talk;
  if (prober.rstCount > 0) return ANSWER.abandoned;
  return prober.acknowledged ? ANSWER.talk : ANSWER.pending;
}

function closedByProber(prober: Side, probed: Side): boolean {
  const closing = closingFrame(prober);
  return closing !== 0 && (closingFrame(probed) === 0 || closing < closingFrame(probed));
}

/** Its first FIN or RST; 0 for none. */
function closingFrame({ fin, rstFrame }: Side): number {
  if (fin === null) return rstFrame;
  return rstFrame === 0 ? fin.frame : Math.min(fin.frame, rstFrame);
}

/** A connection whose beginning the capture lacks may look the same, if a server is about to close it. */
function answerToStray(flow: Flow, kind: ProbeKind, prober: Side, probed: Side): Answer {
  if (probed.packets !== probed.rstCount) return ANSWER.talk;
  const hasAck = kind === 'ack' || kind === 'maimon';
  const fromLow = prober.index === 0;
  const [source, target] = fromLow ? [flow.lowPort, flow.highPort] : [flow.highPort, flow.lowPort];
  if (hasAck && isServerPort(source, target) !== false) return ANSWER.talk;
  return probed.packets === 0 ? ANSWER.none : ANSWER.reset;
}
