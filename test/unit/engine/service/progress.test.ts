import { expect, test } from 'vitest';
import type { Batch } from '../../../../src/engine/batch.ts';
import type { Effect } from '../../../../src/engine/service/effect.ts';
import type { Event } from '../../../../src/engine/service/event.ts';
import { initialState } from '../../../../src/engine/service/state.ts';
import { step } from '../../../../src/engine/service/step.ts';
import { built, cancelled, exited, failed, gone, options, start, started } from './walk.ts';

type Timed = readonly [atMs: number, event: Event];

const files = (...names: readonly string[]): Batch => ({
  action: 'rebuild',
  cause: { type: 'files', files: names.map((rel) => ({ path: `/p/${rel}`, rel, kind: 'modified' })) },
});
const edit = (...names: readonly string[]): Event => ({ type: 'files-changed', batch: files(...names) });
const page: Event = {
  type: 'files-changed',
  batch: { ...files('page.html'), action: 'rebuild-and-restart', mayWait: true },
};

function effectsOf(events: readonly Timed[]): readonly Effect[] {
  let state = initialState(options);
  const effects: Effect[] = [];
  for (const [atMs, event] of events) {
    const next = step(state, event, atMs);
    state = next.state;
    effects.push(...next.effects);
  }
  return effects;
}

function begun(events: readonly Timed[]): string[] {
  return effectsOf(events).flatMap((effect) => {
    if (effect.type === 'start-build') return [`${effect.steady === true ? 'steady ' : ''}build ${effect.generation}`];
    if (effect.type === 'cancel-build') return [`cancel ${effect.generation}`];
    return effect.type === 'spawn' ? [`run ${effect.run} of ${effect.artifact.generation}`] : [];
  });
}

const up: readonly Timed[] = [
  [0, start],
  [1, built(1)],
  [2, started(1)],
];
const upBegun = ['build 1', 'run 1 of 1'];
const replaced = (run: number): readonly Timed[] => [
  [9000, exited(run)],
  [9001, gone(run)],
];

test('what is no input of the build waits for it, goes live with it, and is built then', () => {
  const events: readonly Timed[] = [...up, [100, edit('main.go')], [150, page], [200, built(2)], ...replaced(1)];
  expect(begun(events)).toEqual([...upBegun, 'build 2', 'build 3', 'run 2 of 2']);
});

test('the process that starts after the change of a page is not started again for the same binary', () => {
  const same: Event = { ...built(3), artifact: { generation: 3, contentId: 'c2' } } as Event;
  const events: readonly Timed[] = [...up, [100, edit('main.go')], [150, page], [200, built(2)], ...replaced(1)];
  expect(begun([...events, [9100, started(2)], [9200, same]])).toEqual([
    ...upBegun,
    'build 2',
    'build 3',
    'run 2 of 2',
  ]);
});

test('a build that fails says so although a page has changed since', () => {
  const events: readonly Timed[] = [...up, [100, edit('main.go')], [150, page], [200, failed(2)]];
  expect(begun(events)).toEqual([...upBegun, 'build 2', 'build 3']);
});

const noisy: readonly Timed[] = [
  [100, edit('noise.go')],
  [200, edit('noise.go')],
  [210, cancelled(2)],
  [700, edit('noise.go')],
  [710, cancelled(3)],
  [1250, edit('noise.go')],
  [1260, cancelled(4)],
];
const noisyBegun = ['build 2', 'cancel 2', 'build 3', 'cancel 3', 'build 4', 'cancel 4', 'steady build 5'];

test('a file that ends builds for longer than the patience ends no more of them', () => {
  const events: readonly Timed[] = [...up, ...noisy, [1400, edit('noise.go')], [1500, built(5)]];
  expect(begun([...events, ...replaced(1)])).toEqual([...upBegun, ...noisyBegun, 'steady build 6', 'run 2 of 5']);
});

test('the edit of another file does', () => {
  const events: readonly Timed[] = [...up, ...noisy, [1400, edit('main.go')], [1410, cancelled(5)]];
  expect(begun(events)).toEqual([...upBegun, ...noisyBegun, 'cancel 5', 'steady build 6']);
});

test('when it has become quiet, the file is as good as any other', () => {
  const events: readonly Timed[] = [...up, ...noisy, [1500, built(5)], ...replaced(1)];
  const later: readonly Timed[] = [
    [20_000, edit('noise.go')],
    [20_100, edit('noise.go')],
  ];
  expect(begun([...events, ...later])).toEqual([...upBegun, ...noisyBegun, 'run 2 of 5', 'build 6', 'cancel 6']);
});

test('the process that starts after key b is not started again for the same binary', () => {
  const same: Event = { ...built(4), artifact: { generation: 4, contentId: 'c3' } } as Event;
  const asked: Event = { type: 'rebuild-requested', by: { type: 'key', key: 'b' } };
  const events: readonly Timed[] = [
    ...up,
    ...([
      [100, edit('main.go')],
      [150, page],
      [200, built(2)],
      [300, built(3)],
      [400, asked],
    ] as const),
    ...replaced(1),
    ...([
      [9100, started(2)],
      [9200, same],
    ] as const),
  ];
  expect(begun(events)).toEqual([...upBegun, 'build 2', 'build 3', 'build 4', 'run 2 of 3']);
  expect(effectsOf(events).filter((effect) => effect.type === 'terminate')).toEqual([
    { type: 'terminate', run: 1, signal: 'SIGINT' },
  ]);
});
