import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Expectation } from '../../../../src/process/ready/listening-memory.ts';
import { watchReadiness } from '../../../../src/process/ready/readiness.ts';

const machine = vi.hoisted(() => ({
  changed: [] as string[],
  listeners: new Map<number, number>(),
  looks: 0,
  resting: true,
  unixSocket: false,
  canListen: 'no' as 'yes' | 'no' | 'unknown',
}));

vi.mock('../../../../src/process/ready/can-listen.ts', () => ({ canListen: () => Promise.resolve(machine.canListen) }));

vi.mock('../../../../src/process/ready/listening-ports.ts', () => ({
  openSocketCount: () => ({ changed: () => machine.changed.splice(0), close() {} }),
  readListeners() {
    machine.looks += 1;
    return machine.listeners;
  },
  socketsOf: () => new Set([4711, 4712]),
}));

vi.mock('../../../../src/process/ready/unix-sockets.ts', () => ({ ownsUnixListener: () => machine.unixSocket }));

vi.mock('../../../../src/process/app/at-rest.ts', () => ({ isAtRest: () => machine.resting }));

/** What is told waits for one turn of the loop. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const passes = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await turn();
};

const told: string[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  machine.listeners.clear();
  machine.looks = 0;
  machine.resting = true;
  machine.unixSocket = false;
  machine.canListen = 'no';
  told.length = 0;
});
afterEach(() => void vi.useRealTimers());

const watch = (expectation: Expectation = 'anything') =>
  watchReadiness(
    {
      leader: 100,
      expect: expectation,
      members: () => [100],
      ready: (ports, { lasting }) => void told.push(`ready ${ports.join()}${lasting ? '' : ', soon'}`),
      running: () => void told.push('running'),
      listening: (ports, added) =>
        void told.push(`listening ${ports.join()}${added.length < ports.length ? `, new ${added.join()}` : ''}`),
    },
    'linux',
  );

test('an app that never listens and says nothing is looked at less and less often, once a minute at last', async () => {
  const readiness = watch();
  await passes(11_000);
  expect(told).toEqual(['ready , soon']);
  await passes(3_600_000);
  machine.looks = 0;
  await passes(600_000);
  expect(machine.looks).toBeGreaterThanOrEqual(7);
  expect(machine.looks).toBeLessThanOrEqual(10);
  readiness.stop();
});

test.each([
  ['as the number of sockets changes', ['/proc/self/net/tcp'], 10_000],
  ['as one socket comes and another goes', [], 10_000],
])('one that listens after a minute without a word is seen within seconds, %s', async (_, changed, ms) => {
  watch();
  await passes(60_000);
  machine.listeners.set(4711, 8080);
  machine.changed.push(...changed);
  await passes(ms);
  expect(told).toEqual(['ready , soon', 'listening 8080']);
});

const opensPort = (): void => {
  machine.listeners.set(4711, 8080);
  machine.changed.push('/proc/self/net/tcp');
};

test.each([
  ['at once', 0, 300],
  ['a second later', 1000, 600],
])('one that says something after an hour, and listens %s, is seen soon', async (_, laterMs, ms) => {
  const readiness = watch();
  await passes(3_600_000);
  readiness.wrote?.('listening');
  await passes(laterMs);
  opensPort();
  await passes(ms);
  expect(told).toEqual(['ready , soon', 'listening 8080']);
});

test('one that writes all the time costs four looks a second at most', async () => {
  const readiness = watch();
  await passes(60_000);
  machine.looks = 0;
  for (let at = 0; at < 10_000; at += 10) {
    readiness.wrote?.('busy');
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(machine.looks).toBeLessThanOrEqual(40);
});

test.each(['anything', 'port'] as const)(
  'a server that takes three seconds to listen runs until then, and is ready only then (%s)',
  async (expectation) => {
    machine.canListen = 'yes';
    watch(expectation);
    await passes(900);
    expect(told).toEqual([]);
    await passes(2100);
    expect(told).toEqual(['running']);
    opensPort();
    await passes(20);
    expect(told).toEqual(['running', 'ready 8080']);
  },
);

test('one that could listen, but was not seen to, is given ten seconds; one that did, all the time', async () => {
  machine.canListen = 'yes';
  watch();
  await passes(11_000);
  expect(told).toEqual(['running', 'ready ']);
  told.length = 0;
  watch('port');
  await passes(60_000);
  expect(told).toEqual(['running']);
});

test('one that listens on a unix socket only is ready after a second, unless it had a port', async () => {
  [machine.canListen, machine.unixSocket] = ['yes', true];
  const first = watch();
  await passes(999);
  expect(told).toEqual([]);
  await passes(100);
  expect(told).toEqual(['ready , soon']);
  first.stop();
  told.length = 0;
  watch('port');
  await passes(30_000);
  expect(told).toEqual(['running']);
});

test('one that did and cannot any more is ready after a second', async () => {
  watch('port');
  await passes(900);
  expect(told).toEqual([]);
  await passes(200);
  expect(told).toEqual(['ready , soon']);
});

test('of a script nobody knows what it can: ready after a second; one that did listen, after ten', async () => {
  machine.canListen = 'unknown';
  watch();
  await passes(1100);
  expect(told).toEqual(['ready , soon']);
  told.length = 0;
  watch('port');
  await passes(9900);
  expect(told).toEqual(['running']);
  await passes(700);
  expect(told).toEqual(['running', 'ready ']);
});

test('one that never listened is ready after a second; in the same session, soon', async () => {
  machine.canListen = 'yes';
  watch('none-before');
  await passes(900);
  expect(told).toEqual([]);
  await passes(200);
  expect(told).toEqual(['ready , soon']);
  told.length = 0;
  watch('none');
  await passes(200);
  expect(told).toEqual(['ready , soon']);
});

test('one that ends while it is found out what it can is told of no more', async () => {
  machine.canListen = 'yes';
  const readiness = watch();
  vi.advanceTimersByTime(1010);
  readiness.stop();
  await passes(20_000);
  expect(told).toEqual([]);
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

const opensSecond = (): void => {
  machine.listeners.set(4712, 9090);
  machine.changed.push('/proc/self/net/tcp');
};

test('what it opens before it rests is told with ready, in ascending order', async () => {
  machine.resting = false;
  watch();
  machine.listeners.set(4711, 9999);
  machine.changed.push('/proc/self/net/tcp');
  await passes(20);
  opensSecond();
  machine.resting = true;
  await passes(2);
  expect(told).toEqual(['ready 9090,9999']);
});

test('a further port does not delay ready, and is told when it is there; each once', async () => {
  watch();
  opensPort();
  await passes(5);
  expect(told).toEqual(['ready 8080']);
  await passes(500);
  opensSecond();
  await passes(70);
  expect(told).toEqual(['ready 8080', 'listening 8080,9090, new 9090']);
  machine.changed.push('/proc/self/net/tcp');
  await passes(20_000);
  expect(told).toHaveLength(2);
});

test('so it is seconds later, and after ten nobody looks any more', async () => {
  const readiness = watch();
  opensPort();
  await passes(6000);
  machine.listeners.set(4712, 9090);
  await passes(1200);
  expect(told).toEqual(['ready 8080', 'listening 8080,9090, new 9090']);
  await passes(5000);
  machine.looks = 0;
  await passes(60_000);
  expect(machine.looks).toBe(0);
  readiness.stop();
});

test('connections that come and go all the time cost little', async () => {
  watch();
  opensPort();
  await passes(5);
  machine.looks = 0;
  for (let ms = 0; ms < 1000; ms += 10) {
    machine.changed.push('/proc/self/net/tcp');
    await passes(10);
  }
  expect(machine.looks).toBeGreaterThan(5);
  expect(machine.looks).toBeLessThanOrEqual(21);
});

test('nothing further is told of one that was asked to end', async () => {
  const readiness = watch();
  opensPort();
  await passes(5);
  readiness.stop();
  opensSecond();
  await passes(20_000);
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
