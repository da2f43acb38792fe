/** Columns and bytes whose length is not known beforehand: they double when they are full. */

export class GrowingColumns<Name extends string> {
  #capacity = 1024;
  count = 0;
  readonly #names: readonly Name[];
  readonly #columns: Record<Name, Uint32Array>;

  constructor(names: readonly Name[]) {
    this.#names = names;
    this.#columns = Object.fromEntries(names.map((name) => [name, new Uint32Array(this.#capacity)])) as Record<
      Name,
      Uint32Array
    >;
  }

  push(row: Record<Name, number>): void {
    if (this.count === this.#capacity) this.#grow();
    for (const name of this.#names) this.#columns[name][this.count] = row[name];
    this.count += 1;
  }

  finish(): Record<Name, Uint32Array> {
    for (const name of this.#names) this.#columns[name] = this.#columns[name].slice(0, this.count);
    return this.#columns;
  }

  get(name: Name): Uint32Array {
    return this.#columns[name];
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const name of this.#names) {
      const larger = new Uint32Array(this.#capacity);
      larger.set(this.#columns[name]);
      this.#columns[name] = larger;
    }
  }
}

export class GrowingBytes {
  #bytes = new Uint8Array(1 << 16);
  length = 0;

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + bytes.length));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  view(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}
