/** Nanoseconds since the Unix epoch. */
export type Nanoseconds = bigint;

const NS_PER_SECOND = 1_000_000_000n;

/** How far the monotonic clock may drift from the wall clock (after an NTP step, say) before the wall clock wins. */
const MAX_DRIFT_MS = 2;

/** A step back of less than this is the change from one clock to the other, not a clock that was set. */
const MAX_JITTER_NS = 10_000_000n;

let last: Nanoseconds = 0n;

/**
 * The wall clock in nanoseconds since the epoch, with the resolution of the monotonic clock (about a microsecond):
 * lab steps are matched with packets by time, and `Date.now()` alone is a thousand packets wide. Two readings never run
 * backwards unless the wall clock was set back.
 */
export function nowNs(): Nanoseconds {
  const now = readNs();
  last = now <= last && last - now < MAX_JITTER_NS ? last + 1n : now;
  return last;
}

function readNs(): Nanoseconds {
  const wallMs = Date.now();
  const fineMs = performance.timeOrigin + performance.now();
  const ms = Math.abs(fineMs - wallMs) > MAX_DRIFT_MS ? wallMs : fineMs;
  const wholeMs = Math.floor(ms);
  return BigInt(wholeMs) * 1_000_000n + BigInt(Math.floor((ms - wholeMs) * 1_000_000));
}

/** `1700000000.123456789`: seconds since the epoch with nine decimals, as Wireshark prints `frame.time_epoch`. */
export function formatEpoch(ns: Nanoseconds): string {
  const seconds = ns / NS_PER_SECOND;
  const fraction = (ns % NS_PER_SECOND).toString().padStart(9, '0');
  return `${seconds}.${fraction}`;
}

/** The inverse of {@link formatEpoch}; undefined for anything else. */
export function parseEpoch(text: string): Nanoseconds | undefined {
  const match = /^(\d+)\.(\d{9})$/.exec(text);
  return match ? BigInt(match[1]!) * NS_PER_SECOND + BigInt(match[2]!) : undefined;
}
