import type { Effect } from '../../../../src/engine/task/effect.ts';
import type { Event } from '../../../../src/engine/task/event.ts';
import type { Options } from '../../../../src/engine/task/options.ts';
import { initialState, type State } from '../../../../src/engine/task/state.ts';
import { step } from '../../../../src/engine/task/step.ts';
import type { FileChange } from '../../../../src/protocol/change.ts';

/** A task as its list of events, to be walked without ports. */

export const options: Options = {
  newerWork: 'supersedes',
  priority: 'normal',
  ownWork: { mostRuns: 2, withinMs: 1000, mostSuperseded: 1 },
};

export const file = (name: string): FileChange => ({ path: `/p/${name}`, rel: name, kind: 'modified' });
export const asked = (...names: string[]): Event => ({ type: 'work-requested', files: names.map(file) });
export const own = (atMs: number, edited: boolean, ...names: string[]): Event => ({
  type: 'work-requested',
  files: names.map(file),
  own: { atMs, edited },
});
export const ended = (run: number): Event => ({ type: 'run-ended', run });
export const cancelled = (run: number): Event => ({ type: 'run-cancelled', run });
export const preempted: Event = { type: 'preempted' };
export const resumed: Event = { type: 'resumed' };
export const stop: Event = { type: 'stop-requested' };

export function walk(
  events: readonly Event[],
  chosen: Partial<Options> = {},
): { readonly state: State; readonly effects: readonly Effect[] } {
  let state = initialState({ ...options, ...chosen });
  const effects: Effect[] = [];
  for (const event of events) {
    const transition = step(state, event);
    state = transition.state;
    effects.push(...transition.effects);
  }
  return { state, effects };
}
