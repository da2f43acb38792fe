/** Captures that are ordinary nearly everywhere: what is not comes rarely, and where the ordinary goes on right behind it. */
import { type Random, randomFrom } from '../fuzz/mutate.mjs';
import { type SegmentSpec, type Speaker, Talk, TestCapture } from './packet-builder.ts';

const CONNECTIONS = 4;
const LENGTHS = [1, 10, 100, 1448, 1448, 1460, 3000];
/** Segments after a FIN or RST, before other ports are used. */
const SEGMENTS_AFTER_END = 6;
/** The last ones are long enough for a delayed acknowledgment, a timeout and a long silence. */
const PAUSES_MS = [0, 0.01, 0.01, 0.1, 0.1, 1, 1, 5, 45, 250, 4000];
const ODDS_OF_ODDITY = 0.06;
/** Relative to what would come next. */
const ODD_NUMBERS = [-1, -1, -100, -1448, 100, 1448, -3000];
const ODD_WINDOWS = [0, 0, 1, 10, 100, 64_000];
const ODD_FLAGS = ['F', 'FA', 'FPA', 'RA', 'R', 'UA', 'A', 'PA', 'A', 'A'];

class OrdinaryTalk {
  readonly #random: Random;
  readonly #talk: Talk;
  /** What each side has sent so far. */
  readonly #sent: Record<Speaker, number> = { client: 1, server: 1 };
  readonly #acknowledged: Record<Speaker, number> = { client: 1, server: 1 };
  #window = 64_000;
  #wasOdd = false;
  #left = Number.POSITIVE_INFINITY;

  constructor(random: Random, capture: TestCapture, clientPort: number) {
    this.#random = random;
    this.#talk = new Talk(capture, { clientPort, serverPort: random.chance(0.5) ? 80 : 5001 });
    // The capture of one in four started late.
    if (random.chance(0.75)) this.#talk.open(1, {}, random.chance(0.5) ? { windowScale: 7 } : {});
  }

  get isOver(): boolean {
    return this.#left <= 0;
  }

  say(pauseMs: number): void {
    this.#left--;
    const from: Speaker = this.#random.chance(0.5) ? 'client' : 'server';
    const other: Speaker = from === 'client' ? 'server' : 'client';
    const isOdd = this.#random.chance(ODDS_OF_ODDITY);
    const isNew = this.#acknowledged[from] < this.#sent[other];
    // What is odd is often sent again and again: duplicate ACKs, keep-alives.
    const isBare = this.#random.chance(isOdd || this.#wasOdd ? 0.6 : isNew ? 0.6 : 0);
    this.#wasOdd = isOdd;
    const length = isBare ? 0 : this.#pick(LENGTHS);
    const flags = isOdd ? this.#pick(ODD_FLAGS) : length > 0 && this.#random.chance(0.3) ? 'PA' : 'A';
    const spec = { seq: this.#sent[from], ack: this.#sent[other], window: this.#window, ...this.#oddity(isOdd, from) };
    this.#talk.wait(pauseMs);
    this.#talk[from](flags, 'x'.repeat(length), spec);
    const end = spec.seq + length + (flags.includes('F') ? 1 : 0);
    this.#sent[from] = Math.max(this.#sent[from], end);
    this.#acknowledged[from] = Math.max(this.#acknowledged[from], spec.ack);
    if (/[FR]/.test(flags)) this.#left = Math.min(this.#left, SEGMENTS_AFTER_END);
  }

  #oddity(isOdd: boolean, from: Speaker): Partial<SegmentSpec> & { seq?: number } {
    if (!isOdd) return {};
    const own = this.#sent[from];
    const another = this.#sent[from === 'client' ? 'server' : 'client'];
    switch (this.#random.below(7)) {
      case 0:
        return { seq: own + this.#pick(ODD_NUMBERS) };
      case 1:
        return { ack: another + this.#pick(ODD_NUMBERS) };
      case 2:
        return { window: this.#pick(ODD_WINDOWS) };
      case 3:
        return { sack: [[another + 100, another + 200]] };
      case 4:
        return { checksum: 'pseudo' };
      case 5:
        this.#window = this.#pick([1000, 8192, 64_000]);
        return { window: this.#window };
      default:
        return {};
    }
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)]!;
  }
}

/** A capture of so many segments and a few to open; the same for the same seed. */
export function ordinaryTalks(seed: number, segments: number): Uint8Array {
  const random = randomFrom(seed);
  const capture = new TestCapture();
  let port = 40_000;
  const talks = Array.from({ length: CONNECTIONS }, () => new OrdinaryTalk(random, capture, port++));
  for (let count = 0; count < segments; count++) {
    const which = random.below(CONNECTIONS);
    talks[which]!.say(PAUSES_MS[random.below(PAUSES_MS.length)]!);
    if (talks[which]!.isOver) talks[which] = new OrdinaryTalk(random, capture, port++);
  }
  return capture.pcap();
}
