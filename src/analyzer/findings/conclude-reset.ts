/** Why a RST was sent, as far as the wire tells (RFC 9293 §3.5.2 and §3.10.7). */
import type { Direction, Finding } from '../model.ts';
import { FLAG } from '../wire/tcp.ts';
import type { FindingCode } from './catalogue.ts';
import type { ConnectionFindings } from './connection-findings.ts';
import type { SideNotes } from './side-notes.ts';
import type { ResetNotes } from './special-notes.ts';

/** Retransmissions without an answer before a RST counts as giving up. */
const GAVE_UP_AFTER = 2;

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
    const { code, frames, params } = reasonOf(reset, otherNotes);
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

function reasonOf(reset: ResetNotes, other: SideNotes): Reason {
  const { trigger, finBefore } = reset;
  const alone = (code: FindingCode, params: Finding['params'] = {}): Reason => ({ code, frames: [], params });
  if (reset.unansweredRetransmissions >= GAVE_UP_AFTER) {
    return alone('reset-gave-up', { retransmissions: reset.unansweredRetransmissions });
  }
  if (trigger === null) return alone(reset.spokeBefore && reset.hasAck ? 'reset-abort' : 'reset-unexplained');
  const answering = (code: FindingCode, params: Finding['params'] = {}): Reason => ({
    code,
    frames: [trigger.frame],
    params,
  });
  if ((trigger.flags & FLAG.syn) !== 0) return openingReason(reset, trigger.flags, answering, alone);
  if (finBefore !== 0 && trigger.frame > finBefore) {
    const code = trigger.length > 0 ? 'reset-data-after-close' : 'reset-connection-gone';
    if (trigger.length > 0 || trigger.answered) return answering(code, { finFrame: finBefore });
  }
  if (!reset.hasAck && trigger.answered) return answering('reset-half-open');
  if (reset.receivedUnanswered) {
    return { code: 'reset-abort-unread', frames: [other.dataFrame], params: { dataFrame: other.dataFrame } };
  }
  return alone('reset-abort');
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
