/** Finds the connection of a packet: an open-addressing hash table over addresses and ports, both directions alike. */
import type { Frame } from '../wire/frame.ts';
import type { Flows } from './flow.ts';
import { FLOW, FLOW_NUMBERS } from './flow-rows.ts';

/** Room for 32,000 flows: what is not used takes no memory, and tables that grow cost more than all that is in them. */
const INITIAL_SLOTS = 65_536;
const IPV6_WORDS = 8;

/** In place of a row or a side: no such flow. */
export const NO_FLOW = -1;

/** Numbers of a slot: a row and 1 more, 0 where it is empty; and that flow's hash, so that few flows have to be looked at. */
export const SLOT = { row: 0, hash: 1 } as const;
export const SLOT_NUMBERS = 2;
/** Places of the table's own numbers: the row that was found last, and the number of slots, a power of two, less 1. */
export const TABLE = { last: 0, mask: 1 } as const;

export class FlowTable {
  /** Index of the sender's side in the flow of the packet that `find` was last asked about. */
  senderIndex = 0;
  readonly #flows: Flows;
  #slots: Int32Array = new Int32Array(INITIAL_SLOTS * SLOT_NUMBERS);
  #numbers: Int32Array = Int32Array.of(NO_FLOW, INITIAL_SLOTS - 1);
  #count = 0;

  constructor(flows: Flows) {
    this.#flows = flows;
  }

  get size(): number {
    return this.#count;
  }

  /** The number of the sender's side in the packet's flow, or `NO_FLOW`. Sets `senderIndex` either way. */
  find(frame: Frame): number {
    const sender = senderIndexOf(frame);
    this.senderIndex = sender;
    const last = this.#numbers[TABLE.last]!;
    if (last !== NO_FLOW && isFlowOf(this.#flows, last, frame, sender)) return last * 2 + sender;
    const hash = hashOf(frame);
    const slots = this.#slots;
    const mask = this.#numbers[TABLE.mask]!;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot * SLOT_NUMBERS + SLOT.row]! - 1;
      if (row === NO_FLOW) return NO_FLOW;
      if (slots[slot * SLOT_NUMBERS + SLOT.hash] === hash && isFlowOf(this.#flows, row, frame, sender)) {
        this.#numbers[TABLE.last] = row;
        return row * 2 + sender;
      }
    }
  }

  /**
   * Makes a flow, out of a spare one if there is one, for the packet that `find` was last asked about; it takes the place
   * of an older one with the same key. Returns its row.
   */
  open(frame: Frame, stream: number, spare: number | undefined): number {
    const row = spare ?? this.#flows.add();
    if (spare !== undefined) this.#flows.clear(spare);
    const { flows } = this.#flows.rows;
    const at = row * FLOW_NUMBERS;
    setKey(this.#flows, row, frame, this.senderIndex);
    flows[at + FLOW.stream] = stream;
    flows[at + FLOW.hash] = hashOf(frame);
    this.adopt(row);
    return row;
  }

  /** Takes a flow that another table has made. */
  adopt(row: number): void {
    this.#numbers[TABLE.last] = row;
    this.#put(row);
    if (this.#count * 2 > this.#numbers[TABLE.mask]!) this.#grow(new Int32Array(this.#slots.length * 2));
  }

  /** So many flows were put here by somebody else. */
  noteAdded(flows: number): void {
    this.#count += flows;
  }

  /** False when it is not here. */
  remove(row: number): boolean {
    const slots = this.#slots;
    const mask = this.#numbers[TABLE.mask]!;
    let slot = this.#hashOf(row) & mask;
    while (slots[slot * SLOT_NUMBERS + SLOT.row] !== row + 1) {
      if (slots[slot * SLOT_NUMBERS + SLOT.row] === 0) return false;
      slot = (slot + 1) & mask;
    }
    if (this.#numbers[TABLE.last] === row) this.#numbers[TABLE.last] = NO_FLOW;
    this.#count--;
    // Backward-shift deletion keeps every probe sequence unbroken.
    let next = (slot + 1) & mask;
    while (slots[next * SLOT_NUMBERS + SLOT.row] !== 0) {
      const home = slots[next * SLOT_NUMBERS + SLOT.hash]! & mask;
      if (((next - home) & mask) >= ((next - slot) & mask)) {
        slots[slot * SLOT_NUMBERS + SLOT.row] = slots[next * SLOT_NUMBERS + SLOT.row]!;
        slots[slot * SLOT_NUMBERS + SLOT.hash] = slots[next * SLOT_NUMBERS + SLOT.hash]!;
        slot = next;
      }
      next = (next + 1) & mask;
    }
    slots[slot * SLOT_NUMBERS + SLOT.row] = 0;
    return true;
  }

  #hashOf(row: number): number {
    return this.#flows.rows.flows[row * FLOW_NUMBERS + FLOW.hash]!;
  }

  #put(row: number): void {
    const hash = this.#hashOf(row);
    const slots = this.#slots;
    const mask = this.#numbers[TABLE.mask]!;
    let slot = hash & mask;
    for (; slots[slot * SLOT_NUMBERS + SLOT.row] !== 0; slot = (slot + 1) & mask) {
      const other = slots[slot * SLOT_NUMBERS + SLOT.row]! - 1;
      if (slots[slot * SLOT_NUMBERS + SLOT.hash] === hash && isSameKey(this.#flows, other, row)) break;
    }
    if (slots[slot * SLOT_NUMBERS + SLOT.row] === 0) this.#count++;
    slots[slot * SLOT_NUMBERS + SLOT.row] = row + 1;
    slots[slot * SLOT_NUMBERS + SLOT.hash] = hash;
  }

  /** Goes on in other memory, which is empty. */
  moveTo(slots: Int32Array, numbers: Int32Array): void {
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    this.#grow(slots);
  }

  #grow(slots: Int32Array): void {
    const before = this.#slots;
    const mask = slots.length / SLOT_NUMBERS - 1;
    this.#slots = slots;
    this.#numbers[TABLE.mask] = mask;
    if (this.#count === 0) return;
    // Every key is there once, so that the flows themselves, which lie all over the memory, need not be looked at.
    for (let old = 0; old < before.length; old += SLOT_NUMBERS) {
      if (before[old + SLOT.row] === 0) continue;
      let slot = before[old + SLOT.hash]! & mask;
      while (slots[slot * SLOT_NUMBERS + SLOT.row] !== 0) slot = (slot + 1) & mask;
      slots[slot * SLOT_NUMBERS + SLOT.row] = before[old + SLOT.row]!;
      slots[slot * SLOT_NUMBERS + SLOT.hash] = before[old + SLOT.hash]!;
    }
  }
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

function isFlowOf(all: Flows, row: number, frame: Frame, sender: number): boolean {
  const { flows } = all.rows;
  const at = row * FLOW_NUMBERS;
  if (flows[at + FLOW.ports] !== portsOf(frame, sender)) return false;
  if (flows[at + (sender === 0 ? FLOW.lowWord : FLOW.highWord)] !== frame.source3) return false;
  if (flows[at + (sender === 0 ? FLOW.highWord : FLOW.lowWord)] !== frame.destination3) return false;
  if (flows[at + FLOW.ipVersion] !== frame.ipVersion) return false;
  return frame.ipVersion === 4 || sameUpperWords(all.view(row).words!, frame, sender * 4);
}

/** The lower side's port, then the higher one's. */
function portsOf({ sourcePort, destinationPort }: Frame, sender: number): number {
  return sender === 0 ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
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

function setKey(all: Flows, row: number, frame: Frame, sender: number): void {
  const { flows } = all.rows;
  const at = row * FLOW_NUMBERS;
  flows[at + FLOW.ipVersion] = frame.ipVersion;
  flows[at + FLOW.ports] = portsOf(frame, sender);
  flows[at + FLOW.lowWord] = sender === 0 ? frame.source3 : frame.destination3;
  flows[at + FLOW.highWord] = sender === 0 ? frame.destination3 : frame.source3;
  if (frame.ipVersion === 4) return;
  const words = new Int32Array(IPV6_WORDS);
  words.set([frame.source0, frame.source1, frame.source2, frame.source3], sender * 4);
  words.set([frame.destination0, frame.destination1, frame.destination2, frame.destination3], (1 - sender) * 4);
  all.view(row).words = words;
}

function isSameKey(all: Flows, one: number, another: number): boolean {
  const { flows } = all.rows;
  for (const place of [FLOW.ipVersion, FLOW.ports, FLOW.lowWord, FLOW.highWord]) {
    if (flows[one * FLOW_NUMBERS + place] !== flows[another * FLOW_NUMBERS + place]) return false;
  }
  if (flows[one * FLOW_NUMBERS + FLOW.ipVersion] === 4) return true;
  const others = all.view(another).words!;
  return all.view(one).words!.every((word, index) => word === others[index]);
}
