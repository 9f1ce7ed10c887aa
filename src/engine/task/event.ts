import type { FileChange } from '../../protocol/change.ts';

/** Everything that can happen to a task, in the past tense and as plain data. */
export type Event =
  | WorkRequested
  | RunEvent
  /** Something more urgent began; it matters to a task of idle priority alone. */
  | { readonly type: 'preempted' }
  /** The more urgent work is over. */
  | { readonly type: 'resumed' }
  /** Nothing is to run anymore, ever. */
  | { readonly type: 'stop-requested' };

export interface WorkRequested {
  readonly type: 'work-requested';
  /** What it is for; empty where no file asked for it. */
  readonly files: readonly FileChange[];
  /** Nobody but the task itself asked: its own runs wrote these files. */
  readonly own?: OwnWrite;
}

export interface OwnWrite {
  /** Unix ms. */
  readonly atMs: number;
  /** Somebody edits one of the files as well, so it may have been them. */
  readonly edited: boolean;
}

/** Exactly one of these ends each run. */
export type RunEvent =
  /** It came to its end by itself. */
  | { readonly type: 'run-ended'; readonly run: number }
  /** The answer to `cancel`: nothing of that run is left. */
  | { readonly type: 'run-cancelled'; readonly run: number };
