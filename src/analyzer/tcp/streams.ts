/** Which stream a segment belongs to: Wireshark's rules for reused ports, bases, completeness and the initial round trip. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import { FLOW, FLOW_DOUBLE, FLOW_DOUBLES, FLOW_NUMBERS, type FlowRows, SIDE, SIDE_NUMBERS } from './flow-rows.ts';

/** Bits of `tcp.completeness`. */
export const COMPLETENESS = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

export type Opening = 'same' | 'new' | 'again';

/** Whether a SYN or SYN+ACK opens a new stream on known ports; `again` is the same SYN sent once more. */
export function openingOf({ sides, flows }: FlowRows, side: number, { flags, seq }: Frame): Opening {
  if ((flags & FLAG.syn) === 0 || sides[side * SIDE_NUMBERS + SIDE.baseKnown] === 0) return 'same';
  const flow = (side >> 1) * FLOW_NUMBERS;
  const isOver = flows[flow + FLOW.sawReset] !== 0 || flows[flow + FLOW.sawFinAck] !== 0;
  if (isOver || seq !== sides[side * SIDE_NUMBERS + SIDE.base]) return 'new';
  return (flags & FLAG.ack) === 0 ? 'again' : 'same';
}

/** Sets the sequence numbers that relative ones are counted from. `side` is the sender's number in the rows. */
export function learnBases({ sides }: FlowRows, side: number, { flags, seq, ack }: Frame): void {
  const own = side * SIDE_NUMBERS;
  const other = (side ^ 1) * SIDE_NUMBERS;
  if (sides[own + SIDE.baseKnown] === 0) {
    sides[own + SIDE.baseKnown] = 1;
    sides[own + SIDE.base] = (flags & FLAG.syn) !== 0 ? seq : seq - 1;
  }
  if (sides[other + SIDE.baseKnown] === 0 && (flags & FLAG.ack) !== 0) {
    sides[other + SIDE.baseKnown] = 1;
    sides[other + SIDE.base] = ack - 1;
  }
}

/** Takes the segment into what is kept of the stream as a whole; `flow` is its row. `time` is in nanoseconds. */
export function noteStreamFacts(rows: FlowRows, flow: number, frame: Frame, time: number): void {
  const { flags, payloadLength: length } = frame;
  const at = flow * FLOW_NUMBERS;
  if ((flags & (FLAG.syn | FLAG.rst | FLAG.fin)) !== 0) noteControlFacts(rows, flow, frame, time);
  else if ((flags & FLAG.ack) !== 0) {
    rows.flows[at + FLOW.completeness]! |= length > 0 ? COMPLETENESS.data : COMPLETENESS.ack;
  }
}

function noteControlFacts(rows: FlowRows, flow: number, frame: Frame, time: number): void {
  const { flows } = rows;
  const { flags, payloadLength: length } = frame;
  const at = flow * FLOW_NUMBERS;
  const syn = (flags & FLAG.syn) !== 0;
  const ack = (flags & FLAG.ack) !== 0;
  if (syn && !ack) {
    if (flows[at + FLOW.packets] === 0) begin(flows, at, length);
    rows.flowDoubles[flow * FLOW_DOUBLES + FLOW_DOUBLE.synTime] = time;
    // For Wireshark, 1970-01-01 00:00:00 is no time; test tools write it.
    flows[at + FLOW.synTimed] = frame.seconds !== 0 || frame.nanoseconds !== 0 ? 1 : 0;
  } else if (syn) {
    flows[at + FLOW.completeness]! |= COMPLETENESS.synAck;
  } else if (ack) {
    flows[at + FLOW.completeness]! |= length > 0 ? COMPLETENESS.data : COMPLETENESS.ack;
  }
  if ((flags & FLAG.rst) !== 0) {
    flows[at + FLOW.completeness]! |= COMPLETENESS.rst;
    flows[at + FLOW.sawReset] = 1;
  }
  if ((flags & FLAG.fin) !== 0 && ack) {
    flows[at + FLOW.completeness]! |= COMPLETENESS.fin;
    flows[at + FLOW.sawFinAck] = 1;
  }
}

/** A SYN comes first. What an ICMP error may have quoted before is forgotten. */
function begin(flows: Int32Array, at: number, length: number): void {
  flows[at + FLOW.completeness] = COMPLETENESS.syn | (length > 0 ? COMPLETENESS.data : 0);
  flows[at + FLOW.sawReset] = 0;
  flows[at + FLOW.sawFinAck] = 0;
}

/** Called after the segment was judged: its verdict still uses the round trip known before. `flow` is its row. */
export function noteInitialRoundTrip(
  { flows, flowDoubles }: FlowRows,
  flow: number,
  flags: number,
  time: number,
): void {
  if ((flags & (FLAG.syn | FLAG.ack)) !== FLAG.ack || flows[flow * FLOW_NUMBERS + FLOW.synTimed] === 0) return;
  const at = flow * FLOW_DOUBLES;
  if (flowDoubles[at + FLOW_DOUBLE.initialRoundTrip] !== 0) return;
  flowDoubles[at + FLOW_DOUBLE.initialRoundTrip] = time - flowDoubles[at + FLOW_DOUBLE.synTime]!;
}
