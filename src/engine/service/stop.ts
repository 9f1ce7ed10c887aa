import type { Cause } from '../../protocol/change.ts';
import type { StopReason } from '../../protocol/process-end.ts';
import type { Effect } from './effect.ts';
import type { Ending, Instance, InstanceFacts, State } from './state.ts';

// How an app is ended: it gets no new requests, those under way finish, the stop signal, the kill.

export interface InstanceTransition {
  readonly instance: Instance | undefined;
  readonly effects: readonly Effect[];
}

/** Asks a live instance to stop; one that is stopping already, or none, is left as it is. */
export function beginStop(
  state: State,
  instance: Instance | undefined,
  why: StopReason,
  cause?: Cause,
): InstanceTransition {
  if (instance === undefined || isEnding(instance)) return { instance, effects: [] };
  const { run } = instance;
  const { drainMs, graceMs } = state.options;
  const isForced = state.lifecycle.id === 'stopping' && state.lifecycle.forced;
  // Nobody asks an app anything before it is ready.
  if (drainMs === 0 || instance.id === 'starting' || isForced) return sendStop(state, instance, why, cause);
  const hasGrace = graceMs > 0;
  return {
    instance: { ...instance, id: 'draining', why, hasGrace, ...(cause === undefined ? {} : { cause }) },
    effects: [
      ...(hasGrace ? [{ type: 'set-timer', timer: `grace:${run}`, ms: graceMs } as const] : []),
      // At least half of its grace is the app's own.
      { type: 'set-timer', timer: `drain:${run}`, ms: hasGrace ? Math.min(drainMs, graceMs / 2) : drainMs },
      { type: 'drain', run },
    ],
  };
}

/** No request is under way any more, or one has been for too long. */
export function endDrain(state: State, draining: Instance & { id: 'draining' }): InstanceTransition {
  const { run, why, cause, hasGrace } = draining;
  const clear: Effect = { type: 'clear-timer', timer: `drain:${run}` };
  if (hasGrace) {
    const { stopSignal: signal } = state.options;
    return {
      instance: { ...factsOf(draining), id: 'stopping', why },
      effects: [clear, stopReport(state, run, why, signal, cause), { type: 'terminate', run, signal }],
    };
  }
  const { instance, effects } = sendStop(state, draining, why, cause);
  return { instance, effects: [clear, ...effects] };
}

/** Kills what the stop signal did not end, or nobody waits for: its grace is over, or somebody asked a second time. */
export function forceStop(
  state: State,
  instance: Instance & { id: 'draining' | 'stopping' },
  because: 'grace-over' | 'asked-again',
): InstanceTransition & { instance: Instance } {
  const { run, why } = instance;
  const { graceMs, stopSignal } = state.options;
  const effects: Effect[] = instance.id === 'draining' ? [{ type: 'clear-timer', timer: `drain:${run}` }] : [];
  if (because === 'grace-over') effects.push({ type: 'report', report: { type: 'process-stuck', run, graceMs } });
  // Asked by SIGQUIT, it has written them down already.
  const dump = because === 'grace-over' && stopSignal !== 'SIGQUIT';
  return { instance: { ...factsOf(instance), id: 'killing', why }, effects: [...effects, { type: 'kill', run, dump }] };
}

function sendStop(
  state: State,
  instance: Instance,
  why: StopReason,
  cause: Cause | undefined,
): InstanceTransition & { instance: Instance } {
  const { run } = instance;
  const signal = state.options.graceMs === 0 ? 'SIGKILL' : state.options.stopSignal;
  const { effects, id } = sweep(state, run);
  return {
    instance: { ...factsOf(instance), id, why },
    effects: [stopReport(state, run, why, signal, cause), ...effects],
  };
}

/** Ends all processes of a run, whether its leader lives or not. */
export function sweep({ options }: State, run: number): { id: 'stopping' | 'killing'; effects: readonly Effect[] } {
  const { graceMs, stopSignal: signal } = options;
  if (graceMs === 0) return { id: 'killing', effects: [{ type: 'kill', run, dump: false }] };
  return {
    id: 'stopping',
    effects: [
      { type: 'terminate', run, signal },
      { type: 'set-timer', timer: `grace:${run}`, ms: graceMs },
    ],
  };
}

export function isEnding(instance: Instance): instance is Ending {
  return instance.id !== 'starting' && instance.id !== 'ready';
}

function stopReport(
  { options: { graceMs } }: State,
  run: number,
  reason: StopReason,
  signal: string,
  cause: Cause | undefined,
): Effect {
  return {
    type: 'report',
    report: { type: 'process-stopping', run, reason, signal, graceMs, ...(cause === undefined ? {} : { cause }) },
  };
}

function factsOf({ run, artifact, timing, pid, exit, isSwitchable }: Instance): InstanceFacts {
  return {
    ...{ run, artifact, timing },
    ...(pid === undefined ? {} : { pid }),
    ...(exit === undefined ? {} : { exit }),
    ...(isSwitchable === undefined ? {} : { isSwitchable }),
  };
}
