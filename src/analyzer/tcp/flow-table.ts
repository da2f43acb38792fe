/** Finds the connection of a packet: an open-addressing hash table over addresses and ports, both directions alike. */
import type { Frame } from '../wire/frame.ts';
import { Flow } from './flow.ts';

const INITIAL_SLOTS = 4096;
const IPV6_WORDS = 8;

export class FlowTable {
  /** Index of the sender's side in the flow that `find` returned. */
  senderIndex = 0;
  #slots: (Flow | null)[] = emptySlots(INITIAL_SLOTS);
  #hashes = new Int32Array(INITIAL_SLOTS);
  #count = 0;
  #last: Flow | null = null;

  get size(): number {
    return this.#count;
  }

  /** The flow of the packet, or null. Sets `senderIndex` either way. */
  find(frame: Frame): Flow | null {
    this.senderIndex = senderIndexOf(frame);
    const last = this.#last;
    if (last !== null && isFlowOf(last, frame, this.senderIndex)) return last;
    const hash = hashOf(frame);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const flow = this.#slots[slot]!;
      if (flow === null) return null;
      if (this.#hashes[slot] === hash && isFlowOf(flow, frame, this.senderIndex)) {
        this.#last = flow;
        return flow;
      }
    }
  }

  /**
   * Makes a flow, out of a spare one if there is one, for the packet that `find` was last asked about; it takes the place
   * of an older one with the same key.
   */
  open(frame: Frame, stream: number, spare: Flow | undefined): Flow {
    const flow = flowOf(frame, stream, this.senderIndex, spare);
    flow.hash = hashOf(frame);
    return this.adopt(flow);
  }

  /** Takes a flow that another table has made. */
  adopt(flow: Flow): Flow {
    this.#last = flow;
    this.#put(flow);
    if (this.#count * 2 > this.#slots.length) this.#grow();
    return flow;
  }

  /** False when it is not here. */
  remove(flow: Flow): boolean {
    const mask = this.#slots.length - 1;
    let slot = flow.hash & mask;
    for (; this.#slots[slot] !== flow; slot = (slot + 1) & mask) if (this.#slots[slot] === null) return false;
    if (this.#last === flow) this.#last = null;
    this.#count--;
    // Backward-shift deletion keeps every probe sequence unbroken.
    let next = (slot + 1) & mask;
    while (this.#slots[next] !== null) {
      const home = this.#hashes[next]! & mask;
      if (((next - home) & mask) >= ((next - slot) & mask)) {
        this.#slots[slot] = this.#slots[next]!;
        this.#hashes[slot] = this.#hashes[next]!;
        slot = next;
      }
      next = (next + 1) & mask;
    }
    this.#slots[slot] = null;
    return true;
  }

  #put(flow: Flow): void {
    const { hash } = flow;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; this.#slots[slot] !== null; slot = (slot + 1) & mask) {
      if (this.#hashes[slot] === hash && sameKey(this.#slots[slot]!, flow)) break;
    }
    if (this.#slots[slot] === null) this.#count++;
    this.#slots[slot] = flow;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const slots = this.#slots;
    const hashes = this.#hashes;
    this.#slots = emptySlots(slots.length * 2);
    this.#hashes = new Int32Array(slots.length * 2);
    const mask = this.#slots.length - 1;
    // Every key is there once, so that the flows themselves, which lie all over the memory, need not be looked at.
    for (let old = 0; old < slots.length; old++) {
      const flow = slots[old]!;
      if (flow === null) continue;
      let slot = hashes[old]! & mask;
      while (this.#slots[slot] !== null) slot = (slot + 1) & mask;
      this.#slots[slot] = flow;
      this.#hashes[slot] = hashes[old]!;
    }
  }
}

function emptySlots(count: number): (Flow | null)[] {
  // `Array.from` and iterators take 20 times as long.
  const slots: null[] = [];
  for (let i = 0; i < count; i++) slots.push(null);
  return slots;
}

/** 0 when the sender's address and port are the lower ones; equal ones count as the lower. */
function senderIndexOf(frame: Frame): number {
  let order = 0;
  if (frame.ipVersion === 6) {
    order =
      compare(frame.source0, frame.destination0) ||
      compare(frame.source1, frame.destination1) ||
      compare(frame.source2, frame.destination2);
  }
  order ||= compare(frame.source3, frame.destination3) || frame.sourcePort - frame.destinationPort;
  return order <= 0 ? 0 : 1;
}

/** Unsigned order of two 32-bit words. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a >>> 0 < b >>> 0 ? -1 : 1;
}

/** The same for both directions. */
function hashOf(frame: Frame): number {
  let hash = frame.source3 ^ frame.destination3;
  if (frame.ipVersion === 6) {
    hash ^= Math.imul(frame.source2 ^ frame.destination2, 0x9e3779b1);
    hash ^= Math.imul(frame.source1 ^ frame.destination1, 0x85ebca77);
    hash ^= Math.imul(frame.source0 ^ frame.destination0, 0xc2b2ae3d);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  const ports = frame.sourcePort ^ frame.destinationPort;
  // 32-bit arithmetic throughout: a sum beyond it would be a double, and whatever was compiled for integers be thrown away.
  hash ^= Math.imul((ports + ((frame.sourcePort + frame.destinationPort) << 16)) | 0, 0x297a2d39);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return hash ^ (hash >>> 16);
}

function isFlowOf(flow: Flow, frame: Frame, sender: number): boolean {
  if (flow.ipVersion !== frame.ipVersion) return false;
  if (sender === 0) {
    if (flow.lowPort !== frame.sourcePort || flow.highPort !== frame.destinationPort) return false;
  } else if (flow.lowPort !== frame.destinationPort || flow.highPort !== frame.sourcePort) return false;
  const inOrder = sender === 0;
  if ((inOrder ? flow.lowWord : flow.highWord) !== frame.source3) return false;
  if ((inOrder ? flow.highWord : flow.lowWord) !== frame.destination3) return false;
  return flow.words === null || sameUpperWords(flow.words, frame, inOrder ? 0 : 4);
}

function sameUpperWords(words: Int32Array, frame: Frame, source: number): boolean {
  const destination = 4 - source;
  return (
    words[source] === frame.source0 &&
    words[source + 1] === frame.source1 &&
    words[source + 2] === frame.source2 &&
    words[destination] === frame.destination0 &&
    words[destination + 1] === frame.destination1 &&
    words[destination + 2] === frame.destination2
  );
}

function flowOf(frame: Frame, stream: number, sender: number, spare: Flow | undefined): Flow {
  const inOrder = sender === 0;
  const { ipVersion } = frame;
  const lowPort = inOrder ? frame.sourcePort : frame.destinationPort;
  const highPort = inOrder ? frame.destinationPort : frame.sourcePort;
  const flow = spare ?? new Flow(stream, ipVersion, lowPort, highPort);
  spare?.reset(stream, ipVersion, lowPort, highPort);
  flow.lowWord = inOrder ? frame.source3 : frame.destination3;
  flow.highWord = inOrder ? frame.destination3 : frame.source3;
  if (ipVersion === 6) {
    flow.words = new Int32Array(IPV6_WORDS);
    flow.words.set([frame.source0, frame.source1, frame.source2, frame.source3], inOrder ? 0 : 4);
    flow.words.set([frame.destination0, frame.destination1, frame.destination2, frame.destination3], inOrder ? 4 : 0);
  }
  return flow;
}

function sameKey(a: Flow, b: Flow): boolean {
  return (
    a.ipVersion === b.ipVersion &&
    a.lowPort === b.lowPort &&
    a.highPort === b.highPort &&
    a.lowWord === b.lowWord &&
    a.highWord === b.highWord &&
    (a.words === null || a.words.every((word, index) => word === b.words?.[index]))
  );
}
