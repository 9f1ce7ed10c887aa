import type { Instance, State } from './state.ts';
import type { Transition } from './transition.ts';

/** Says that the build failed, if that waits to be said, with what still runs right now. */
export function tellFailure(state: State): Transition {
  if (state.untold === undefined) return { state, effects: [] };
  const left: Instance | undefined = state.current ?? state.candidate;
  const stillServing = left === undefined ? {} : { stillServing: left.artifact.generation };
  return {
    state: { ...state, untold: undefined },
    effects: [
      { type: 'clear-timer', timer: 'failure' },
      { type: 'report', report: { ...state.untold, ...stillServing } },
    ],
  };
}

/** Under `stop_on_error` the stop is told first, and nothing that comes next before the failure. */
export function tellFailureInTime(state: State): Transition | undefined {
  if (state.untold === undefined) return undefined;
  const isNews = state.dirty !== undefined || state.wanted !== undefined || state.lifecycle.id !== 'up';
  return isNews || !isAnythingLeft(state) ? tellFailure(state) : undefined;
}

/** An app lives, or is being stopped. */
export function isAnythingLeft({ current, candidate }: State): boolean {
  return current !== undefined || candidate !== undefined;
}
