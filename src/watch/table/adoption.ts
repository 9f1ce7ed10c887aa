import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { lateTickMs } from '../../base/file-times.ts';
import type { FileSignature } from './file-signature.ts';

export interface AdoptionOptions {
  /** Files written after this (Unix ms) are reported: whoever looked before may not have read them as they are. */
  readonly sinceMs: number;
  /** By absolute path: signatures of files that were known in another part of the table. */
  readonly inherited: ReadonlyMap<string, FileSignature>;
}

/** While a table takes on other rules: which of the files that they newly want were there all the time. */
export class Adoption {
  readonly #inherited: AdoptionOptions['inherited'];
  readonly #oldMs: number;
  readonly #startedMs = Date.now() - lateTickMs;
  /** Directories that came only now. */
  readonly #fresh = new Set<string>();

  constructor({ sinceMs, inherited }: AdoptionOptions) {
    this.#inherited = inherited;
    this.#oldMs = Math.min(sinceMs - lateTickMs, this.#startedMs);
  }

  /** The table has a directory that it did not have; its files may keep old times when it was moved here. */
  entered(directory: string, { ctimeMs }: Stats): void {
    if (this.#fresh.has(dirname(directory)) || ctimeMs >= this.#startedMs) this.#fresh.add(directory);
  }

  inherited(path: string): FileSignature | undefined {
    return this.#inherited.get(path);
  }

  /** It was there before, whatever was written to it since. */
  wasThere(path: string, { birthtimeMs }: Stats): boolean {
    return !this.#fresh.has(dirname(path)) && birthtimeMs > 0 && birthtimeMs < this.#oldMs;
  }

  adopts(path: string, { mtimeMs, ctimeMs }: Stats): boolean {
    return !this.#fresh.has(dirname(path)) && Math.max(mtimeMs, ctimeMs) < this.#oldMs;
  }
}
