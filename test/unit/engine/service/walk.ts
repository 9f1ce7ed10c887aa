import type { Effect } from '../../../../src/engine/service/effect.ts';
import type { Event } from '../../../../src/engine/service/event.ts';
import type { Options } from '../../../../src/engine/service/options.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { initialState, type State } from '../../../../src/engine/service/state.ts';
import { step } from '../../../../src/engine/service/step.ts';

/** A session as its list of events, to be walked without a loop. */

export const options: Options = {
  order: 'stop-first',
  drainMs: 0,
  readyMs: 0,
  stopOnError: false,
  graceMs: 500,
  rerun: false,
  rerunDelayMs: 500,
  once: false,
  patienceMs: 1000,
  stopSignal: 'SIGINT',
  exitHooks: false,
};

export const built = (generation: number): Event => ({
  type: 'build-succeeded',
  generation,
  artifact: { generation, contentId: `c${generation}` },
  durationMs: 1,
});
export const failed = (generation: number): Event => ({
  type: 'build-failed',
  generation,
  diagnostics: [],
  output: '',
  end: { type: 'code', code: 1 },
  durationMs: 1,
});
export const changed: Event = {
  type: 'files-changed',
  batch: { action: 'rebuild', cause: { type: 'files', files: [] } },
};
export const shutdown: Event = {
  type: 'shutdown-requested',
  reason: { type: 'request', by: { type: 'key', key: 'q' } },
};
export const exited = (run: number): Event => ({
  type: 'process-exited',
  run,
  end: { type: 'code', code: 0 },
  livedMs: 5,
});
export const gone = (run: number): Event => ({ type: 'process-gone', run, stopMs: 1, forced: false });
export const started = (run: number): Event => ({ type: 'process-started', run, pid: 1000 + run });
export const ready: Event = { type: 'process-ready', run: 1, ports: [8080], startMs: 1 };
export const unready: Event = { type: 'process-unready', run: 1, reason: 'GET /healthz: 503' };
export const unhealthy: Event = { type: 'process-unhealthy', run: 1, reason: 'GET /healthz: 503' };
export const drained: Event = { type: 'process-drained', run: 1 };
export const handedOver: Event = { type: 'process-handed-over', run: 1, pid: 2001, ports: [8080] };
export const remained: Event = {
  type: 'process-remained',
  run: 1,
  processes: [{ pid: 1001, command: 'sudo ./main', foreign: true }],
};
export const start: Event = { type: 'session-started' };
export const rebuild: Event = { type: 'rebuild-requested', by: { type: 'key', key: 'b' } };
export const grace: Event = { type: 'timer-fired', timer: 'grace:1' };
export const drainOver: Event = { type: 'timer-fired', timer: 'drain:1' };
export const cancelled = (generation: number): Event => ({ type: 'build-cancelled', generation });

export const restart: Event = { type: 'restart-requested', by: { type: 'key', key: 'r' } };
export const missing = (run: number): Event => ({
  type: 'process-exited',
  run,
  end: { type: 'spawn-failed', message: 'tmp/main: no such file', missing: true },
  livedMs: 0,
});

export interface Walked {
  readonly state: State;
  /** All that the events led to, in order. */
  readonly effects: readonly Effect[];
  readonly reports: readonly Report[];
}

export function walk(events: readonly Event[], settings: Partial<Options> = {}): Walked {
  let state = initialState({ ...options, ...settings });
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(state, event, 0);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects, reports: effects.flatMap((effect) => (effect.type === 'report' ? [effect.report] : [])) };
}
