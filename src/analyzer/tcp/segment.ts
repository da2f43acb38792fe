/** One judged segment, as those inside the analyzer see it. The objects are reused for the next one. */
import type { Frame } from '../wire/frame.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import type { Flow } from './flow.ts';
import type { FlowRows } from './flow-rows.ts';
import type { Side } from './side.ts';

/**
 * Zero nanoseconds, as a double. V8 lays a field out by the first value it gets: times that began as small integers
 * would make it lay out every object anew, and compile anew all that touches them, two seconds into each capture.
 */
export const NO_TIME = -0;

export interface Segment {
  readonly frame: Frame;
  readonly options: TcpOptions;
  /** What is known of all connections; and the sender's side, as a number in them. */
  readonly rows: FlowRows;
  readonly side: number;
  readonly flow: Flow;
  readonly sender: Side;
  readonly receiver: Side;
  /** False when the header contradicts itself, or when only a fragment of the segment is there: no verdicts then. */
  readonly analysed: boolean;
  /** ANALYSIS bits. */
  readonly analysis: number;
  /** Nanoseconds since the first packet of the capture. */
  readonly time: number;
  /** Round trip that this segment's ACK gave, in nanoseconds; -1 for none. */
  readonly roundTrip: number;
}

/** Called for every segment, after it was judged and noted, before its payload is delivered. Must not throw. */
export type SegmentListener = (segment: Segment) => void;
