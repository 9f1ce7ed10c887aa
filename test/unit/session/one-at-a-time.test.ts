import { expect, test } from 'vitest';
import { oneAtATime } from '../../../src/session/one-at-a-time.ts';

test('one reading at a time; what is asked for meanwhile is one more', async () => {
  const finish: (() => void)[] = [];
  let most = 0;
  let now = 0;
  const ask = oneAtATime(async () => {
    most = Math.max(most, (now += 1));
    await new Promise<void>((resolve) => void finish.push(resolve));
    now -= 1;
  });
  const next = async (): Promise<void> => {
    finish.at(-1)?.();
    await new Promise((resolve) => void setImmediate(resolve));
  };
  ask();
  ask();
  ask();
  expect(finish).toHaveLength(1);
  await next();
  expect(finish).toHaveLength(2);
  await next();
  expect(finish).toHaveLength(2);
  ask();
  expect(finish).toHaveLength(3);
  await next();
  expect(finish).toHaveLength(3);
  expect(most).toBe(1);
});
