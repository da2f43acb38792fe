/** Delivers what connections carry to the applications: payload in order, and the end of each direction. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { Flow } from './flow.ts';
import { FACT, FACTS, FLOW, FLOW_NUMBERS, type FlowRows, SIDE, SIDE_NUMBERS } from './flow-rows.ts';
import type { FollowedFlows } from './followed-flows.ts';
import { LETTER } from './history.ts';
import { acknowledgedPayload, unseenFinOf } from './lifecycle.ts';
import { type PayloadSink, Reassembly } from './reassembly.ts';
import type { Segment } from './segment.ts';
import { type SequenceNumber, seqDiff } from './sequence-number.ts';
import type { Side } from './side.ts';
import type { UnackedSegments } from './unacked-segments.ts';
import { GREETING_LENGTH, opensNewStream } from './vnc.ts';
import { noteCounted } from './zeek.ts';

/** The way to the applications. */
export interface ConnectionSink extends PayloadSink {
  /** Asked before `open`: true when the first payload tells that nobody wants the connection's bytes. */
  ignores(rows: FlowRows, side: number, frame: Frame): boolean;
  /** At the first payload or FIN. */
  open(flow: Flow): void;
  /** The connection was let go, and will not be in `flows`. */
  forget(flow: Flow): void;
  /** With the connection's last packet so far, where an application listens. */
  end(flow: Flow, side: Side, how: 'fin' | 'rst' | 'capture-end'): void;
}

export class Delivery {
  readonly #rows: FlowRows;
  readonly #flows: FollowedFlows;
  readonly #unacked: UnackedSegments;
  readonly #sink: ConnectionSink;
  readonly #reassembly: Reassembly;

  constructor(flows: FollowedFlows, unacked: UnackedSegments, sink: ConnectionSink) {
    this.#rows = flows.all.rows;
    this.#flows = flows;
    this.#unacked = unacked;
    this.#sink = sink;
    this.#reassembly = new Reassembly(flows.all, sink);
  }

  /** Takes the payload of the segment, and its FIN or RST. */
  take(segment: Segment): void {
    const { side, frame } = segment;
    const { flows, sides } = this.#rows;
    const flow = (side >> 1) * FLOW_NUMBERS;
    const gaps = side * SIDE_NUMBERS + SIDE.gaps;
    const closing = flows[flow + FLOW.closing] !== 0;
    if (flows[flow + FLOW.appOpened] === 0 && (frame.payloadLength > 0 || closing)) this.#open(segment);
    const before = sides[gaps]!;
    this.#reassembly.add(side, frame);
    if (sides[gaps] !== before) noteCounted(segment, LETTER.g, sides[gaps]!);
    if (closing && this.#rows.facts[side * FACTS + FACT.finFrame] !== 0) this.#deliverFin(side);
    if ((frame.flags & FLAG.rst) !== 0) this.end(side >> 1, 'rst');
  }

  /** The side's FIN ends it as soon as everything before it was delivered. */
  #deliverFin(side: number): void {
    const { facts, sides } = this.#rows;
    const at = side * FACTS;
    if (facts[at + FACT.ended] !== 0) return;
    const next = sides[side * SIDE_NUMBERS + SIDE.streamNext]! as SequenceNumber;
    if (seqDiff(next, facts[at + FACT.finSeq]! as SequenceNumber) >= 0) this.#endSide(side, 'fin');
  }

  #open({ side, frame }: Segment): void {
    const row = side >> 1;
    this.#rows.flows[row * FLOW_NUMBERS + FLOW.appOpened] = 1;
    if (frame.payloadLength !== GREETING_LENGTH && this.#sink.ignores(this.#rows, side, frame)) return;
    const flow = this.#flows.all.view(row);
    this.#sink.open(flow);
    if (frame.payloadLength === GREETING_LENGTH && opensNewStream(flow, frame)) this.#flows.split(row);
  }

  /**
   * Nothing more is delivered of the connection in the row: what waits is, and every open direction ends. What comes after
   * a RST is still judged by what was outstanding.
   */
  end(row: number, how: 'rst' | 'capture-end'): void {
    const { facts } = this.#rows;
    for (let side = row * 2; side < row * 2 + 2; side++) {
      if (facts[side * FACTS + FACT.ended] === 0) this.#endOpenSide(side, how);
    }
  }

  /** No segment of the connection in the row will come any more, though the capture goes on. */
  abandon(row: number): void {
    this.end(row, 'capture-end');
    this.#unacked.clear(row * 2);
    this.#unacked.clear(row * 2 + 1);
  }

  #endOpenSide(side: number, how: 'rst' | 'capture-end'): void {
    const rows = this.#rows;
    const flow = this.#flows.all.view(side >> 1);
    const own = flow.side(side & 1);
    const other = flow.side(1 - (side & 1));
    own.unseenFin = unseenFinOf(own, other);
    const { gaps } = own;
    this.#reassembly.finish(flow, own, acknowledgedPayload(own, other));
    if (own.gaps !== gaps) noteCounted({ rows, side, flow }, LETTER.g, own.gaps);
    const { fin } = own;
    this.#endSide(side, fin !== null && seqDiff(own.streamNext, fin.seq) >= 0 ? 'fin' : how);
  }

  #endSide(side: number, how: 'fin' | 'rst' | 'capture-end'): void {
    const { facts, flows } = this.#rows;
    facts[side * FACTS + FACT.ended] = 1;
    if (flows[(side >> 1) * FLOW_NUMBERS + FLOW.listened] === 0) return;
    const flow = this.#flows.all.view(side >> 1);
    this.#sink.end(flow, flow.side(side & 1), how);
  }
}
