/** Which stream a segment belongs to: Wireshark's rules for reused ports, bases, completeness and the initial round trip. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { Flow } from './flow.ts';
import { type SequenceNumber, seqAdd } from './sequence-number.ts';
import type { Side } from './side.ts';

/** Bits of `tcp.completeness`. */
export const COMPLETENESS = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

export type Opening = 'same' | 'new' | 'again';

/** Whether a SYN or SYN+ACK opens a new stream on known ports; `again` is the same SYN sent once more. */
export function openingOf(flow: Flow, sender: Side, flags: number, seq: SequenceNumber): Opening {
  if ((flags & FLAG.syn) === 0 || !sender.baseKnown) return 'same';
  if (seq !== sender.base || flow.sawReset || flow.sawFinAck) return 'new';
  return (flags & FLAG.ack) === 0 ? 'again' : 'same';
}

/** Sets the sequence numbers that relative ones are counted from. */
export function learnBases(
  sender: Side,
  receiver: Side,
  flags: number,
  seq: SequenceNumber,
  ack: SequenceNumber,
): void {
  if (!sender.baseKnown) {
    sender.baseKnown = true;
    sender.base = (flags & FLAG.syn) !== 0 ? seq : seqAdd(seq, -1);
  }
  if (!receiver.baseKnown && (flags & FLAG.ack) !== 0) {
    receiver.baseKnown = true;
    receiver.base = seqAdd(ack, -1);
  }
}

/** Takes the segment into what is kept of the stream as a whole. `time` is in nanoseconds. */
export function noteStreamFacts(flow: Flow, frame: Frame, time: number): void {
  const { flags, payloadLength: length } = frame;
  const syn = (flags & FLAG.syn) !== 0;
  const ack = (flags & FLAG.ack) !== 0;
  if (syn && !ack) {
    if (flow.packets === 0) begin(flow, length);
    flow.synTime = time;
    // For Wireshark, 1970-01-01 00:00:00 is no time; test tools write it.
    flow.synTimed = frame.seconds !== 0 || frame.nanoseconds !== 0;
  } else if (syn) {
    flow.completeness |= COMPLETENESS.synAck;
  } else if (ack) {
    flow.completeness |= length > 0 ? COMPLETENESS.data : COMPLETENESS.ack;
  }
  if ((flags & FLAG.rst) !== 0) {
    flow.completeness |= COMPLETENESS.rst;
    flow.sawReset = true;
  }
  if ((flags & FLAG.fin) !== 0 && ack) {
    flow.completeness |= COMPLETENESS.fin;
    flow.sawFinAck = true;
  }
}

/** A SYN comes first. What an ICMP error may have quoted before is forgotten. */
function begin(flow: Flow, length: number): void {
  flow.completeness = COMPLETENESS.syn | (length > 0 ? COMPLETENESS.data : 0);
  flow.sawReset = false;
  flow.sawFinAck = false;
}

/** Called after the segment was judged: its verdict still uses the round trip known before. */
export function noteInitialRoundTrip(flow: Flow, flags: number, time: number): void {
  if (flow.initialRoundTrip !== 0 || !flow.synTimed || (flags & (FLAG.syn | FLAG.ack)) !== FLAG.ack) return;
  flow.initialRoundTrip = time - flow.synTime;
}
