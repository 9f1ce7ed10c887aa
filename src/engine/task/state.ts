import type { FileChange } from '../../protocol/change.ts';
import type { Options } from './options.ts';

export interface State {
  readonly options: Options;
  readonly phase: Phase;
  /** What the next run is for: asked for since the last one began, or what that one was cancelled in the middle of. */
  readonly owed: readonly FileChange[] | undefined;
  readonly preempted: boolean;
  readonly ownWork: OwnWork;
  readonly nextRun: number;
}

export type Phase =
  | { readonly id: 'idle' }
  | { readonly id: 'running'; readonly run: number; readonly files: readonly FileChange[] }
  /** It is being cancelled, since another one is to follow. */
  | { readonly id: 'superseding'; readonly run: number }
  /** It is being cancelled, and none is to follow. */
  | { readonly id: 'stopping'; readonly run: number; readonly unfinished: readonly FileChange[] }
  | { readonly id: 'stopped' };

/** What the task asked for by itself since somebody else last did. */
export interface OwnWork {
  /** When it asked for a run, within the time that the limit speaks of; Unix ms. */
  readonly askedAtMs: readonly number[];
  /** How many runs were superseded for it. */
  readonly superseded: number;
  /** It is a loop: what the task asks for is ignored. */
  readonly loop: Loop | undefined;
}

export interface Loop {
  /** What the task asked for once too often, and since. */
  readonly files: readonly FileChange[];
  /** It is reported when the last run has ended: what people save after they have read it is theirs. */
  readonly reported: boolean;
}

export const noOwnWork: OwnWork = { askedAtMs: [], superseded: 0, loop: undefined };

export function initialState(options: Options): State {
  return { options, phase: { id: 'idle' }, owed: undefined, preempted: false, ownWork: noOwnWork, nextRun: 1 };
}
