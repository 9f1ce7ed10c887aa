import { expect, test } from 'vitest';
import { BuildSlots, queuedBuilder } from '../../../src/session/build-slots.ts';
import type { BuildEvent } from '../../../src/engine/service/event.ts';

function slots(cores: number) {
  const timers = new Set<() => void>();
  const begun: string[] = [];
  const all = new BuildSlots({
    cores,
    after(_, fire) {
      timers.add(fire);
      return () => void timers.delete(fire);
    },
  });
  const take = (name: string) => all.take(() => void begun.push(name));
  const wait = (): void => [...timers].forEach((fire) => fire());
  return { all, take, begun, timers, wait };
}

test('the first build is alone, then as many run as there are cores', () => {
  const { take, begun } = slots(2);
  const first = take('a');
  const second = take('b');
  take('c');
  take('d');
  expect(begun).toEqual(['a']);
  first.release();
  expect(begun).toEqual(['a', 'b', 'c']);
  second.release();
  second.release();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

test('whoever is not wanted any more makes room, and takes none', () => {
  const { take, begun } = slots(1);
  const first = take('a');
  const second = take('b');
  take('c');
  expect(second.isWaiting).toBe(true);
  second.release();
  first.release();
  expect(begun).toEqual(['a', 'c']);
});

test('builds that hang keep nobody for longer than half a minute', () => {
  const { take, begun, wait, timers } = slots(1);
  take('a');
  take('b');
  wait();
  expect(begun).toEqual(['a', 'b']);
  expect(timers.size).toBe(0);
});

test('a build that waits is cancelled without having begun', async () => {
  const { all, take } = slots(1);
  const calls: string[] = [];
  const events: BuildEvent[] = [];
  take('another');
  const builder = queuedBuilder(
    {
      start: ({ generation }) => void calls.push(`start ${generation}`),
      cancel: (generation) => void calls.push(`cancel ${generation}`),
    },
    () => all,
  );
  const batch = { action: 'rebuild', cause: { type: 'start' } } as const;
  builder.start({ generation: 1, batch }, (event) => void events.push(event));
  builder.cancel(1);
  expect(events).toEqual([]);
  await Promise.resolve();
  expect(events).toEqual([{ type: 'build-cancelled', generation: 1 }]);
  expect(calls).toEqual([]);
});

test('one that runs is cancelled by its builder, and makes room when that says so', () => {
  const { all, take, begun } = slots(1);
  const ends: ((event: BuildEvent) => void)[] = [];
  const calls: string[] = [];
  const builder = queuedBuilder(
    { start: (_, emit) => void ends.push(emit), cancel: (generation) => void calls.push(`cancel ${generation}`) },
    () => all,
  );
  builder.start({ generation: 7, batch: { action: 'rebuild', cause: { type: 'start' } } }, () => undefined);
  take('next');
  builder.cancel(7);
  expect([calls, begun]).toEqual([['cancel 7'], []]);
  ends[0]?.({ type: 'build-cancelled', generation: 7 });
  expect(begun).toEqual(['next']);
});
