import type { FileChange } from '../../protocol/change.ts';

/** Everything a task can ask for, in the imperative. */
export type Effect =
  /** Leads to exactly one `run-ended` or `run-cancelled`. */
  | { readonly type: 'start'; readonly run: number; readonly files: readonly FileChange[] }
  | { readonly type: 'cancel'; readonly run: number }
  /** That run came to its end before anything made it worthless: its result counts. No other result does. */
  | { readonly type: 'accept'; readonly run: number }
  | { readonly type: 'report'; readonly fact: Fact }
  /** The last effect. `unfinished`: what was asked for, and no run was accepted for. */
  | { readonly type: 'end'; readonly unfinished: readonly FileChange[] };

/** What people want to know. */
export type Fact =
  | { readonly type: 'superseded'; readonly run: number; readonly why: 'newer-work' | 'preempted' }
  /** Its runs ask for runs: after `runs` of them it stops, and does not run for these files. */
  | { readonly type: 'loop-stopped'; readonly files: readonly FileChange[]; readonly runs: number };
