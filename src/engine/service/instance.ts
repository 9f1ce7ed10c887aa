import { mergeBatches, type Batch } from '../batch.ts';
import type { Effect } from './effect.ts';
import type { ProcessEvent } from './event.ts';
import { isCleanEnd, type ProcessEnd } from '../../protocol/process-end.ts';
import type { ProcessReport } from '../../protocol/report.ts';
import type { Exit, Instance, State } from './state.ts';
import { endDrain, isEnding, sweep } from './stop.ts';
import type { Transition } from './transition.ts';
import { UnexpectedEvent } from './unexpected-event.ts';

/** An app that lived longer than this was not crash-looping. */
const stableMs = 8_000;
const longestRerunMs = 8_000;

export interface ProcessTransition extends Transition {
  /** Set when the run is gone and had ended by itself. */
  readonly ownEnd?: Exit;
}

export function recordProcessEvent(state: State, event: ProcessEvent, nowMs: number): ProcessTransition {
  const slot =
    state.current?.run === event.run ? 'current' : state.candidate?.run === event.run ? 'candidate' : undefined;
  if (slot === undefined) return { state, effects: [] };
  const instance = state[slot] as Instance;
  switch (event.type) {
    case 'process-started': {
      const report: ProcessReport = {
        type: 'process-started',
        run: event.run,
        generation: instance.artifact.generation,
        pid: event.pid,
      };
      const ran = { ranGeneration: Math.max(state.ranGeneration, instance.artifact.generation) };
      const started = { ...state, ...ran, [slot]: { ...instance, pid: event.pid } };
      return { state: started, effects: [{ type: 'report', report }] };
    }
    case 'process-ready': {
      if (instance.id !== 'starting') return { state, effects: [] };
      const { isSwitchable } = event;
      return {
        state: {
          ...state,
          [slot]: { ...instance, id: 'ready', ...(isSwitchable === undefined ? {} : { isSwitchable }) },
        },
        effects: [{ type: 'report', report: readyReport(instance, event, nowMs) }],
      };
    }
    case 'process-unready':
      if (instance.id !== 'starting') return { state, effects: [] };
      return { state: { ...state, [slot]: { ...instance, unready: event.reason } }, effects: [] };
    case 'process-unhealthy':
      return unhealthy(state, instance, event);
    case 'process-drained': {
      if (instance.id !== 'draining') return { state, effects: [] };
      const stop = endDrain(state, instance);
      return { state: { ...state, [slot]: stop.instance }, effects: stop.effects };
    }
    case 'process-handed-over':
      return handedOver(state, slot, instance, event);
    case 'process-exited':
      return processExited(state, slot, instance, event);
    case 'process-remained':
      return remained(state, slot, instance, event);
    case 'process-gone':
      return processGone(state, slot, instance, { ...event, leaked: [] });
  }
}

/** Nothing is started beside it: the run ends when it does, or at once when nothing is to be started any more. */
function remained(
  state: State,
  slot: Slot,
  instance: Instance,
  event: ProcessEvent & { type: 'process-remained' },
): ProcessTransition {
  if (instance.id !== 'killing') throw new UnexpectedEvent(state, event);
  const { run, processes } = event;
  const left = { ...instance, remained: processes.map(({ pid }) => pid) };
  if (state.lifecycle.id !== 'up' || state.options.once) return giveUp(state, slot, left);
  const report: ProcessReport = { type: 'process-waiting', run, processes, unkillable: true };
  return { state: { ...state, [slot]: left }, effects: [{ type: 'report', report }] };
}

/** Nobody waits any longer for what is left of a run that cannot be ended. */
export function giveUp(state: State, slot: Slot, instance: Instance & { id: 'killing' }): ProcessTransition {
  const leaked = instance.remained ?? [];
  return processGone(state, slot, instance, { run: instance.run, stopMs: 0, forced: true, leaked });
}

function readyReport(
  instance: Instance,
  event: ProcessEvent & { type: 'process-ready' },
  nowMs: number,
): ProcessReport {
  const { savedAtMs, buildMs, stopMs } = instance.timing;
  const port = event.ports[0];
  // Without a port nobody sees when it is ready: the time until then would be gorl's own patience.
  const sinceSaveMs =
    savedAtMs === undefined ? undefined : nowMs - savedAtMs - (port === undefined ? event.startMs : 0);
  return {
    type: 'process-ready',
    run: event.run,
    generation: instance.artifact.generation,
    pid: instance.pid ?? 0,
    ports: event.ports,
    ...(event.addresses === undefined ? {} : { addresses: event.addresses }),
    ...(port === undefined ? {} : { port, startMs: Math.round(event.startMs) }),
    ...(sinceSaveMs === undefined ? {} : { sinceSaveMs: Math.max(0, Math.round(sinceSaveMs)) }),
    ...(buildMs === undefined ? {} : { buildMs }),
    ...(stopMs === undefined ? {} : { stopMs: Math.round(stopMs) }),
  };
}

export type Slot = 'current' | 'candidate';

/** It runs and does not answer: it is started again, as somebody would who sees that. */
function unhealthy(
  state: State,
  instance: Instance,
  { run, reason }: ProcessEvent & { type: 'process-unhealthy' },
): Transition {
  if (instance.id !== 'ready') return { state, effects: [] };
  const restarts = state.lifecycle.id === 'up' && !state.options.once;
  const report: ProcessReport = { type: 'process-unhealthy', run, reason, restarts };
  const effects: Effect[] = [{ type: 'report', report }];
  // The next one may be on its way already.
  const isReplaced = state.candidate !== undefined && state.candidate !== instance && !isEnding(state.candidate);
  if (!restarts || isReplaced) return { state, effects };
  const wanted = state.wanted ?? { timing: {}, cause: { type: 'unhealthy' } };
  return { state: { ...state, wanted }, effects };
}

/** One that is asked to end already ends, whoever carries on for it. */
function handedOver(
  state: State,
  slot: Slot,
  instance: Instance,
  { run, pid, ports }: ProcessEvent & { type: 'process-handed-over' },
): Transition {
  if (isEnding(instance)) return { state, effects: [] };
  const report: ProcessReport = {
    type: 'process-handed-over',
    run,
    generation: instance.artifact.generation,
    from: instance.pid ?? 0,
    pid,
    ports,
  };
  return { state: { ...state, [slot]: { ...instance, pid } }, effects: [{ type: 'report', report }] };
}

function processExited(
  state: State,
  slot: Slot,
  instance: Instance,
  event: ProcessEvent & { type: 'process-exited' },
): Transition {
  const { run, end, diagnostic } = event;
  const livedMs = Math.round(event.livedMs);
  const seen = { end, livedMs, ...(diagnostic === undefined ? {} : { diagnostic }) };
  if (instance.id === 'draining') {
    // It was about to be asked for that; what it has started is still to be ended.
    const stop = endDrain(state, { ...instance, exit: seen });
    return { state: { ...state, [slot]: stop.instance }, effects: stop.effects };
  }
  if (isEnding(instance)) return { state: { ...state, [slot]: { ...instance, exit: seen } }, effects: [] };
  const shortLives = isCleanEnd(seen) || livedMs >= stableMs ? 0 : state.shortLives + 1;
  const rebuild = mustBeRebuilt(state, instance, end);
  // What cannot be started cannot be started in half a second either.
  const again = !rebuild && end.type !== 'spawn-failed';
  const rerun = again && state.options.rerun && !state.options.once && state.lifecycle.id === 'up';
  const exit: Exit = rerun ? { ...seen, rerunInMs: rerunPause(state.options.rerunDelayMs, shortLives) } : seen;
  const report: ProcessReport = {
    type: 'process-exited',
    run,
    generation: instance.artifact.generation,
    ...seen,
    expected: false,
    forced: false,
    stopMs: 0,
    leaked: [],
    next: rebuild ? { type: 'rebuild' } : nextOf(state, exit),
  };
  // The leader is gone, but children of it may hold the port: the run ends only when they are gone too.
  const rest = sweep(state, run);
  const ended: State = { ...state, shortLives, [slot]: { ...instance, id: rest.id, why: 'exited', exit } };
  return {
    // Not by `owe`: an app that removes its own binary under rerun must be waited for longer and longer.
    state: rebuild ? { ...ended, dirty: mergeBatches(ended.dirty, binaryMissing) } : ended,
    effects: [{ type: 'report', report }, ...rest.effects],
  };
}

const binaryMissing: Batch = { action: 'rebuild-and-restart', cause: { type: 'missing' } };

/**
 * Somebody removed the binary (`rm -rf tmp`), and waiting for a save would leave nothing running. One that
 * never ran was not made where it is looked for: building it once more would not help, again and again.
 */
function mustBeRebuilt(state: State, { run, artifact }: Instance, end: ProcessEnd): boolean {
  return (
    end.type === 'spawn-failed' &&
    end.missing === true &&
    (state.candidate === undefined || state.candidate.run === run) &&
    artifact.generation === state.ranGeneration &&
    artifact.generation === state.artifact?.generation &&
    state.lifecycle.id === 'up' &&
    !state.options.once &&
    state.build.id === 'idle'
  );
}

type Next = NonNullable<(ProcessReport & { type: 'process-exited' })['next']>;

function nextOf({ options }: State, { rerunInMs }: Exit): Next {
  if (rerunInMs !== undefined) return { type: 'rerun', inMs: rerunInMs };
  return { type: options.once ? 'shutdown' : 'wait-for-change' };
}

/** `first` for the first short life, then doubled each time, 8 s at most (or `first`, if that is longer). */
function rerunPause(first: number, shortLives: number): number {
  return Math.min(first * 2 ** Math.max(0, shortLives - 1), Math.max(first, longestRerunMs));
}

type RunEnd = Omit<ProcessEvent & { type: 'process-gone' }, 'type'> & {
  /** Pids that outlive the run. */
  readonly leaked: readonly number[];
};

function processGone(state: State, slot: Slot, instance: Instance, event: RunEnd): ProcessTransition {
  if (instance.id !== 'stopping' && instance.id !== 'killing')
    throw new UnexpectedEvent(state, { type: 'process-gone', ...event });
  const { run, forced, leaked } = event;
  const stopMs = Math.round(event.stopMs);
  const { why } = instance;
  // A leader that even SIGKILL does not end (uninterruptible sleep) is given up without an exit.
  const exit: Exit = instance.exit ?? { end: { type: 'signal', signal: 'SIGKILL' }, livedMs: 0 };
  const wanted = state.wanted && { ...state.wanted, timing: { ...state.wanted.timing, stopMs } };
  const gone: State = { ...state, [slot]: undefined, wanted };
  const clear: Effect[] = [{ type: 'clear-timer', timer: `grace:${run}` }];
  if (state.options.readyMs > 0) clear.push({ type: 'clear-timer', timer: `ready:${run}` });
  if (why === 'exited') return { state: gone, effects: [...clear, ...leakReport(leaked)], ownEnd: exit };
  const { end, livedMs, diagnostic } = exit;
  const report: ProcessReport = {
    type: 'process-exited',
    run,
    generation: instance.artifact.generation,
    end,
    livedMs,
    expected: true,
    forced,
    stopMs,
    leaked,
    ...(diagnostic === undefined ? {} : { diagnostic }),
  };
  return { state: gone, effects: [...clear, { type: 'report', report }] };
}

function leakReport(leaked: readonly number[]): Effect[] {
  if (leaked.length === 0) return [];
  const message = `could not kill ${leaked.length === 1 ? 'process' : 'processes'} ${leaked.join(', ')}, left behind by the app`;
  return [{ type: 'report', report: { type: 'notice', level: 'warning', message } }];
}
