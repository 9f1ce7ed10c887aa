import { expect, test } from 'vitest';
import { createInterpreter } from '../../../src/engine/interpreter.ts';
import type { Ports } from '../../../src/engine/ports.ts';
import type { Effect } from '../../../src/engine/service/effect.ts';
import type { Event } from '../../../src/engine/service/event.ts';
import type { Report } from '../../../src/protocol/report.ts';

/** What is called for an effect, and what comes back of it. */
function interpret(effect: Effect): { readonly calls: readonly unknown[]; readonly events: readonly Event[] } {
  const calls: unknown[] = [];
  const events: Event[] = [];
  const noted =
    (name: string) =>
    (...args: readonly unknown[]): void =>
      void calls.push([name, ...args.filter((arg) => typeof arg !== 'function')]);
  const ports: Ports = {
    builder: { start: noted('build'), cancel: noted('cancel') },
    processes: { start: noted('spawn'), terminate: noted('terminate'), kill: noted('kill') },
    traffic: { drain: (...args) => (noted('drain')(...args), args[1]()) },
    exitHooks: { run: (done) => (noted('hooks')(), done()), kill: noted('kill hooks') },
    timers: { set: (id, ms, fire) => (noted('set')(id, ms), fire()), clear: noted('clear') },
    reporter: { report: noted('report') },
  };
  const ends = { stopping: noted('stopping'), down: noted('down') };
  createInterpreter('api', ports, (event) => void events.push(event), ends)(effect);
  return { calls, events };
}

const batch = { action: 'rebuild', cause: { type: 'start' } } as const;
const artifact = { generation: 3 };
const reason = { type: 'request', by: { type: 'key', key: 'q' } } as const;
const report: Report = { type: 'files-held', files: [] };

test.each<[Effect, readonly unknown[]]>([
  [{ type: 'start-build', generation: 3, batch, steady: true }, ['build', { generation: 3, batch, steady: true }]],
  [{ type: 'cancel-build', generation: 3 }, ['cancel', 3]],
  [{ type: 'spawn', run: 2, artifact }, ['spawn', { run: 2, artifact }]],
  [{ type: 'terminate', run: 2, signal: 'SIGINT' }, ['terminate', 2, 'SIGINT']],
  [{ type: 'kill', run: 2, dump: true }, ['kill', 2, { dump: true }]],
  [{ type: 'clear-timer', timer: 'grace:2' }, ['clear', 'api/grace:2']],
  [{ type: 'kill-exit-hooks' }, ['kill hooks']],
  [{ type: 'report', report }, ['report', report]],
  [{ type: 'service-stopping', reason, forced: true }, ['stopping', reason, true]],
  [{ type: 'service-down', reason, forced: false }, ['down', reason, false]],
])('$type is one call, and no event', (effect, call) => {
  expect(interpret(effect)).toEqual({ calls: [call], events: [] });
});

test('a timer and the exit hooks come back as events', () => {
  expect(interpret({ type: 'set-timer', timer: 'grace:2', ms: 500 })).toEqual({
    calls: [['set', 'api/grace:2', 500]],
    events: [{ type: 'timer-fired', timer: 'grace:2' }],
  });
  expect(interpret({ type: 'run-exit-hooks' })).toEqual({
    calls: [['hooks']],
    events: [{ type: 'exit-hooks-finished' }],
  });
});
