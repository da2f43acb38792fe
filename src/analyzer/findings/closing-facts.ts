/** What the hypotheses about a closing are judged by. */
import type { Direction } from '../model.ts';
import type { FinFacts, Side } from '../tcp/side.ts';
import { type CaptureFacts, gapOf } from './conclude-capture.ts';
import { isSilent } from './conclude-evidence.ts';
import { type Case, toMs, unzipTimes } from './connection-findings.ts';
import { orderedFrames } from './evidence.ts';
import { SHORTEST_TIMEOUT_NS } from './resent.ts';
import type { SideNotes } from './side-notes.ts';

export interface SeenFin {
  name: Direction;
  fin: FinFacts;
  /** What the packet list shows in place of TCP, null for TCP. */
  shownAs: string | null;
  /** The FIN and its repetitions; copies that the capture took twice are left out. */
  transmissions: number[];
  /** It was sent again after a wait, and the other side, seen before, said nothing any more. */
  intoSilence: boolean;
}

export interface ClosingFacts {
  about: Case;
  /** In order of their frames. */
  fins: SeenFin[];
  resets: number[];
  resetBy: Direction | null;
  /** A RST showed that its sender had no such connection. */
  connectionUnknownAt: number[];
  /** Both FINs are here and both are acknowledged. */
  closedByBoth: boolean;
  /** Frames that show that the capture lacks segments, and how many bytes. */
  gapFrames: number[];
  missingBytes: number;
  dropped: number | null;
  /** How long the capture went on after the connection's last segment. */
  watchedMs: number;
  /** Data sent again and again into silence. */
  silence: number[];
}

export function closingFactsOf(about: Case, capture: CaptureFacts): ClosingFacts {
  const { flow, notes, connection } = about;
  const sides: [Side, SideNotes, Side, SideNotes][] = [
    [flow.low, notes.low, flow.high, notes.high],
    [flow.high, notes.high, flow.low, notes.low],
  ];
  const fins = sides.flatMap(([side, own, other, theirs]): SeenFin[] => {
    if (side.fin === null) return [];
    const segment = connection.teardown.segments.find(({ frame }) => frame === side.fin!.frame);
    const shownAs = segment?.shownAs ?? null;
    const { frames: transmissions, times } = unzipTimes(own.fins);
    const waited = times.length > 1 && times.at(-1)! - times[0]! >= SHORTEST_TIMEOUT_NS;
    const intoSilence = waited && other.packets > 0 && !spokeAfter(theirs, side.fin.frame);
    return [{ name: flow.directionOf(side), fin: side.fin, shownAs, transmissions, intoSilence }];
  });
  fins.sort((a, b) => a.fin.frame - b.fin.frame);
  const gaps = sides
    .map(([side, own, other]) => gapOf({ side, notes: own, other }, capture))
    .filter((gap) => gap !== null);
  const resets = flow.resets ?? [];
  const silences = sides.map(([, own]) => own.silence).filter(isSilent);
  return {
    about,
    fins,
    resets: resets.map(({ frame }) => frame),
    resetBy: resets.length === 0 ? null : flow.directionOf(flow.side(resets[0]!.side)),
    connectionUnknownAt: sides.flatMap(([, own]) => unknownConnection(own)),
    closedByBoth: fins.length === 2 && fins.every(({ fin }) => fin.ackFrame !== 0),
    gapFrames: orderedFrames(gaps.flatMap(({ frames }) => frames)),
    missingBytes: gaps.reduce((sum, { missing }) => sum + missing, 0),
    dropped: capture.dropped,
    watchedMs: toMs(Math.max(0, capture.end - flow.lastTime)),
    silence: silences[0]?.frames ?? [],
  };
}

function spokeAfter({ lastFrame }: SideNotes, frame: number): boolean {
  return lastFrame > frame;
}

/** RFC 9293 §3.5.2: only a host without the connection answers with a RST without ACK. */
function unknownConnection({ reset }: SideNotes): number[] {
  if (reset === null || reset.hasAck || reset.trigger?.answered !== true || reset.finBefore !== 0) return [];
  // A firewall that refuses a segment answers so, too, and may be at another distance.
  return reset.timeToLive === reset.usualTimeToLive ? [reset.trigger.frame, reset.frame] : [];
}

/** Only the two FINs and their ACKs, each in its own segment. */
export function isTextbook({ about, fins, resets }: ClosingFacts): boolean {
  return (
    about.connection.teardown.kind === 'four-segment' &&
    resets.length === 0 &&
    fins.length === 2 &&
    fins.every(({ fin, transmissions }) => !fin.withData && transmissions.length <= 1)
  );
}
