import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Between two reads, in ms. */
const tick = 4;

/** A pipe whose reader takes so many bytes a second, or none at all. */
export class PacedReader implements Disposable {
  /** For the writer: blocking, as shells make them. */
  readonly writeEnd: number;
  text = '';
  readonly path: string;
  readonly #readEnd: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(dir: string) {
    this.path = join(dir, '.paced-pipe');
    execFileSync('mkfifo', [this.path]);
    this.#readEnd = openSync(this.path, constants.O_RDWR | constants.O_NONBLOCK);
    this.writeEnd = openSync(this.path, constants.O_WRONLY);
  }

  /** From now on at this pace; 0: not at all. */
  read(bytesPerSecond: number): this {
    clearInterval(this.#timer);
    if (bytesPerSecond > 0) this.#timer = setInterval(() => this.#take((bytesPerSecond * tick) / 1000), tick);
    return this;
  }

  /** All that is in the pipe now. */
  readRest(): string {
    this.#take(Number.MAX_SAFE_INTEGER);
    return this.text;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    closeSync(this.#readEnd);
    closeSync(this.writeEnd);
  }

  #take(most: number): void {
    const buffer = Buffer.alloc(Math.min(most, 64 * 1024));
    for (let left = most; left > 0;) {
      try {
        const length = readSync(this.#readEnd, buffer, 0, Math.min(left, buffer.length), null);
        if (length === 0) return;
        left -= length;
        this.text += buffer.toString('latin1', 0, length);
      } catch {
        // EAGAIN: it is empty.
        return;
      }
    }
  }
}
