/** The observer's view of the segment that the tracker took last. */
import type { PacketView } from './observer.ts';
import { scaledWindow } from './tcp/counters.ts';
import type { Segment } from './tcp/segment.ts';
import type { SequenceNumber } from './tcp/sequence-number.ts';
import { formatIpv4, formatIpv6 } from './wire/address.ts';
import type { Frame } from './wire/frame.ts';
import { FLAG, TCP_MIN_HEADER_LENGTH } from './wire/tcp.ts';

/** IPv4 addresses whose texts are kept for the next packet; a power of two. */
const KEPT_TEXTS = 4096;

export class SegmentView implements PacketView {
  frame = 0;
  seconds = 0;
  nanoseconds = 0;
  stream = 0;
  sourcePort = 0;
  destinationPort = 0;
  seq = 0;
  ack = 0;
  length = 0;
  flags = 0;
  windowSize = 0;
  analysis = 0;
  originalLength = 0;
  linkType = 0;
  readonly #frame: Frame;
  /**
   * Each address has one place. Not a Map: a cleared one points to what is put into it later, so that the collector
   * would keep every text of a flood for long.
   */
  readonly #ipv4Words = new Int32Array(KEPT_TEXTS);
  readonly #ipv4Texts: string[] = Array.from<string>({ length: KEPT_TEXTS }).fill('');

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** A view is made only for who asks. */
  get bytes(): Uint8Array {
    const { bytes, start, capturedLength } = this.#frame;
    return bytes.subarray(start, start + capturedLength);
  }

  source(): string {
    const frame = this.#frame;
    if (frame.ipVersion === 4) return this.#ipv4Text(frame.source3);
    return formatIpv6(frame.source0, frame.source1, frame.source2, frame.source3);
  }

  destination(): string {
    const frame = this.#frame;
    if (frame.ipVersion === 4) return this.#ipv4Text(frame.destination3);
    return formatIpv6(frame.destination0, frame.destination1, frame.destination2, frame.destination3);
  }

  update(segment: Segment): this {
    const { frame, sender, receiver } = segment;
    this.frame = frame.number;
    this.seconds = frame.seconds;
    this.nanoseconds = frame.nanoseconds;
    this.stream = segment.flow.stream;
    this.sourcePort = frame.sourcePort;
    this.destinationPort = frame.destinationPort;
    this.seq = relative(frame.seq as SequenceNumber, sender.base);
    // Of a header that says it is shorter than any can be, Wireshark takes the rest for payload and reads no further.
    const isShort = frame.headerLength < TCP_MIN_HEADER_LENGTH;
    this.ack = isShort ? 0 : shownAck(frame, receiver.base);
    this.length = segment.analysed || isShort ? frame.payloadLength : 0;
    this.flags = frame.flags;
    this.windowSize = scaledWindow(frame, sender.windowShift);
    this.analysis = segment.analysis;
    this.originalLength = frame.originalLength;
    this.linkType = frame.linkType;
    return this;
  }

  #ipv4Text(word: number): string {
    const place = (word ^ (word >>> 12)) & (KEPT_TEXTS - 1);
    if (this.#ipv4Words[place] !== word || this.#ipv4Texts[place] === '') {
      this.#ipv4Words[place] = word;
      this.#ipv4Texts[place] = formatIpv4(word);
    }
    return this.#ipv4Texts[place]!;
  }
}

/** Without the flag there is nothing to count from. */
function shownAck({ flags, ack }: Frame, base: SequenceNumber): number {
  return (flags & FLAG.ack) === 0 ? ack >>> 0 : relative(ack as SequenceNumber, base);
}

function relative(number: SequenceNumber, base: SequenceNumber): number {
  return (number - base) >>> 0;
}
