import type { FileChange } from '../../protocol/change.ts';

/** A file that changed, and when. */
export interface Written {
  readonly file: FileChange;
  /** Unix ms of the write. */
  readonly atMs: number;
}

/** What was written, sorted by who wrote it. */
export interface Sifted {
  /** To be acted on: a person may have written it. */
  readonly rest: readonly FileChange[];
  /** Written by a program that gorl started. */
  readonly own: readonly FileChange[];
  /** Those of `own` that were found out just now. */
  readonly learned: readonly FileChange[];
}

export const nothingSifted: Sifted = { rest: [], own: [], learned: [] };
