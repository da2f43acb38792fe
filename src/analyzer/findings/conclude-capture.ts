/** Findings about the capture rather than the connection: what it lacks, what it has twice, what it shows otherwise. */
import type { Flow } from '../tcp/flow.ts';
import { seqAdd, seqDiff } from '../tcp/sequence-number.ts';
import type { Side } from '../tcp/side.ts';
import { type ConnectionFindings, toMs } from './connection-findings.ts';
import type { SideNotes } from './side-notes.ts';
import { isStray } from './stray.ts';

/** Packets of one side before the silence of the other is remarkable. */
const ONE_DIRECTION_PACKETS = 3;

export interface CaptureFacts {
  /** Nanoseconds from the capture's first packet to its end, as far as it is known. */
  readonly end: number;
  /** Packets that the capture engine lost; null when it does not tell. */
  readonly dropped: number | null;
  /** Packets that the snapshot cut. */
  readonly truncated: number;
  /** There is ICMP, whose errors quote the TCP headers that they are about. */
  readonly icmpSeen: boolean;
}

export function concludeCapture(findings: ConnectionFindings, capture: CaptureFacts): void {
  const { connection, flow, notes } = findings.case;
  const { handshake, teardown, frames } = connection;
  if (handshake.kind === 'not-captured' && isStray(flow)) findings.add('impossible-flags', [frames.first], {});
  else if (handshake.kind === 'not-captured' && flow.continues < 0) {
    findings.add('capture-started-late', [frames.first], {});
    if (notes.firstSender !== flow.client) findings.add('follow-stream-swapped', [frames.first], {});
    if (flow.low.packets > 0 && flow.high.packets > 0) findings.add('window-scale-unknown', [frames.first], {});
  }
  const opened = handshake.kind !== 'unanswered' && handshake.kind !== 'refused';
  if (teardown.kind === 'open' && opened && !flow.continued && !flow.replaced && !isStray(flow)) {
    findings.add('capture-ended-early', [frames.last], { idleMs: toMs(Math.max(0, capture.end - flow.lastTime)) });
  }
  for (const { side, other, name } of findings.sides()) {
    if (
      other.packets === 0 &&
      side.packets - side.rstCount >= ONE_DIRECTION_PACKETS &&
      wasAnswered(flow, side, other)
    ) {
      findings.add('one-direction-captured', [frames.first], { side: name });
    }
  }
  concludeGaps(findings, capture);
}

/** Only an answer that the capture lacks lets a side acknowledge more, or go on after its SYN or SYN+ACK. */
function wasAnswered({ retries }: Flow, side: Side, other: Side): boolean {
  if (!side.acknowledged) return false;
  if (seqDiff(side.highestAck, other.base) > 1) return true;
  if (side.synSent) return side.packets > retries + 1 + side.rstCount;
  return side.opened && seqDiff(side.nextSeq, side.base) > 1;
}

function concludeGaps(findings: ConnectionFindings, capture: CaptureFacts): void {
  const { connection, notes: both } = findings.case;
  for (const { name, ...of } of findings.sides()) {
    const unsent = acknowledgedUnsent(of);
    const gap = gapOf(of, capture);
    if (unsent > 0) {
      const frames = of.notes.evidence?.get('capture-gap')?.frames ?? [connection.frames.last];
      findings.add('ack-of-unsent', frames, { side: name, unsentBytes: unsent });
    } else if (gap !== null) {
      const params = { side: name, missingBytes: gap.missing, orElse: gap.mayBeFin ? 'or-fin' : null };
      findings.add('capture-gap', gap.frames, params, gap.more);
    } else if (beganWithProbe(of) && both.firstSender === of.side.index && !of.notes.evidence?.has('keep-alive')) {
      findings.add('keep-alive', [connection.frames.first], { side: name, probes: 1 });
    }
  }
}

/**
 * RFC 9293 §3.8.4: a keep-alive has a number one below the next. As the first segment of a capture that began late it
 * can't be told from an ordinary ACK, and the byte that it repeats seems to be missing.
 */
function beganWithProbe({ side, notes, other }: { side: Side; notes: SideNotes; other: Side }): boolean {
  if (side.opened || !other.acknowledged || seqDiff(other.highestAck, side.base) < 2) return false;
  const first = seqAdd(side.base, 1);
  const unseen = notes.holes?.find((hole) => hole.start === first);
  return unseen === undefined
    ? notes.nextSeq === first && other.highestAck === seqAdd(first, 1)
    : unseen.end === seqAdd(first, 1);
}

/**
 * Bytes behind everything that was seen of a side and more than the other side's window ever allowed, which that one
 * acknowledged all the same; 0 where the window's scale is unknown.
 */
function acknowledgedUnsent({ side, notes, other }: { side: Side; notes: SideNotes; other: Side }): number {
  if (!side.opened || !other.opened || !other.acknowledged || (notes.holes ?? []).length > 0) return 0;
  const beyond = seqDiff(other.highestAck, notes.nextSeq);
  return beyond > Math.max(other.maxWindow, other.openingWindow) ? beyond : 0;
}

/** What a side sent and the other acknowledged, so it arrived, but the capture lacks it; null for nothing. */
export function gapOf(
  { side, notes, other }: { side: Side; notes: SideNotes; other: Side },
  capture: CaptureFacts,
): { frames: number[]; missing: number; more: number; mayBeFin: boolean } | null {
  if (other.packets === 0 || side.packets === 0) return null;
  // Who never acknowledged anything has had no answer to its SYN: what came was for an older connection.
  if (side.synSent && !side.acknowledged) return null;
  if (acknowledgedUnsent({ side, notes, other }) > 0) return null;
  const evidence = notes.evidence?.get('capture-gap');
  const holes = (notes.holes ?? []).filter((hole) => other.acknowledged && seqDiff(other.highestAck, hole.end) >= 0);
  const frames = [...(evidence?.frames ?? []), ...holes.map((hole) => hole.frame)];
  if (frames.length === 0) return null;
  const unseenEnd = other.acknowledged ? Math.max(0, seqDiff(other.highestAck, notes.nextSeq)) : 0;
  const inHoles = holes.reduce((sum, hole) => sum + Math.max(0, seqDiff(hole.end, hole.start)), 0);
  // Bytes that the snapshot cut are missing, too, but for another reason.
  const unseenFin = side.unseenFin === 'acknowledged' ? 1 : 0;
  const missing = Math.max(capture.truncated === 0 ? side.missing : 0, inHoles, unseenEnd, unseenFin);
  if (missing === 1 && beganWithProbe({ side, notes, other })) return null;
  // Wireshark also marks ACKs of bytes that came in the wrong order.
  if (missing === 0) return null;
  // RFC 9293 §3.4: a FIN takes up one number, behind all the bytes.
  const mayBeFin = missing === 1 && (unseenEnd === 1 || unseenFin === 1) && side.fin === null;
  return { frames, missing, more: evidence?.more ?? 0, mayBeFin };
}
