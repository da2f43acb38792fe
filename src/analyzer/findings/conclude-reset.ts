/** Why a RST was sent, as far as the wire tells (RFC 9293 §3.5.2 and §3.10.7). */
import type { Direction, Finding } from '../model.ts';
import { FLAG } from '../wire/tcp.ts';
import type { FindingCode } from './catalogue.ts';
import { type ConnectionFindings, toMs } from './connection-findings.ts';
import { SHORTEST_TIMEOUT_NS } from './resent.ts';
import type { SideNotes } from './side-notes.ts';
import type { ResetNotes } from './special-notes.ts';

/** Retransmissions without an answer before a RST counts as giving up. */
const GAVE_UP_AFTER = 2;

type Trigger = NonNullable<ResetNotes['trigger']>;

interface Reason {
  code: FindingCode;
  /** Frames beside the RSTs themselves. */
  frames: number[];
  params: Finding['params'];
}

export function concludeReset(
  findings: ConnectionFindings,
  { notes, otherNotes, name }: { notes: SideNotes; otherNotes: SideNotes; name: Direction },
): void {
  const { reset } = notes;
  if (reset === null) return;
  // A RST that answers a RST, or crosses one, has no reason of its own.
  const crossed = otherNotes.reset !== null && otherNotes.reset.frame < reset.frame;
  if (!crossed) {
    const { code, frames, params } = reasonOf(reset, otherNotes, unansweredSyns(notes, otherNotes));
    const more = reset.count - reset.frames.length;
    findings.add(code, [...frames, ...reset.frames], { side: name, resets: reset.count, ...params }, more);
  }
  if (reset.spokeBefore && reset.timeToLive !== reset.usualTimeToLive) {
    findings.add('reset-foreign-ttl', [reset.frame], {
      side: name,
      timeToLive: reset.timeToLive,
      usualTimeToLive: reset.usualTimeToLive,
    });
  }
}

/** SYNs beyond the first, where nothing at all came back. */
function unansweredSyns({ openings }: SideNotes, other: SideNotes): number {
  return other.started ? 0 : Math.max(0, openings.length / 2 - 1);
}

function reasonOf(reset: ResetNotes, other: SideNotes, unansweredSyns: number): Reason {
  const { trigger, finUnanswered, otherFin } = reset;
  const alone = (code: FindingCode, params: Finding['params'] = {}): Reason => ({ code, frames: [], params });
  const retransmissions = Math.max(reset.unansweredRetransmissions, unansweredSyns);
  if (retransmissions >= GAVE_UP_AFTER) return alone('reset-gave-up', { retransmissions });
  if (finUnanswered !== null && finUnanswered.waited >= SHORTEST_TIMEOUT_NS) {
    const { transmissions, waited } = finUnanswered;
    const params = { finFrame: reset.finBefore, retransmissions: transmissions - 1, waitedMs: toMs(waited) };
    return { code: 'reset-fin-unanswered', frames: [reset.finBefore], params };
  }
  if (trigger === null) return alone(reset.spokeBefore && reset.hasAck ? 'reset-abort' : 'reset-unexplained');
  const answering = (code: FindingCode, params: Finding['params'] = {}): Reason => ({
    code,
    frames: [trigger.frame],
    params,
  });
  if ((trigger.flags & FLAG.syn) !== 0) return openingReason(reset, trigger.flags, answering, alone);
  const afterFin = reasonAfterFin(reset, trigger);
  if (afterFin !== null) return afterFin;
  const unknown = unknownConnection(reset, trigger);
  if (unknown === 'no-ack-flag' && reset.answersSynAck && reset.spokeBefore) return answering('reset-old-connection');
  if (unknown !== null) return answering('reset-half-open', { how: unknown });
  if (otherFin !== 0) return { code: 'reset-instead-of-fin', frames: [otherFin], params: { finFrame: otherFin } };
  // Who closes with data unread sends no FIN.
  if (reset.receivedUnanswered && reset.finBefore === 0) {
    return { code: 'reset-abort-unread', frames: [other.dataFrame], params: { dataFrame: other.dataFrame } };
  }
  return alone('reset-abort');
}

/** RFC 9293 §3.5.2: how the RST says that its sender has no such connection; null when it does not. */
function unknownConnection({ hasAck }: ResetNotes, { flags, answered }: Trigger): 'no-ack-flag' | 'number-0' | null {
  if (!answered) return null;
  if ((flags & FLAG.ack) === 0) return 'number-0';
  return hasAck ? null : 'no-ack-flag';
}

/** The side had closed, and something came all the same; null for neither. */
function reasonAfterFin({ finBefore, lateData, hasAck }: ResetNotes, trigger: Trigger): Reason | null {
  if (finBefore === 0) return null;
  const params = { finFrame: finBefore };
  if (lateData !== 0) return { code: 'reset-data-after-close', frames: [lateData], params };
  const isGone = !hasAck && trigger.answered && trigger.frame > finBefore;
  return isGone ? { code: 'reset-connection-gone', frames: [trigger.frame], params } : null;
}

function openingReason(
  reset: ResetNotes,
  triggerFlags: number,
  answering: (code: FindingCode) => Reason,
  alone: (code: FindingCode) => Reason,
): Reason {
  if ((triggerFlags & FLAG.ack) !== 0) {
    // An ACK of its own after the SYN+ACK means that the connection stood.
    return reset.answersSynAck ? answering('reset-handshake-abandoned') : alone('reset-abort');
  }
  return reset.spokeBefore ? alone('reset-abort') : answering('reset-no-listener');
}
