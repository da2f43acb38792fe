/** Findings about how a connection was opened. */
import { type ConnectionFindings, intervalsMs, toMs, unzipTimes } from './connection-findings.ts';

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
  for (const { notes, name } of findings.sides()) {
    const { frames, times } = unzipTimes(notes.openings);
    if (frames.length === 0) continue;
    findings.add('syn-unanswered', frames, {
      side: name,
      retries: frames.length - 1,
      intervalsMs: intervalsMs(times),
      watchedMs: toMs(Math.max(0, captureEnd - times[0]!)),
    });
  }
}

function concludeRetries(findings: ConnectionFindings): void {
  const simultaneous = findings.case.connection.handshake.kind === 'simultaneous-open';
  for (const { side, notes, name } of findings.sides()) {
    if (notes.openings.length <= 2) continue;
    const { frames, times } = unzipTimes(notes.openings);
    // A side that sends both SYN and SYN+ACK does so because the two sides' SYNs crossed.
    if (simultaneous) continue;
    findings.add(side.synSent ? 'syn-retried' : 'syn-ack-retried', frames, {
      side: name,
      retries: frames.length - 1,
      intervalsMs: intervalsMs(times),
    });
  }
}

function present(frames: readonly number[]): number[] {
  return frames.filter((frame) => frame !== 0);
}
