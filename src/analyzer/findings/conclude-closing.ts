/** Findings about how a connection was closed. */
import type { Direction } from '../model.ts';
import { concludeReset } from './conclude-reset.ts';
import { type ConnectionFindings, intervalsMs, toMs, unzipTimes } from './connection-findings.ts';
import { SHORTEST_TIMEOUT_NS } from './resent.ts';
import { isStrayProbe } from './stray.ts';

/** SYN, SYN+ACK, ACK and FIN: what `tcp.completeness` needs to look like a whole conversation. */
const LOOKS_COMPLETE = 1 | 2 | 4 | 16;

export function concludeClosing(findings: ConnectionFindings, captureEnd: number): void {
  concludeShape(findings, captureEnd);
  concludeFins(findings);
  if (findings.case.flow.resets !== null) for (const side of findings.sides()) concludeReset(findings, side);
}

function concludeShape(findings: ConnectionFindings, captureEnd: number): void {
  const { connection, flow } = findings.case;
  const { teardown, handshake } = connection;
  const { kind, initiator, states } = teardown;
  if (kind === 'open' || handshake.kind === 'refused' || isStrayProbe(flow)) return;
  findings.add(
    `teardown-${kind}`,
    teardown.segments.map((segment) => segment.frame),
    {
      initiator,
      clientState: states.client,
      serverState: states.server,
      ...(kind === 'unacknowledged-fin' ? { unacknowledged: unacknowledgedFins(findings) } : {}),
      ...(kind === 'unacknowledged-fin' || kind === 'half-closed'
        ? { watchedMs: toMs(Math.max(0, captureEnd - flow.lastTime)) }
        : {}),
    },
  );
}

/** Whose FIN has no ACK. */
function unacknowledgedFins(findings: ConnectionFindings): Direction | 'both' | null {
  const [first, second] = findings
    .sides()
    .filter(({ side }) => (side.fin === null ? side.unseenFin === 'sent' : side.fin.ackFrame === 0));
  return second === undefined ? (first?.name ?? null) : 'both';
}

function concludeFins(findings: ConnectionFindings): void {
  const { connection } = findings.case;
  const { teardown, completeness } = connection;
  for (const { side, other, notes, name } of findings.sides()) {
    if (side.fin === null) continue;
    if (side.fin.withData) {
      const segment = teardown.segments.find(({ frame }) => frame === side.fin!.frame);
      findings.add('fin-with-data', [side.fin.frame], { side: name, shownAs: segment?.shownAs ?? null });
    }
    // One frame and its time: the FIN was sent once.
    if (notes.fins.length > 2) {
      const { frames, times } = unzipTimes(notes.fins);
      // Where the FINs crossed, BSD's stacks set FIN once more in the ACK of the other side's FIN: no timer ran out.
      const inAnswer = other.fin !== null && frames.slice(1).includes(other.fin.ackFrame);
      if (inAnswer && times.at(-1)! - times[0]! < SHORTEST_TIMEOUT_NS) continue;
      const intervals = intervalsMs(times);
      const shortest = Math.min(...intervals);
      findings.add('fin-retransmitted', frames, {
        side: name,
        retransmissions: frames.length - 1,
        intervalsMs: intervals,
        shortestMs: shortest < toMs(SHORTEST_TIMEOUT_NS) ? shortest : null,
      });
    }
  }
  const unfinished = teardown.kind === 'half-closed' || teardown.kind === 'unacknowledged-fin';
  if (unfinished && (completeness & LOOKS_COMPLETE) === LOOKS_COMPLETE) {
    const fins = findings.sides().flatMap(({ side }) => (side.fin === null ? [] : [side.fin.frame]));
    findings.add('completeness-misleads', fins, {
      completeness,
      clientState: teardown.states.client,
      serverState: teardown.states.server,
    });
  }
}
