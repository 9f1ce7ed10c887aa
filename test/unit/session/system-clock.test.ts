import { expect, test } from 'vitest';
import { systemClock } from '../../../src/session/system-clock.ts';

test('the time is that of the machine', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('what was forgotten does not come, what was not comes once', async () => {
  const fired: string[] = [];
  const forget = systemClock.after(1, () => void fired.push('forgotten'));
  systemClock.after(1, () => void fired.push('kept'));
  forget();
  // Of timers with the same delay, the older one fires first.
  await new Promise<void>((resolve) => void systemClock.after(1, resolve));
  expect(fired).toEqual(['kept']);
});

test('soon is after all that is going on now', async () => {
  const order: string[] = [];
  const soon = new Promise<void>((resolve) => {
    systemClock.soon(() => resolve(void order.push('soon')));
  });
  queueMicrotask(() => queueMicrotask(() => void order.push('now')));
  await soon;
  expect(order).toEqual(['now', 'soon']);
});
