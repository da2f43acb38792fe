/** Findings about how a connection was opened. */
import type { Finding } from '../model.ts';
import { type ConnectionFindings, intervalsMs, toMs, unzipTimes } from './connection-findings.ts';
import { SHORTEST_TIMEOUT_NS } from './resent.ts';

/** RFC 6298 §2.1: one second; a little less allows for clocks and paths. */
const SHORTEST_SYN_WAIT_MS = 800;

type Params = Finding['params'];

export function concludeOpening(findings: ConnectionFindings, captureEnd: number): void {
  const { connection, flow } = findings.case;
  const { handshake } = connection;
  if (handshake.kind === 'simultaneous-open') {
    const frames = findings.sides().flatMap(({ notes }) => unzipTimes(notes.openings).frames);
    findings.add('handshake-simultaneous-open', frames, {});
  }
  if (handshake.kind === 'unanswered') concludeUnanswered(findings, captureEnd);
  else concludeRetries(findings);
  const [clientMss, serverMss] = [handshake.client?.mss ?? null, handshake.server?.mss ?? null];
  if (clientMss !== null && serverMss !== null && clientMss !== serverMss) {
    findings.add('mss-differs', present([flow.synFrame, flow.synAckFrame]), {
      clientMssBytes: clientMss,
      serverMssBytes: serverMss,
    });
  }
}

function concludeUnanswered(findings: ConnectionFindings, captureEnd: number): void {
  for (const { side, notes, name } of findings.sides()) {
    const { frames, times } = unzipTimes(notes.openings);
    // Who goes on with ACKs has been answered, by packets that the capture lacks.
    const wentOn = side.acknowledged && side.packets > frames.length + side.rstCount;
    if (frames.length === 0 || wentOn) continue;
    findings.add('syn-unanswered', frames, {
      side: name,
      retries: frames.length - 1,
      intervalsMs: intervalsMs(times),
      watchedMs: toMs(Math.max(0, captureEnd - times[0]!)),
    });
  }
}

function concludeRetries(findings: ConnectionFindings): void {
  const { handshake } = findings.case.connection;
  // A side that sends both SYN and SYN+ACK does so because the two sides' SYNs crossed.
  if (handshake.kind === 'simultaneous-open') return;
  for (const { side, notes, otherNotes, name } of findings.sides()) {
    if (notes.openings.length <= 2) continue;
    const { frames, times } = unzipTimes(notes.openings);
    const others = unzipTimes(otherNotes.openings).frames;
    const intervals = intervalsMs(times);
    const retries = { side: name, retries: frames.length - 1, intervalsMs: intervals };
    if (side.synSent) findings.add('syn-retried', frames, { ...retries, ...answersTo(frames, others, intervals) });
    else
      findings.add('syn-ack-retried', frames, {
        ...retries,
        ...causeOf(frames, others, intervals, handshake.frames.ack),
      });
  }
}

/** Which SYN+ACK answered the SYNs, and whether one had been captured before the last of them. */
function answersTo(syns: readonly number[], synAcks: readonly number[], intervals: readonly number[]): Params {
  const last = syns.at(-1)!;
  const early = synAcks.find((frame) => frame < last) ?? null;
  const shortest = Math.min(...intervals);
  return {
    answerFrame: early === null ? (synAcks.find((frame) => frame > last) ?? null) : null,
    earlyAnswerFrame: early,
    shortestMs: shortest < SHORTEST_SYN_WAIT_MS ? shortest : null,
  };
}

/** Why a SYN+ACK came again: the SYN had come again, or the ACK did not do its work. */
function causeOf(
  synAcks: readonly number[],
  syns: readonly number[],
  intervals: readonly number[],
  ackFrame: number | null,
): Params {
  const prompted = synAcks.some((frame, nth) => nth > 0 && syns.some((syn) => syn > synAcks[nth - 1]! && syn < frame));
  const unprompted = Math.max(...intervals) < toMs(SHORTEST_TIMEOUT_NS) ? 'too-soon' : 'no-ack';
  const wasAcknowledged = ackFrame !== null && ackFrame < synAcks.at(-1)!;
  return { cause: prompted ? 'repeated-syn' : unprompted, ackFrame: wasAcknowledged ? ackFrame : null };
}

function present(frames: readonly number[]): number[] {
  return frames.filter((frame) => frame !== 0);
}
