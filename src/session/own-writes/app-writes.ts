import { appStarted, askedFor, noStartWrites, siftStartWrites } from '../../engine/authorship/start-writes.ts';
import type { Sifted, Written } from '../../engine/authorship/written.ts';
import type { FileChange } from '../../protocol/change.ts';

/** Tells what the app wrote as it started from what a person saved: `engine/authorship/`, with its memory. */
export class AppWrites {
  #known = noStartWrites;

  /** Something is asked for because of these files. */
  asked(files: readonly FileChange[]): void {
    this.#known = askedFor(this.#known, files);
  }

  started(atMs: number): void {
    this.#known = appStarted(this.#known, atMs);
  }

  sift(writes: readonly Written[]): Sifted {
    const { state, sifted } = siftStartWrites(this.#known, writes);
    this.#known = state;
    return sifted;
  }
}
