import { expect, test } from 'vitest';
import { createLoop, type Loop } from '../../../src/engine/loop.ts';
import type { Options } from '../../../src/engine/service/options.ts';
import { createTimers } from '../../../src/session/timers.ts';
import { createFakePorts } from '../../support/fake-ports.ts';
import { createFakeClock } from '../../support/fake-adapters.ts';
import { waitFor } from '../../support/wait-for.ts';

const options: Options = {
  order: 'stop-first',
  drainMs: 0,
  readyMs: 0,
  stopOnError: false,
  graceMs: 500,
  rerun: false,
  rerunDelayMs: 100,
  once: false,
  patienceMs: 1000,
  stopSignal: 'SIGINT',
  exitHooks: false,
};

/** Two machines whose runs and builds have the same numbers, on the timers of one gorl. */
function twoServices() {
  const clock = createFakeClock();
  const timers = createTimers(clock);
  const down: string[] = [];
  const begin = (service: string): Loop => {
    const loop = createLoop({
      service,
      options,
      // Deaf to the stop signal: each needs its own grace to end.
      ports: { ...createFakePorts(undefined, () => 'ignores'), timers },
      now: () => clock.now(),
      ends: { stopping: () => undefined, down: () => void down.push(service) },
      onInternalError: (error) => {
        throw error;
      },
    });
    loop.dispatch({ type: 'session-started' });
    return loop;
  };
  return { a: begin('a'), b: begin('b'), clock, down };
}

const quit = { type: 'shutdown-requested', reason: { type: 'request', by: { type: 'key', key: 'q' } } } as const;

test('the grace of one run is not that of another with the same number', async () => {
  const { a, b, clock, down } = twoServices();
  await waitFor(() => [a, b].every((loop) => loop.state().current?.id === 'ready'));
  a.dispatch({ type: 'restart-requested', by: { type: 'key', key: 'r' } });
  clock.pass(300);
  b.dispatch({ type: 'restart-requested', by: { type: 'key', key: 'r' } });
  clock.pass(200);
  await waitFor(() => a.state().current?.run === 2);
  expect(b.state().current).toMatchObject({ run: 1, id: 'stopping' });
  clock.pass(300);
  await waitFor(() => b.state().current?.run === 2);
  expect(down).toEqual([]);
});

test('the end of one leaves the other as it is', async () => {
  const { a, b, clock, down } = twoServices();
  await waitFor(() => [a, b].every((loop) => loop.state().current?.id === 'ready'));
  const before = b.state();
  a.dispatch(quit);
  clock.pass(500);
  await waitFor(() => down.length > 0);
  expect(down).toEqual(['a']);
  expect(b.state()).toBe(before);
});

test('the history of events names whose they are', async () => {
  const { a, b } = twoServices();
  await waitFor(() => [a, b].every((loop) => loop.state().current?.id === 'ready'));
  expect(new Set(a.history().map(({ service }) => service))).toEqual(new Set(['a']));
  expect(new Set(b.history().map(({ service }) => service))).toEqual(new Set(['b']));
});
