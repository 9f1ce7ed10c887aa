/** Names one after another in one buffer, in the order of their bytes. Empty ones do not count. */
export interface NameList {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Finds names by their bytes: to make 50 000 strings would take far longer than to read the file. */
export class SortedNames {
  readonly #list: NameList;
  readonly #order: Uint32Array;

  constructor(list: NameList) {
    this.#list = list;
    const { starts, ends } = list;
    const order = new Uint32Array(starts.length);
    let count = 0;
    for (let index = 0; index < starts.length; index += 1) if (starts[index] !== ends[index]) order[count++] = index;
    this.#order = order.subarray(0, count);
  }

  /** Its number in the file; undefined when there is no such name. */
  find(name: Buffer): number | undefined {
    const index = this.#order[this.#firstFrom(name)];
    return index !== undefined && this.#compare(index, name) === 0 ? index : undefined;
  }

  /** The numbers of the names that begin with these bytes. */
  *startingWith(prefix: Buffer): Generator<number> {
    const { bytes, starts, ends } = this.#list;
    for (let at = this.#firstFrom(prefix); at < this.#order.length; at += 1) {
      const index = this.#order[at] ?? 0;
      const start = starts[index] ?? 0;
      const end = Math.min(start + prefix.length, ends[index] ?? 0);
      if (bytes.compare(prefix, 0, prefix.length, start, end) !== 0) return;
      yield index;
    }
  }

  #firstFrom(name: Buffer): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.#order[middle] ?? 0, name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(index: number, name: Buffer): number {
    const { bytes, starts, ends } = this.#list;
    return bytes.compare(name, 0, name.length, starts[index], ends[index]);
  }
}
