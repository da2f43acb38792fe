/**
 * Segments of which no finding has anything to say: nearly all. What is kept of them is what `acknowledgments.ts`,
 * `payload.ts` and `control.ts` would keep; the tests compare both ways.
 */
import { FLOW, FLOW_NUMBERS } from '../tcp/flow-rows.ts';
import type { Segment } from '../tcp/segment.ts';
import { FLAG } from '../wire/tcp.ts';
import { DELAYED_ACK_MIN_NS } from './acknowledgments.ts';
import { payloadLimitOf } from './control.ts';
import { NOTE, NOTE_NUMBERS, NOTE_TIME, NOTE_TIMES, type NotesTable } from './notes-table.ts';
import { NONE } from './recent-segments.ts';

const REMARKABLE = FLAG.rst | FLAG.urg;
const SYN_OR_FIN = FLAG.syn | FLAG.fin;

export class PlainSegments {
  readonly #table: NotesTable;

  constructor(table: NotesTable) {
    this.#table = table;
  }

  /** True when the segment is plain, and taken; false when it has to be watched, and nothing has changed. */
  take(segment: Segment): boolean {
    const { side, frame, options, rows, roundTrip } = segment;
    const { flags, payloadLength } = frame;
    if (segment.analysis !== 0 || (flags & REMARKABLE) !== 0 || frame.window === 0 || options.hasSack) return false;
    const { numbers, times } = this.#table;
    const own = side * NOTE_NUMBERS;
    const other = (side ^ 1) * NOTE_NUMBERS;
    if (numbers[own + NOTE.awaits] !== 0 || numbers[other + NOTE.awaits] !== 0) return false;
    const opensOrCloses = (flags & SYN_OR_FIN) !== 0;
    if (payloadLength > 0) {
      if (opensOrCloses || rows.flows[(side >> 1) * FLOW_NUMBERS + FLOW.closing] !== 0) return false;
      if (payloadLength > numbers[own + NOTE.payloadLimit]! || frame.seq !== numbers[own + NOTE.nextSeq]) return false;
      numbers[own + NOTE.dataFrame] = frame.number;
    } else if (opensOrCloses) {
      if (!this.#takeControl(segment)) return false;
    } else if (roundTrip >= DELAYED_ACK_MIN_NS || numbers[other + NOTE.oversized] !== NONE) return false;
    if (roundTrip < 0 || (flags & FLAG.ack) === 0) return true;
    const quickest = side * NOTE_TIMES + NOTE_TIME.minAckDelay;
    if (times[quickest]! < 0 || roundTrip < times[quickest]!) times[quickest] = roundTrip;
    return true;
  }

  /** A SYN or FIN without data, the first of its side. */
  #takeControl({ side, frame, options, time }: Segment): boolean {
    const table = this.#table;
    if ((frame.flags & FLAG.syn) === 0) return table.noteFirst(side, NOTE.finFrame, NOTE_TIME.fin, frame.number, time);
    const other = (side ^ 1) * NOTE_NUMBERS;
    if ((frame.flags & FLAG.fin) !== 0 || table.numbers[other + NOTE.special] !== 0) return false;
    if (!table.noteFirst(side, NOTE.openingFrame, NOTE_TIME.opening, frame.number, time)) return false;
    table.numbers[other + NOTE.payloadLimit] = payloadLimitOf(options);
    return true;
  }
}
