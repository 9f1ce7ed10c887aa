import { expect, test } from 'vitest';
import { whenRestarted } from '../../../src/session/restart-word.ts';
import type { Event } from '../../../src/engine/service/event.ts';
import {
  built,
  changed,
  exited,
  failed,
  gone,
  ready,
  restart,
  shutdown,
  start,
  started,
  walk,
} from '../engine/service/walk.ts';

const running = [start, built(1), started(1), ready];

test.each<[string, readonly Event[], string | undefined]>([
  ['the first build', [start], 'the app starts when the build is done'],
  ['a later build', [...running, changed], 'the app restarts when the build is done, even if it fails'],
  [
    'a build that is being cancelled',
    [...running, changed, changed],
    'the app restarts when the build is done, even if it fails',
  ],
  ['a stop', [...running, restart], 'the app restarts once it has exited'],
  ['what is left of an app that ended', [...running, exited(1)], 'the app restarts once it has exited'],
  ['the end of gorl', [...running, shutdown], 'gorl is stopping, so nothing is restarted any more'],
  ['nothing', running, undefined],
  ['nothing, after a crash', [...running, exited(1), gone(1)], undefined],
])('r during %s', (_, events, said) => {
  expect(whenRestarted(walk(events).state)).toBe(said);
});

test('it is true: after a build that fails, and after a stop, the app starts again', () => {
  const spawned = (events: readonly Event[]): number =>
    walk(events).effects.filter(({ type }) => type === 'spawn').length;
  expect(spawned([...running, changed, restart, failed(2), exited(1), gone(1)])).toBe(2);
  expect(spawned([...running, restart, restart, exited(1), gone(1)])).toBeGreaterThanOrEqual(2);
});
