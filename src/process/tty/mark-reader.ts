import { errnoOf } from '../../base/errno.ts';

/**
 * Marks that gorl writes into the stream of an app's terminal, to know how far it has read. A terminal that got one
 * would show nothing of it: it is an application program command (ECMA-48, 8.3.2).
 */
export class MarkReader {
  readonly #prefix = `\u001b_gorl-${Math.random().toString(36).slice(2, 10)}-`;
  #count = 0;
  /** In the order in which they were written. */
  readonly #awaited: { readonly bytes: Buffer; readonly read: () => void }[] = [];
  /** The end of what was read, where it may be the beginning of a mark. */
  #held: Buffer = Buffer.alloc(0);

  /**
   * Resolves when the mark has been read; undefined when it cannot be written now.
   *
   * @param write returns how many bytes were taken, or throws
   * @throws what `write` throws but for EAGAIN
   */
  write(write: (mark: Buffer) => number): Promise<void> | undefined {
    const mark = Buffer.from(`${this.#prefix}${(this.#count += 1)}\u001b\\`);
    try {
      const taken = write(mark);
      if (taken === 0) return undefined;
      return new Promise((read) => void this.#awaited.push({ bytes: mark.subarray(0, taken), read }));
    } catch (error) {
      // Somebody is in the middle of a write that has to wait.
      if (errnoOf(error) === 'EAGAIN') return undefined;
      throw error;
    }
  }

  read(chunk: Buffer): Buffer {
    let data: Buffer = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = Buffer.alloc(0);
    const parts: Buffer[] = [];
    for (let next = this.#awaited[0]; next !== undefined; next = this.#awaited[0]) {
      const at = data.indexOf(next.bytes);
      if (at === -1) {
        const kept = data.length - beginning(data, next.bytes);
        this.#held = Buffer.from(data.subarray(kept));
        data = data.subarray(0, kept);
        break;
      }
      parts.push(data.subarray(0, at));
      data = data.subarray(at + next.bytes.length);
      this.#awaited.shift();
      next.read();
    }
    return parts.length === 0 ? data : Buffer.concat([...parts, data]);
  }

  /** Nothing is read any more. */
  close(): void {
    for (const { read } of this.#awaited.splice(0)) read();
  }
}

/** How many bytes at the end of `data` are the beginning of `mark`. */
function beginning(data: Buffer, mark: Buffer): number {
  for (let length = Math.min(mark.length - 1, data.length); length > 0; length -= 1)
    if (data.subarray(data.length - length).equals(mark.subarray(0, length))) return length;
  return 0;
}
