/** How a lab host's interface is set up, in whatever runtime. */

export const HOST_INTERFACE = 'eth0';

/**
 * For `ethtool -K`. Offloads merge segments and leave checksums to the card: the capture would show 64 KB "segments" with
 * bad checksums. (`docker/entry.sh` says the same to containers; a test compares them.)
 */
export const OFFLOADS = 'tso off gso off gro off tx off rx off sg off';

/** A token bucket that holds a few segments, so that the rate shows at once and not only after a burst. */
const BURST_SECONDS = 0.01;
const MIN_BURST_BYTES = 4 * 1514;
const QUEUE_LATENCY_MS = 200;

/** For `tc qdisc add … root tbf`: shapes what the host sends, so that the bridge sees the paced frames. */
export function tokenBucket(rateBps: number): string {
  const burst = Math.max(MIN_BURST_BYTES, Math.ceil((rateBps / 8) * BURST_SECONDS));
  return `rate ${rateBps}bit burst ${burst} latency ${QUEUE_LATENCY_MS}ms`;
}
