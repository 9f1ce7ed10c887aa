import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchReadiness } from '../../../src/process/readiness.ts';

const machine = vi.hoisted(() => ({
  changed: [] as string[],
  listeners: new Map<number, number>(),
  looks: 0,
  resting: true,
}));

vi.mock('../../../src/process/listening-ports.ts', () => ({
  openSocketCount: () => ({ changed: () => machine.changed.splice(0), close() {} }),
  readListeners() {
    machine.looks += 1;
    return machine.listeners;
  },
  socketsOf: () => new Set([4711]),
}));

vi.mock('../../../src/process/at-rest.ts', () => ({ isAtRest: () => machine.resting }));

/** What is told waits for one turn of the loop. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const told: string[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  machine.listeners.clear();
  machine.looks = 0;
  machine.resting = true;
  told.length = 0;
});
afterEach(() => void vi.useRealTimers());

const watch = () =>
  watchReadiness(
    {
      leader: 100,
      expect: 'anything',
      members: () => [100],
      ready: (ports) => void told.push(`ready ${ports.join()}`),
      listening: (ports) => void told.push(`listening ${ports.join()}`),
    },
    'linux',
  );

test('an app that never listens is looked at every 5 s only', async () => {
  const readiness = watch();
  vi.advanceTimersByTime(11_000);
  await turn();
  expect(told).toEqual(['ready ']);
  machine.looks = 0;
  vi.advanceTimersByTime(60_000);
  expect(machine.looks).toBeGreaterThanOrEqual(10);
  expect(machine.looks).toBeLessThanOrEqual(12);
  readiness.stop();
});

test('one that listens after a long time is seen as soon as the number of sockets changes', async () => {
  watch();
  vi.advanceTimersByTime(60_000);
  await turn();
  machine.listeners.set(4711, 8080);
  machine.changed.push('/proc/self/net/tcp');
  vi.advanceTimersByTime(250);
  await turn();
  expect(told).toEqual(['ready ', 'listening 8080']);
});

test('and after 5 s at the latest where one socket came as another went', async () => {
  watch();
  vi.advanceTimersByTime(60_000);
  await turn();
  machine.listeners.set(4711, 8080);
  vi.advanceTimersByTime(5250);
  await turn();
  expect(told).toEqual(['ready ', 'listening 8080']);
});

test('one that listens and has something to do is called ready when it rests', async () => {
  machine.listeners.set(4711, 8080);
  machine.resting = false;
  watch();
  machine.changed.push('/proc/self/net/tcp');
  vi.advanceTimersByTime(50);
  await turn();
  expect(told).toEqual([]);
  machine.resting = true;
  vi.advanceTimersByTime(1);
  await turn();
  expect(told).toEqual(['ready 8080']);
});

test('and one that never rests after a moment', async () => {
  machine.listeners.set(4711, 8080);
  machine.resting = false;
  watch();
  machine.changed.push('/proc/self/net/tcp');
  vi.advanceTimersByTime(150);
  await turn();
  expect(told).toEqual(['ready 8080']);
});

test('what is asked to end meanwhile is not called ready any more', async () => {
  machine.listeners.set(4711, 8080);
  const readiness = watch();
  machine.changed.push('/proc/self/net/tcp');
  vi.advanceTimersByTime(1);
  readiness.stop();
  await turn();
  expect(told).toEqual([]);
});
