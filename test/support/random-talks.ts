/**
 * Captures that no stack would make: connections whose numbers, windows, flags, options and times are random, but lie where
 * rules begin and end: at the next number, at the end of the window, half the space away, just before and after a limit.
 */
import { type Random, randomFrom } from '../fuzz/mutate.mjs';
import { type SegmentSpec, type Speaker, Talk, TestCapture } from './packet-builder.ts';

const CONNECTIONS = 3;
const LENGTHS = [0, 0, 0, 0, 1, 2, 100, 100, 100, 536, 1448];
const WINDOWS = [0, 0, 1, 10, 100, 502, 502, 8192, 65_535];
/** Around 3 ms and 20 ms Wireshark changes its mind; sometimes the clock goes back. */
const PAUSES_MS = [0, 0, 0.001, 1, 2.999999, 3, 3.000001, 19.999999, 20, 20.000001, 200, 1000, -10];
const OFFSETS = [
  -1,
  -1,
  -1,
  1,
  -2,
  2,
  -100,
  100,
  -536,
  -1448,
  1448,
  2 ** 30,
  -(2 ** 30),
  2 ** 31 - 1,
  2 ** 31,
  2 ** 31 + 1,
];
/** Most segments carry data or acknowledge, some close, few open again or break off. */
const FLAGS = [
  ...Array.from({ length: 90 }, () => 'A'),
  'FA',
  'FA',
  'FA',
  'FA',
  'F',
  'RA',
  'R',
  'S',
  'SA',
  '',
  'UA',
  'PA',
];
const KEPT_NUMBERS = 30;

class RandomTalk {
  readonly #random: Random;
  readonly #talk: Talk;
  /** Relative numbers that each side has used so far, the newest last. */
  readonly #numbers: Record<Speaker, number[]> = { client: [0], server: [0] };
  readonly #windows: Record<Speaker, number>;
  readonly #scales: Record<Speaker, number>;
  readonly #hasTimestamps: boolean;
  #timeMs = 0;

  constructor(random: Random, capture: TestCapture, clientPort: number) {
    this.#random = random;
    this.#talk = new Talk(capture, { clientPort, serverPort: this.#pick([80, 5001, 9999]) });
    this.#windows = { client: this.#pick(WINDOWS), server: this.#pick(WINDOWS) };
    this.#scales = { client: this.#pick([-1, 0, 1, 7, 14, 15]), server: this.#pick([-1, 0, 1, 7, 14, 15]) };
    this.#hasTimestamps = this.#random.chance(0.5);
  }

  say(timeMs: number, isFirst: boolean): void {
    this.#talk.wait(timeMs - this.#timeMs);
    this.#timeMs = timeMs;
    const from: Speaker = this.#random.chance(0.5) ? 'client' : 'server';
    const other: Speaker = from === 'client' ? 'server' : 'client';
    const flags = isFirst ? this.#pick(['S', 'S', 'SA', 'A']) : this.#pick(FLAGS);
    const length = /[SR]/.test(flags) && this.#random.chance(0.9) ? 0 : this.#pick(LENGTHS);
    const seq = flags.includes('S') && this.#random.chance(0.7) ? 0 : this.#near(from, 0.12);
    if (this.#random.chance(0.15)) this.#windows[from] = this.#pick(WINDOWS);
    const spec = { seq, ack: this.#near(other, 0.3), window: this.#windows[from], ...this.#options(from, flags, seq) };
    this.#talk[from](flags, 'x'.repeat(this.#toWindowEnd(other, seq, length)), spec);
    const numbers = this.#numbers[from];
    numbers.push(seq + length + (/[SF]/.test(flags) ? 1 : 0));
    if (numbers.length > KEPT_NUMBERS) numbers.splice(0, KEPT_NUMBERS / 2);
  }

  #options(from: Speaker, flags: string, seq: number): Partial<SegmentSpec> {
    const windowScale = this.#scales[from];
    const offersScale = flags.includes('S') && windowScale >= 0 && this.#random.chance(0.9);
    return {
      ...(flags.includes('S') ? { mss: 1460 } : {}),
      ...(offersScale ? { windowScale } : {}),
      ...(this.#hasTimestamps ? { timestamps: [seq, seq] as const } : {}),
      ...(!flags.includes('S') && this.#random.chance(0.1) ? { sack: [[seq + 100, seq + 200] as const] } : {}),
    };
  }

  /** Mostly the newest number, else one before it or near it. */
  #near(speaker: Speaker, oddsElse: number): number {
    const numbers = this.#numbers[speaker];
    const newest = numbers.at(-1)!;
    if (!this.#random.chance(oddsElse)) return newest;
    return this.#random.chance(0.5) ? this.#pick(numbers) : newest + this.#pick(OFFSETS);
  }

  /** At times the length that fills the other side's window. */
  #toWindowEnd(other: Speaker, seq: number, length: number): number {
    if (length === 0 || !this.#random.chance(0.1)) return length;
    const end = this.#pick(this.#numbers[other === 'client' ? 'server' : 'client']);
    const room = end + this.#windows[other] * 2 ** Math.max(0, Math.min(14, this.#scales[other])) - seq;
    return room > 0 && room <= 1448 ? room : length;
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)]!;
  }
}

/** A capture of so many segments; the same for the same seed. */
export function randomTalks(seed: number, segments: number): Uint8Array {
  const random = randomFrom(seed);
  const capture = new TestCapture();
  const talks = Array.from({ length: CONNECTIONS }, (_, index) => new RandomTalk(random, capture, 40_000 + index));
  let timeMs = 60_000;
  for (let count = 0; count < segments; count++) {
    timeMs += PAUSES_MS[random.below(PAUSES_MS.length)]!;
    talks[random.below(CONNECTIONS)]!.say(timeMs, count < CONNECTIONS);
  }
  return capture.pcap();
}
