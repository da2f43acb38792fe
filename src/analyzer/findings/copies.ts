/** The same packet captured twice: on two ports of a bridge, by a mirror port that copies both ways, before and after a router. */
import { ANALYSIS } from '../tcp/analysis-flags.ts';
import type { Segment } from '../tcp/segment.ts';
import { NONE, type RecentSegments } from './recent-segments.ts';
import { handshakeRoundTrip } from './round-trips.ts';
import type { SideNotes } from './side-notes.ts';

/** A packet with its own IP identification is recognised for this long: it may have waited in a router's queue. */
const COPY_WITHIN_NS = 50_000_000;
/** With the same timestamp besides, by a clock that ticks at least once a second (RFC 7323 §5.4), it is no new packet. */
const SAME_CLOCK_WITHIN_NS = 1_000_000_000;
/** Without one (IPv6, or RFC 6864's atomic datagrams) only what follows at once is a copy. */
const UNNUMBERED_COPY_WITHIN_NS = 500_000;
/** What senders and packet builders write when they don't number. */
const MAX_CONSTANT_ID = 1;
/** Routers on the way between two capture points. */
const MAX_HOPS = 16;
/** Packets of this side that are looked at to see whether its identifications tell packets apart. */
export const MAX_LOOK_BACK = 16;

/** A segment that looks like an earlier one, with what is remembered of its connection. */
export interface Sighting {
  readonly segment: Segment;
  /** Its place in the ring. */
  readonly serial: number;
  /** The notes of the side that sent it, and of the other one. */
  readonly own: SideNotes;
  readonly other: SideNotes;
  readonly recent: RecentSegments;
}

/** Notes the copy when it is one. */
export function isCopy(seen: Sighting): boolean {
  const { segment, serial, own, recent } = seen;
  const { frame, time } = segment;
  const first = findSame(seen);
  if (first === NONE) return false;
  // Whatever identifications mean to a sender, a copy has the same one.
  if (frame.ipVersion === 4 && recent.ipId(first) !== frame.ipId) return false;
  const gap = time - recent.time(first);
  // Two capture points need not hand over in the order of the packet's way.
  const hops = Math.abs(recent.timeToLive(first) - frame.timeToLive);
  if (gap < 0 || hops > MAX_HOPS) return false;
  const numbered = frame.ipVersion === 4 && isNumbered(seen);
  // A copy taken before the card filled in the checksum differs in that.
  const sameBytes = numbered ? !recent.payloadsDiffer(first, serial, false) : recent.checksum(first) === frame.checksum;
  const within = isSameClock(seen, first) ? SAME_CLOCK_WITHIN_NS : COPY_WITHIN_NS;
  if (!sameBytes || !(numbered ? gap <= within : isAtOnce(seen, gap))) return false;
  own.note('capture-duplicate', [recent.frame(first), frame.number], gap, hops === 0 ? 'same-ttl' : 'lower-ttl');
  return true;
}

/** The side's newest segment with the same numbers and flags. */
function findSame({ segment: { frame }, own, recent }: Sighting): number {
  let serial = own.newest;
  for (let steps = 0; steps < MAX_LOOK_BACK && recent.holds(serial); steps++) {
    if (
      recent.seq(serial) === frame.seq &&
      recent.ack(serial) === frame.ack &&
      recent.length(serial) === frame.payloadLength &&
      recent.flags(serial) === frame.flags
    ) {
      return serial;
    }
    serial = recent.older(serial);
  }
  return NONE;
}

/** The checksum, where it is not left to the card, covers the timestamps. */
function isSameClock({ segment: { frame, options }, serial, recent }: Sighting, first: number): boolean {
  const covered = !recent.isPartial(first) && !recent.isPartial(serial);
  return options.hasTimestamps && covered && recent.checksum(first) === frame.checksum;
}

/** RFC 6864: an atomic datagram's identification means nothing, and some senders leave it at one value. */
function isNumbered({ segment: { frame }, own, recent }: Sighting): boolean {
  if (frame.ipId <= MAX_CONSTANT_ID) return false;
  let serial = own.newest;
  for (let steps = 0; steps < MAX_LOOK_BACK && recent.holds(serial); steps++) {
    const another = recent.seq(serial) !== frame.seq || recent.ack(serial) !== frame.ack;
    if (another && recent.ipId(serial) === frame.ipId) return false;
    serial = recent.older(serial);
  }
  return true;
}

/** Equal pure ACKs in quick succession are what a receiver sends for every segment behind a loss. */
function isAtOnce({ segment: { frame, analysis, flow }, other }: Sighting, gap: number): boolean {
  const pureAck = frame.payloadLength === 0 && (analysis & ANALYSIS.retransmission) === 0;
  if (pureAck || gap > UNNUMBERED_COPY_WITHIN_NS) return false;
  const roundTrip = other.minAckDelay >= 0 ? other.minAckDelay : handshakeRoundTrip(flow);
  return roundTrip < 0 || gap < roundTrip / 2;
}
