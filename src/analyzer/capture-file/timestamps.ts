/** pcapng timestamps: a 64-bit count of units since the epoch, where an interface says how long a unit is. */

const NS_PER_SECOND = 1_000_000_000;
const POWER_OF_TWO = 0x80;
const EXPONENT = 0x7f;
const DEFAULT_UNITS = 1_000_000;
/** 16 more bits on top of a remainder below this still fit a double exactly. */
const MAX_PLAIN_UNITS = 2 ** 36;
/** A remainder below this times 10^9 still fits a double exactly. */
const MAX_PLAIN_BINARY_UNITS = 2 ** 23;

/** Turns the two halves of a timestamp into seconds and nanoseconds. */
export class TimestampScale {
  seconds = 0;
  nanoseconds = 0;
  readonly #units: number;
  /** Set where doubles are not exact. */
  readonly #bigUnits: bigint | null;
  readonly #offset: number;

  /** `resolution` is the option's byte (undefined: microseconds), `offset` is `if_tsoffset` in seconds. */
  constructor(resolution?: number, offset = 0) {
    this.#offset = offset;
    const exponent = (resolution ?? 6) & EXPONENT;
    const binary = resolution !== undefined && (resolution & POWER_OF_TWO) !== 0;
    // 2^63 and 10^19 are the last that a 64-bit count can hold.
    const valid = binary ? exponent <= 63 : exponent <= 19;
    this.#units = valid ? (binary ? 2 : 10) ** exponent : DEFAULT_UNITS;
    const plain = binary ? this.#units <= MAX_PLAIN_BINARY_UNITS : this.#units <= NS_PER_SECOND;
    this.#bigUnits = plain ? null : valid ? (binary ? 2n : 10n) ** BigInt(exponent) : null;
  }

  set(high: number, low: number): void {
    if (this.#bigUnits !== null) this.#setExactly(high, low, this.#bigUnits);
    else this.#setPlainly(high, low);
  }

  /** Long division in digits of 16 bits: every intermediate stays below 2^53. */
  #setPlainly(high: number, low: number): void {
    const units = this.#units;
    if (units > MAX_PLAIN_UNITS) return;
    const first = Math.floor(high / units);
    let rest = (high - first * units) * 65_536 + (low >>> 16);
    const second = Math.floor(rest / units);
    rest = (rest - second * units) * 65_536 + (low & 0xffff);
    const third = Math.floor(rest / units);
    this.seconds = first * 4_294_967_296 + second * 65_536 + third + this.#offset;
    this.nanoseconds = Math.floor(((rest - third * units) * NS_PER_SECOND) / units);
  }

  #setExactly(high: number, low: number, units: bigint): void {
    const count = (BigInt(high) << 32n) | BigInt(low);
    this.seconds = Number(count / units) + this.#offset;
    this.nanoseconds = Number(((count % units) * BigInt(NS_PER_SECOND)) / units);
  }
}
