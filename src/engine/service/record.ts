import type { Batch } from '../batch.ts';
import type { Effect } from './effect.ts';
import type { BuildEvent, Event, ProcessEvent, RunTimer, TimerId } from './event.ts';
import type { ServiceEndReason } from '../../protocol/shutdown-reason.ts';
import { recordProcessEvent, type Slot } from './instance.ts';
import { stillRestless } from './interruptions.ts';
import { isCleanEnd } from '../../protocol/process-end.ts';
import type { BuildFailed, Instance, State } from './state.ts';
import { serving } from './serving.ts';
import { beginStop, endDrain, forceStop } from './stop.ts';
import { hold, owe, takeOn } from './take-on.ts';
import { isAnythingLeft, tellFailure } from './tell-failure.ts';
import type { Transition } from './transition.ts';
import { UnexpectedEvent } from './unexpected-event.ts';

/** What the event itself says, written into the state. What follows from it is `advance`'s business. */
export function record(state: State, event: Event, nowMs: number): Transition {
  switch (event.type) {
    case 'session-started':
      return only({ ...state, dirty: { action: 'rebuild', cause: { type: 'start' } } });
    case 'files-changed':
      return filesChanged(state, event.batch, nowMs);
    case 'restart-requested':
      return only(owe(state, { action: 'restart', cause: { type: 'request', by: event.by } }));
    case 'rebuild-requested':
      return only(owe(state, { action: 'rebuild-and-restart', cause: { type: 'request', by: event.by } }));
    case 'pause-toggled':
      return pauseToggled(state, nowMs);
    case 'config-changed': {
      const changed = { ...state, options: event.options };
      return only(event.batch === undefined ? changed : owe(changed, event.batch));
    }
    case 'dependencies-changed':
      return only({ ...state, awaited: event.on, awaitTold: state.awaitTold && event.on.length > 0 });
    case 'dependency-restarted':
      return only(owe(state, { action: 'restart', cause: { type: 'dependency', service: event.service } }));
    case 'build-succeeded':
    case 'build-failed':
    case 'build-cancelled':
      return buildEnded(state, event);
    case 'process-started':
    case 'process-ready':
    case 'process-unready':
    case 'process-unhealthy':
    case 'process-drained':
    case 'process-handed-over':
    case 'process-exited':
    case 'process-remained':
    case 'process-gone':
      return processEvent(state, event, nowMs);
    case 'timer-fired':
      return timerFired(state, event.timer);
    case 'exit-hooks-finished':
      return exitHooksFinished(state);
    case 'shutdown-requested':
      return shutdownRequested(state, event.reason);
  }
}

function only(state: State): Transition {
  return { state, effects: [] };
}

function filesChanged(state: State, batch: Batch, nowMs: number): Transition {
  if (state.lifecycle.id !== 'up') return only(state);
  if (state.paused) return hold(state, batch);
  return takeOn(state, batch, state.build, nowMs);
}

function pauseToggled(state: State, nowMs: number): Transition {
  if (state.lifecycle.id !== 'up') return only(state);
  if (!state.paused)
    return { state: { ...state, paused: true }, effects: [{ type: 'report', report: { type: 'paused' } }] };
  const resumed: State = { ...state, paused: false, held: undefined };
  const effects: Effect[] = [{ type: 'report', report: { type: 'resumed' } }];
  if (state.held === undefined) return { state: resumed, effects };
  const taken = takeOn(resumed, state.held, state.build, nowMs);
  return { state: taken.state, effects: [...effects, ...taken.effects] };
}

function buildEnded(state: State, event: BuildEvent): Transition {
  if (event.generation >= state.nextGeneration) throw new UnexpectedEvent(state, event);
  if (state.build.id === 'idle' || state.build.generation !== event.generation) return only(state);
  const idle: State = { ...state, build: { id: 'idle' } };
  if (state.build.id === 'cancelling') {
    const reason = state.lifecycle.id === 'up' ? 'change' : 'shutdown';
    return {
      state: idle,
      effects: [{ type: 'report', report: { type: 'build-cancelled', generation: event.generation, reason } }],
    };
  }
  const { batch } = state.build;
  switch (event.type) {
    case 'build-succeeded':
      return buildSucceeded(idle, batch, event);
    case 'build-failed':
      return buildFailed({ ...idle, restartOwed: idle.restartOwed || batch.action === 'rebuild-and-restart' }, event);
    case 'build-cancelled':
      throw new UnexpectedEvent(state, event);
  }
}

function buildSucceeded(state: State, batch: Batch, event: BuildEvent & { type: 'build-succeeded' }): Transition {
  const { generation, durationMs, artifact } = event;
  const effects: Effect[] = [{ type: 'report', report: { type: 'build-succeeded', generation, durationMs } }];
  const built: State = { ...letThrough(state), artifact };
  const { current } = state;
  const running = current?.id === 'starting' || current?.id === 'ready' ? current : undefined;
  const same = artifact.contentId !== undefined && running?.artifact.contentId === artifact.contentId;
  if (
    running !== undefined &&
    same &&
    batch.action === 'rebuild' &&
    !state.restartOwed &&
    state.wanted === undefined &&
    state.candidate === undefined
  ) {
    const files = batch.cause.type === 'files' ? batch.cause.files : [];
    const reason = 'the binary is the same';
    effects.push({ type: 'report', report: { type: 'nothing-to-do', reason, files, generation } });
    // Equal code: the process that runs *is* this generation from here on.
    const ranGeneration = running.pid === undefined ? state.ranGeneration : generation;
    return { state: { ...built, ranGeneration, current: { ...running, artifact } }, effects };
  }
  const timing = { buildMs: durationMs, ...(batch.savedAtMs === undefined ? {} : { savedAtMs: batch.savedAtMs }) };
  const now = state.dirty?.mayWait === true || state.wanted?.now === true ? { now: true as const } : {};
  return { state: { ...built, wanted: { timing, ...now } }, effects };
}

function letThrough(state: State): State {
  return { ...state, interruptions: stillRestless(state.interruptions, state.dirty) };
}

function buildFailed(state: State, event: BuildEvent & { type: 'build-failed' }): Transition {
  const { generation, durationMs, diagnostics, output, end, generator } = event;
  // Without a build that succeeded there is nothing to start again, and the next that does is started anyway.
  const ended = letThrough(state);
  const rest = state.artifact === undefined ? withoutRestart(ended) : ended;
  const stopped = state.options.stopOnError ? stopForFailedBuild(rest) : only(rest);
  const live = liveInstance(stopped.state);
  const stillServing = live === undefined ? {} : { stillServing: live.artifact.generation };
  const report: BuildFailed = {
    type: 'build-failed',
    generation,
    durationMs,
    end,
    diagnostics,
    output,
    ...(generator === undefined ? {} : { generator }),
  };
  if (state.options.stopOnError && !state.options.once && isAnythingLeft(stopped.state)) {
    const patience: Effect = { type: 'set-timer', timer: 'failure', ms: untoldMs };
    return { state: { ...stopped.state, untold: report }, effects: [...stopped.effects, patience] };
  }
  const effects: Effect[] = [{ type: 'report', report: { ...report, ...stillServing } }, ...stopped.effects];
  if (!state.options.once) return { state: stopped.state, effects };
  const shutdown = shutdownRequested(stopped.state, { type: 'once', ok: false });
  return { state: shutdown.state, effects: [...effects, ...shutdown.effects] };
}

/** The app is being stopped for it: so long, in ms, the failure may wait to be told after that, and in full truth. */
const untoldMs = 100;

function liveInstance({ current, candidate }: State): Instance | undefined {
  return [current, candidate].find((instance) => instance?.id === 'starting' || instance?.id === 'ready');
}

/** Nothing that was to start before the failure starts after it: no restart, no rerun. */
function stopForFailedBuild(state: State): Transition {
  const current = beginStop(state, withoutRerun(state.current), 'build-failed');
  const candidate = beginStop(state, withoutRerun(state.candidate), 'build-failed');
  return {
    state: {
      ...withoutRestart(state),
      wanted: undefined,
      current: current.instance,
      candidate: candidate.instance,
    },
    effects: [{ type: 'clear-timer', timer: 'rerun' }, ...current.effects, ...candidate.effects],
  };
}

/** What could wait for the end of the build is still to be built. */
function withoutRestart(state: State): State {
  return state.dirty?.action === 'restart' ? { ...state, dirty: undefined } : state;
}

function withoutRerun(instance: Instance | undefined): Instance | undefined {
  if (instance?.exit?.rerunInMs === undefined) return instance;
  const { rerunInMs: _, ...exit } = instance.exit;
  return { ...instance, exit };
}

function processEvent(state: State, event: ProcessEvent, nowMs: number): Transition {
  if (event.run >= state.nextRun) throw new UnexpectedEvent(state, event);
  const recorded = recordProcessEvent(state, event, nowMs);
  if (recorded.ownEnd === undefined || recorded.state.lifecycle.id !== 'up') return recorded;
  if (state.options.once) {
    const shutdown = shutdownRequested(recorded.state, { type: 'once', ok: isCleanEnd(recorded.ownEnd) });
    return { state: shutdown.state, effects: [...recorded.effects, ...shutdown.effects] };
  }
  const ms = recorded.ownEnd.rerunInMs;
  if (ms === undefined || recorded.state.wanted !== undefined) return recorded;
  return { state: recorded.state, effects: [...recorded.effects, { type: 'set-timer', timer: 'rerun', ms }] };
}

function timerFired(state: State, timer: TimerId): Transition {
  if (timer === 'failure') return tellFailure(state);
  if (timer === 'rerun') {
    const due =
      state.lifecycle.id === 'up' &&
      state.options.rerun &&
      liveInstance(state) === undefined &&
      state.artifact !== undefined;
    return only(due ? { ...state, wanted: { timing: {} } } : state);
  }
  const [kind, run] = timer.split(':') as [RunTimer, string];
  for (const slot of ['current', 'candidate'] as const)
    if (state[slot]?.run === Number(run)) return runTimerFired(state, slot, state[slot], kind);
  return only(state);
}

function runTimerFired(state: State, slot: Slot, instance: Instance, kind: RunTimer): Transition {
  switch (kind) {
    case 'grace': {
      if (instance.id !== 'stopping' && instance.id !== 'draining') return only(state);
      const forced = forceStop(state, instance, 'grace-over');
      return { state: { ...state, [slot]: forced.instance }, effects: forced.effects };
    }
    case 'drain': {
      if (instance.id !== 'draining') return only(state);
      const stop = endDrain(state, instance);
      return { state: { ...state, [slot]: stop.instance }, effects: stop.effects };
    }
    case 'ready':
      if (instance.id !== 'starting' || state.lifecycle.id !== 'up') return only(state);
      return notReady(state, slot, instance);
  }
}

/** A candidate goes, and the one that serves stays. Where nothing else serves, it may still come round. */
function notReady(state: State, slot: Slot, instance: Instance): Transition {
  const { run, artifact, unready } = instance;
  const stays = slot === 'candidate' ? serving(state) : undefined;
  const report: Effect = {
    type: 'report',
    report: {
      ...{ type: 'process-not-ready', run, generation: artifact.generation, afterMs: state.options.readyMs },
      ...(stays === undefined ? {} : { stillServing: stays.artifact.generation }),
      ...(unready === undefined ? {} : { reason: unready }),
    },
  };
  if (stays === undefined) return { state, effects: [report] };
  const stop = beginStop(state, instance, 'not-ready');
  return { state: { ...state, [slot]: stop.instance }, effects: [report, ...stop.effects] };
}

function exitHooksFinished(state: State): Transition {
  if (state.lifecycle.id !== 'stopping') return only(state);
  return only({ ...state, lifecycle: { ...state.lifecycle, exitHooks: 'done' } });
}

function shutdownRequested(state: State, reason: ServiceEndReason): Transition {
  const { lifecycle } = state;
  if (lifecycle.id === 'up') {
    const exitHooks = state.options.exitHooks ? 'owed' : 'done';
    return {
      state: {
        ...state,
        dirty: undefined,
        held: undefined,
        wanted: undefined,
        lifecycle: { id: 'stopping', reason, forced: false, exitHooks },
      },
      effects: [
        { type: 'clear-timer', timer: 'rerun' },
        { type: 'service-stopping', reason, forced: false },
      ],
    };
  }
  if (lifecycle.id === 'down' || lifecycle.forced) return only(state);
  const effects: Effect[] = [{ type: 'service-stopping', reason, forced: true }];
  if (lifecycle.exitHooks === 'running') effects.push({ type: 'kill-exit-hooks' });
  const exitHooks = lifecycle.exitHooks === 'owed' ? 'done' : lifecycle.exitHooks;
  return { state: { ...state, lifecycle: { ...lifecycle, forced: true, exitHooks } }, effects };
}
