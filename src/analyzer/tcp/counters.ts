/** What is counted and measured of a connection, segment by segment. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import { ANALYSIS_FLAGS } from './analysis-flags.ts';
import type { Flow } from './flow.ts';
import { seqDiff } from './sequence-number.ts';
import { SCALE, type Side } from './side.ts';

export function notePacket(flow: Flow, sender: Side, frame: Frame, time: number): void {
  flow.packets++;
  sender.packets++;
  flow.lastFrame = frame.number;
  flow.lastSeconds = frame.seconds;
  flow.lastNanoseconds = frame.nanoseconds;
  if (time - flow.lastTime > flow.longestIdle) flow.longestIdle = time - flow.lastTime;
  flow.lastTime = time;
}

export function noteVerdicts(flow: Flow, bits: number): void {
  flow.analysis ??= new Uint32Array(ANALYSIS_FLAGS.length);
  const counts = flow.analysis;
  for (let rest = bits; rest !== 0; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)]!++;
}

export function noteRoundTrip(flow: Flow, roundTrip: number): void {
  if (flow.rttCount === 0 || roundTrip < flow.rttMin) flow.rttMin = roundTrip;
  if (roundTrip > flow.rttMax) flow.rttMax = roundTrip;
  flow.rttSum += roundTrip;
  flow.rttCount++;
}

/** The window as Wireshark scales it: never in a SYN, and not where the scale is unknown. */
export function scaledWindow(sender: Side, frame: Frame): number {
  if ((frame.flags & FLAG.syn) !== 0 || sender.windowShift <= 0) return frame.window;
  return frame.window << sender.windowShift;
}

export function noteWindow(sender: Side, frame: Frame): void {
  if ((frame.flags & FLAG.rst) !== 0) return;
  const window = sender.windowShift === SCALE.unknown ? frame.window : scaledWindow(sender, frame);
  if (sender.minWindow < 0 || window < sender.minWindow) sender.minWindow = window;
  if (window > sender.maxWindow) sender.maxWindow = window;
}

export function noteBytesInFlight(sender: Side, receiver: Side): void {
  if (!receiver.acknowledged) return;
  const inFlight = seqDiff(sender.nextSeq, receiver.lastAck);
  if (inFlight > sender.maxBytesInFlight) sender.maxBytesInFlight = inFlight;
}
