/** The stores of columns as they lie in the memory that the fast path works on. */
import { ADDRESS, MEMORY_PAGES } from './layout.ts';

type Column = keyof typeof ADDRESS;

const NAMES = Object.keys(ADDRESS) as Column[];
const INT = 4;
const DOUBLE = 8;

export class SharedColumns {
  readonly memory = new WebAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
  readonly state = this.#ints('state');
  readonly stateDoubles = this.#doubles('stateDoubles');
  readonly table = this.#ints('table');
  readonly slots = this.#ints('slots');
  readonly sides = this.#ints('sides');
  readonly sideDoubles = this.#doubles('sideDoubles');
  readonly facts = this.#ints('facts');
  readonly flows = this.#ints('flows');
  readonly flowDoubles = this.#doubles('flowDoubles');
  readonly unacked = this.#ints('unacked');
  readonly segments = this.#ints('segments');
  readonly segmentTimes = this.#doubles('segmentTimes');
  readonly notes = this.#ints('notes');
  readonly noteTimes = this.#doubles('noteTimes');
  readonly recentCount = this.#ints('recentCount');
  readonly recent = this.#ints('recent');
  readonly recentTimes = this.#doubles('recentTimes');

  #ints(name: Column): Int32Array {
    return new Int32Array(this.memory.buffer, ADDRESS[name], sizeOf(name) / INT);
  }

  #doubles(name: Column): Float64Array {
    return new Float64Array(this.memory.buffer, ADDRESS[name], sizeOf(name) / DOUBLE);
  }
}

/** In bytes; up to a line of the processor's cache more than is needed. */
function sizeOf(name: Column): number {
  return ADDRESS[NAMES[NAMES.indexOf(name) + 1]!] - ADDRESS[name];
}
