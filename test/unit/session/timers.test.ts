import { expect, test } from 'vitest';
import { createTimers } from '../../../src/session/timers.ts';
import { createFakeClock } from '../../support/fake-adapters.ts';

test('set again, a timer is replaced; cleared, it does not fire', () => {
  const clock = createFakeClock();
  const timers = createTimers(clock);
  const fired: string[] = [];
  const set = (id: string, ms: number, name: string): void => timers.set(id, ms, () => void fired.push(name));
  set('a', 10, 'early');
  set('a', 30, 'late');
  set('b', 20, 'b');
  set('c', 20, 'c');
  timers.clear('c');
  clock.pass(20);
  expect(fired).toEqual(['b']);
  clock.pass(10);
  expect(fired).toEqual(['b', 'late']);
  set('a', 10, 'again');
  timers.clearAll();
  clock.pass(100);
  expect(fired).toEqual(['b', 'late']);
});
