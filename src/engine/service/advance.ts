import { mergeBatches, type Batch } from '../batch.ts';
import type { Effect } from './effect.ts';
import { giveUp } from './instance.ts';
import type { Instance, State } from './state.ts';
import { beginStop, forceStop, isEnding } from './stop.ts';
import { tellFailureInTime } from './tell-failure.ts';
import type { Transition } from './transition.ts';

/**
 * What the joint state asks for, whatever event led here. Rules are tried in order until none
 * applies; each moves the state strictly forward, so this ends.
 */
export function advance(state: State): Transition {
  const effects: Effect[] = [];
  let now = state;
  for (;;) {
    const next = firstRule(now);
    if (next === undefined) return { state: now, effects };
    now = next.state;
    effects.push(...next.effects);
  }
}

function firstRule(state: State): Transition | undefined {
  switch (state.lifecycle.id) {
    case 'up':
      return tellFailureInTime(state) ?? advanceBuild(state) ?? promoteCandidate(state) ?? advanceInstance(state);
    case 'stopping':
      return tellFailureInTime(state) ?? advanceShutdown(state, state.lifecycle);
    case 'down':
      return undefined;
  }
}

/** The newest change decides: what is being built without it is cancelled, and it is built next. */
function advanceBuild(state: State): Transition | undefined {
  const { dirty, build } = state;
  if (dirty === undefined) return undefined;
  if (dirty.action === 'restart' && (state.artifact !== undefined || build.id !== 'idle')) {
    // While a build runs, a restart waits for its end: restarting the old binary now would be for nothing.
    if (build.id !== 'idle') return undefined;
    const timing = dirty.savedAtMs === undefined ? {} : { savedAtMs: dirty.savedAtMs };
    return {
      state: { ...state, dirty: undefined, wanted: state.wanted ?? { timing, cause: dirty.cause } },
      effects: [],
    };
  }
  switch (build.id) {
    case 'building': {
      if (dirty.mayWait === true) return undefined;
      const { generation, batch } = build;
      // A restart that the cancelled build owed is still owed.
      const owed = batch.action === 'rebuild-and-restart' ? { ...dirty, action: batch.action } : dirty;
      return {
        state: { ...state, dirty: owed, build: { id: 'cancelling', generation } },
        effects: [{ type: 'cancel-build', generation }],
      };
    }
    case 'cancelling':
      return undefined;
    case 'idle': {
      const generation = state.nextGeneration;
      const steady = state.interruptions.restless.length > 0;
      // A build reads the whole tree: what was held back while paused is in it.
      const batch = state.held === undefined ? dirty : mergeBatches(state.held, dirty);
      return {
        state: {
          ...state,
          dirty: undefined,
          held: undefined,
          build: { id: 'building', generation, batch, steady },
          nextGeneration: generation + 1,
        },
        effects: [
          {
            type: 'report',
            report: {
              type: 'build-started',
              generation,
              cause: batch.cause,
              ...(batch.savedAtMs === undefined ? {} : { savedAtMs: batch.savedAtMs }),
            },
          },
          { type: 'start-build', generation, batch, ...(steady ? { steady } : {}) },
        ],
      };
    }
  }
}

/** start-first: a ready candidate takes over; a lone candidate is the current one. */
function promoteCandidate(state: State): Transition | undefined {
  const { current, candidate } = state;
  if (candidate === undefined) return undefined;
  if (current === undefined) return { state: { ...state, current: candidate, candidate: undefined }, effects: [] };
  if (candidate.id !== 'ready' || isEnding(current)) return undefined;
  const stop = beginStop(state, current, 'replace');
  return { state: { ...state, current: stop.instance }, effects: stop.effects };
}

/** Starts the newest artifact, making room for it first. Not while a build may still replace it, if it need not be now. */
function advanceInstance(state: State): Transition | undefined {
  const { wanted, artifact, current, candidate, build } = state;
  const { readyMs } = state.options;
  if (wanted === undefined || artifact === undefined) return undefined;
  if (build.id !== 'idle' && wanted.now !== true) return undefined;
  if (state.awaited.length > 0) return tellAwaited(state);
  const inTheWay = candidate ?? (isSwitchable(state) ? undefined : current);
  if (inTheWay !== undefined) {
    if (isEnding(inTheWay)) return undefined;
    // It serves, and the one before it is on its way out: with both gone, nobody would.
    if (inTheWay === candidate && candidate.id === 'ready') return undefined;
    const stop = beginStop(state, inTheWay, 'replace', wanted.cause);
    const slot = candidate === undefined ? 'current' : 'candidate';
    return { state: { ...state, [slot]: stop.instance }, effects: stop.effects };
  }
  const run = state.nextRun;
  const instance: Instance = { id: 'starting', run, artifact, timing: wanted.timing };
  return {
    state: {
      ...state,
      dirty: state.dirty?.action === 'restart' ? undefined : withoutRestart(state.dirty),
      held: withoutRestart(state.held),
      build: build.id === 'building' ? { ...build, batch: withoutRestart(build.batch) } : build,
      wanted: undefined,
      restartOwed: false,
      nextRun: run + 1,
      [current === undefined ? 'current' : 'candidate']: instance,
    },
    effects: [
      { type: 'clear-timer', timer: 'rerun' },
      { type: 'spawn', run, artifact },
      ...(readyMs === 0 ? [] : [{ type: 'set-timer', timer: `ready:${run}`, ms: readyMs } as const]),
    ],
  };
}

/** What runs goes on until then. */
function tellAwaited(state: State): Transition | undefined {
  if (state.awaitTold) return undefined;
  const report = { type: 'service-waiting', on: state.awaited } as const;
  return { state: { ...state, awaitTold: true }, effects: [{ type: 'report', report }] };
}

/** Another one can run beside the one that there is: that listens where it was told to, and so will the next. */
function isSwitchable({ options, current }: State): boolean {
  return options.order === 'start-first' && current?.isSwitchable === true;
}

/** The build goes first, then the user's exit hooks (the app still serves them), then the app. */
function advanceShutdown(state: State, lifecycle: State['lifecycle'] & { id: 'stopping' }): Transition | undefined {
  const { build } = state;
  if (build.id === 'building') {
    return {
      state: { ...state, build: { id: 'cancelling', generation: build.generation } },
      effects: [{ type: 'cancel-build', generation: build.generation }],
    };
  }
  if (lifecycle.exitHooks === 'owed') {
    return {
      state: { ...state, lifecycle: { ...lifecycle, exitHooks: 'running' } },
      effects: [{ type: 'run-exit-hooks' }],
    };
  }
  if (lifecycle.exitHooks === 'running' && !lifecycle.forced) return undefined;
  for (const slot of ['current', 'candidate'] as const) {
    const instance = state[slot];
    if (instance === undefined) continue;
    if (!isEnding(instance)) {
      const stop = beginStop(state, instance, 'shutdown');
      return { state: { ...state, [slot]: stop.instance }, effects: stop.effects };
    }
    if (instance.id === 'killing' && instance.remained !== undefined) return giveUp(state, slot, instance);
    if (lifecycle.forced && (instance.id === 'stopping' || instance.id === 'draining')) {
      const forced = forceStop(state, instance, 'asked-again');
      return { state: { ...state, [slot]: forced.instance }, effects: forced.effects };
    }
  }
  if (
    build.id !== 'idle' ||
    state.current !== undefined ||
    state.candidate !== undefined ||
    lifecycle.exitHooks !== 'done'
  )
    return undefined;
  return {
    state: { ...state, lifecycle: { id: 'down' } },
    effects: [{ type: 'service-down', reason: lifecycle.reason, forced: lifecycle.forced }],
  };
}

/**
 * A process that starts now reads those files as they are, and is the restart that somebody asked for: only another
 * binary asks for another start.
 */
function withoutRestart<T extends Batch | undefined>(batch: T): T {
  if (batch?.action !== 'rebuild-and-restart') return batch;
  return batch.mayWait === true || batch.cause.type === 'request' ? { ...batch, action: 'rebuild' } : batch;
}
