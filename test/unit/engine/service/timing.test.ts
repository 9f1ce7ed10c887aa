import { expect, test } from 'vitest';
import type { Batch } from '../../../../src/engine/batch.ts';
import type { Event } from '../../../../src/engine/service/event.ts';
import { initialState } from '../../../../src/engine/service/state.ts';
import { step } from '../../../../src/engine/service/step.ts';
import { built, exited, gone, options, ready, rebuild, start, started } from './walk.ts';

const file = { path: '/m/main.go', rel: 'main.go', kind: 'modified' } as const;
const save = (savedAtMs: number): Event => {
  const batch: Batch = { action: 'rebuild', cause: { type: 'files', files: [file] }, savedAtMs };
  return { type: 'files-changed', batch };
};
const pause: Event = { type: 'pause-toggled' };
const readyNow = (run: number, ports: readonly number[], startMs: number): Event => ({
  type: 'process-ready',
  run,
  ports,
  startMs,
});
const running = [start, built(1), started(1), ready];
const next = [built(2), exited(1), gone(1), started(2)];

/** The last `process-ready`, where each event comes 100 ms after the one before. */
function lastReady(events: readonly Event[]): unknown {
  let state = initialState(options);
  let last: unknown;
  for (const [index, event] of events.entries()) {
    const { state: after, effects } = step(state, event, index * 100);
    state = after;
    for (const effect of effects)
      if (effect.type === 'report' && effect.report.type === 'process-ready') last = effect.report;
  }
  return last;
}

test('after a save it is told how long ago that was', () => {
  expect(lastReady([...running, save(350), ...next, readyNow(2, [80], 7)])).toMatchObject({
    sinceSaveMs: 900 - 350,
    startMs: 7,
  });
});

test('a key is no save, also when there was one long ago', () => {
  const before = [...running, save(350), ...next, readyNow(2, [80], 7)];
  const again = [rebuild, built(3), exited(2), gone(2), started(3), readyNow(3, [80], 7)];
  expect(lastReady([...before, ...again])).not.toHaveProperty('sinceSaveMs');
});

test('a pause does not count: neither when it ends, nor when a key builds in it', () => {
  const resumed = [...running, pause, save(350), pause, ...next, readyNow(2, [80], 7)];
  expect(lastReady(resumed)).not.toHaveProperty('sinceSaveMs');
  const byKey = [...running, pause, save(350), rebuild, ...next, readyNow(2, [80], 7)];
  expect(lastReady(byKey)).not.toHaveProperty('sinceSaveMs');
});

test('a save after the pause counts as always', () => {
  const events = [...running, pause, save(350), pause, save(750), built(2), built(3), exited(1), gone(1), started(2)];
  expect(lastReady([...events, readyNow(2, [80], 7)])).toMatchObject({ sinceSaveMs: 1300 - 750 });
});

test('without a port no time is told that is only patience', () => {
  const report = lastReady([...running, save(350), ...next, readyNow(2, [], 300)]);
  expect(report).toMatchObject({ sinceSaveMs: 900 - 300 - 350 });
  expect(report).not.toHaveProperty('startMs');
});
