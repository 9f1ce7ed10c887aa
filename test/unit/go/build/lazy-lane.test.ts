import { expect, test } from 'vitest';
import type { FastLane, FastLaneOptions, LaneBuilt, LaneRequest } from '../../../../src/go/build/fast-lane.ts';
import { LazyLane } from '../../../../src/go/build/lazy-lane.ts';

const request = { generation: 1 } as LaneRequest;
const byGo: LaneBuilt = { by: 'go', contentId: 'id' };

function rig(load?: () => Promise<unknown>) {
  const did: string[] = [];
  const timers = new Set<() => void>();
  const inner: FastLane = {
    build: () => Promise.resolve({ type: 'slow', reason: 'asked' }),
    leaves: (path) => path !== '/ordinary.go',
    built: ({ generation }) => void did.push(`built ${generation}`),
    interrupt: () => void did.push('interrupt'),
    makeWay: () => void did.push('make way'),
    close: () => Promise.resolve(void did.push('close')),
  };
  const options = {
    after: (_: number, fire: () => void) => {
      timers.add(fire);
      return () => void timers.delete(fire);
    },
  } as unknown as FastLaneOptions;
  const lane = new LazyLane(async () => {
    did.push('load');
    await load?.();
    return () => inner;
  }, options);
  const fire = async (): Promise<void> => {
    for (const timer of timers) timer();
    timers.clear();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lane, did, fire, timers };
}

test('it is loaded some time after the first build that is good, and told of it', async () => {
  const { lane, did, fire } = rig();
  expect(await lane.build(request)).toBeUndefined();
  lane.built(request, byGo);
  expect(did).toEqual([]);
  expect(lane.leaves('/ordinary.go')).toBe(true);
  await fire();
  expect(did).toEqual(['load', 'built 1']);
  expect(lane.leaves('/ordinary.go')).toBe(false);
  expect(await lane.build(request)).toEqual({ type: 'slow', reason: 'asked' });
  lane.built({ ...request, generation: 2 }, byGo);
  expect(did).toEqual(['load', 'built 1', 'built 2']);
});

test('a build that begins before has the next word', async () => {
  const { lane, did, fire, timers } = rig();
  lane.built(request, byGo);
  lane.interrupt();
  expect(timers.size).toBe(0);
  lane.built({ ...request, generation: 2 }, byGo);
  await fire();
  expect(did).toEqual(['load', 'built 2']);
});

test('also one that begins while it is loaded', async () => {
  const { lane, did, fire } = rig(() => Promise.resolve(lane.interrupt()));
  lane.built(request, byGo);
  await fire();
  expect(did).toEqual(['load']);
});

test('if it cannot be loaded, all builds are the go command’s', async () => {
  const { lane, did, fire } = rig(() => Promise.reject(new Error('no descriptors')));
  lane.built(request, byGo);
  await fire();
  expect(await lane.build(request)).toBeUndefined();
  expect(did).toEqual(['load']);
});

test('it ends with the builder, also while it is loaded', async () => {
  const { lane, did, fire } = rig(() => lane.close());
  lane.built(request, byGo);
  await fire();
  expect(did).toEqual(['load']);
  const { lane: other, did: done, fire: later } = rig();
  other.built(request, byGo);
  await later();
  await other.close();
  expect(done).toEqual(['load', 'built 1', 'interrupt', 'close']);
});
