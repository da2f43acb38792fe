/** What is counted and measured of a connection, segment by segment. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import { FLOW, FLOW_DOUBLE, FLOW_DOUBLES, FLOW_NUMBERS, type FlowRows, SIDE, SIDE_NUMBERS } from './flow-rows.ts';

/** `side` is the sender's number in the rows. */
export function notePacket(rows: FlowRows, side: number, frame: Frame, time: number): void {
  const { flows, flowDoubles } = rows;
  const flow = (side >> 1) * FLOW_NUMBERS;
  const doubles = (side >> 1) * FLOW_DOUBLES;
  flows[flow + FLOW.packets]!++;
  rows.sides[side * SIDE_NUMBERS + SIDE.packets]!++;
  flows[flow + FLOW.lastFrame] = frame.number;
  flowDoubles[doubles + FLOW_DOUBLE.lastSeconds] = frame.seconds;
  flowDoubles[doubles + FLOW_DOUBLE.lastNanoseconds] = frame.nanoseconds;
  const idle = time - flowDoubles[doubles + FLOW_DOUBLE.lastTime]!;
  if (idle > flowDoubles[doubles + FLOW_DOUBLE.longestIdle]!) flowDoubles[doubles + FLOW_DOUBLE.longestIdle] = idle;
  flowDoubles[doubles + FLOW_DOUBLE.lastTime] = time;
}

/** `flow` is its row; the round trip is in nanoseconds. */
export function noteRoundTrip({ flows, flowDoubles }: FlowRows, flow: number, roundTrip: number): void {
  const count = flow * FLOW_NUMBERS + FLOW.rttCount;
  const doubles = flow * FLOW_DOUBLES;
  if (flows[count] === 0 || roundTrip < flowDoubles[doubles + FLOW_DOUBLE.rttMin]!) {
    flowDoubles[doubles + FLOW_DOUBLE.rttMin] = roundTrip;
  }
  if (roundTrip > flowDoubles[doubles + FLOW_DOUBLE.rttMax]!) flowDoubles[doubles + FLOW_DOUBLE.rttMax] = roundTrip;
  flowDoubles[doubles + FLOW_DOUBLE.rttSum] = flowDoubles[doubles + FLOW_DOUBLE.rttSum]! + roundTrip;
  flows[count]!++;
}

/** The window as Wireshark scales it: never in a SYN, and not where the scale is unknown. */
export function scaledWindow({ flags, window }: Frame, windowShift: number): number {
  return (flags & FLAG.syn) !== 0 || windowShift <= 0 ? window : window << windowShift;
}

export function noteWindow({ sides }: FlowRows, side: number, frame: Frame): void {
  if ((frame.flags & FLAG.rst) !== 0) return;
  const at = side * SIDE_NUMBERS;
  const window = scaledWindow(frame, sides[at + SIDE.windowShift]!);
  const least = sides[at + SIDE.minWindow]!;
  if (least < 0 || window < least) sides[at + SIDE.minWindow] = window;
  if (window > sides[at + SIDE.maxWindow]!) sides[at + SIDE.maxWindow] = window;
}

export function noteBytesInFlight({ sides }: FlowRows, side: number): void {
  const own = side * SIDE_NUMBERS;
  const other = (side ^ 1) * SIDE_NUMBERS;
  if (sides[other + SIDE.acknowledged] === 0) return;
  const inFlight = (sides[own + SIDE.nextSeq]! - sides[other + SIDE.lastAck]!) | 0;
  if (inFlight > sides[own + SIDE.maxBytesInFlight]!) sides[own + SIDE.maxBytesInFlight] = inFlight;
}
