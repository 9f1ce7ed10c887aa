import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';
import { happens, quickestRestartMs, restartMs } from '../waits.ts';

/** That it comes at all rules out seconds for milliseconds, and that it does not come before, nanoseconds. */
const afterMs = (ms: number, leastMs: number, words: string): string => (ms >= leastMs - 10 ? words : `after ${ms} ms`);

/** Whatever is wrong with a short delay makes at least a second of it. */
async function atOnce(stage: Stage): Promise<string> {
  const ms = await quickestRestartMs(stage, 900);
  return ms < 900 ? 'at once' : `after ${ms} ms`;
}

const tree = `#!/bin/sh
sleep 301 &
sh -c 'sleep 302 & sleep 303'
`;

/** How a running app is ended. */
export const stops: readonly Scenario[] = [
  {
    group: '22',
    name: 'kill_delay with an app that ignores SIGINT: 1000 is 1 s, 400000000 is nanoseconds, 1 and 1000000 are 1 ms, 0 is none',
    async run(stage) {
      const long = new Map([
        [1000, { leastMs: 1_000, words: 'about 1 s' }],
        [400_000_000, { leastMs: 400, words: 'about 400 ms' }],
      ]);
      for (const delay of [1000, 400_000_000, 1, 1_000_000, 0]) {
        stage.config({ send_interrupt: true, kill_delay: delay });
        const before = stage.starts();
        stage.save(`v${before + 1}`);
        stage.start([], { env: { PROBE_SIGNAL: 'ignore' } });
        await stage.until('the app', () => stage.starts() > before);
        const expected = long.get(delay);
        stage.saw[String(delay)] =
          expected === undefined
            ? await atOnce(stage)
            : afterMs(await restartMs(stage), expected.leastMs, expected.words);
        await stage.stop();
      }
    },
    expected: {
      '1000': 'about 1 s',
      '400000000': 'about 400 ms',
      '1': 'at once',
      '1000000': 'at once',
      '0': 'at once',
    },
  },
  {
    group: '33',
    name: 'send_interrupt = false: a tree of shells and their children in fore- and background is dead',
    async run(stage) {
      stage.write('tree.sh', tree);
      stage.config({ send_interrupt: false, full_bin: 'sh ./tree.sh' });
      stage.start();
      const sleeping = (): number => stage.alive().filter(({ command }) => command.startsWith('sleep 30')).length;
      await stage.until('the tree', () => sleeping() === 3);
      await stage.stop();
      await happens(stage, () => sleeping() === 0);
      stage.saw['asleep after it'] = sleeping();
    },
    expected: { 'asleep after it': 0 },
  },
  {
    group: '33',
    name: 'send_interrupt = false: a grandchild in a session of its own is dead',
    async run(stage) {
      stage.config({ send_interrupt: false, full_bin: "sh -c 'setsid sleep 304 & sleep 305'" });
      stage.start();
      const sleeping = (): number => stage.alive().filter(({ command }) => command.startsWith('sleep 30')).length;
      await stage.until('both', () => sleeping() === 2);
      await stage.stop();
      await happens(stage, () => sleeping() === 0);
      stage.saw['asleep after it'] = sleeping();
    },
    expected: { 'asleep after it': 0 },
  },
  {
    group: '33',
    name: 'ten signals at once',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '1s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:100' } });
      await stage.started('v1');
      for (let at = 0; at < 5; at++) for (const signal of ['SIGINT', 'SIGTERM'] as const) stage.signal(signal);
      await stage.end();
      stage.saw['crashed'] = /panic:|internal error/.test(stage.stderr);
    },
    expected: { crashed: false },
  },
  {
    group: '34',
    name: 'an app that ends at SIGINT is not waited for until kill_delay (60 s) is over',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '60s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:10' } });
      await stage.started('v1');
      stage.save('v2');
      const before = await happens(stage, () => stage.log().includes('start v2'));
      stage.saw['next start'] = before ? 'before kill_delay' : 'after it';
    },
    expected: { 'next start': 'before kill_delay' },
  },
  {
    group: '34',
    name: 'an app that ignores SIGINT is killed after kill_delay (500)',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: 500 });
      stage.start([], { env: { PROBE_SIGNAL: 'ignore' } });
      await stage.started('v1');
      stage.saw['next start'] = afterMs(await restartMs(stage), 500, 'after kill_delay');
    },
    expected: { 'next start': 'after kill_delay' },
  },
  {
    group: '34',
    name: 'an app that takes 300 ms to clean up is let finish (kill_delay 60 s)',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '60s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:300' } });
      await stage.started('v1');
      stage.saw['next start'] = afterMs(await restartMs(stage), 300, 'after the cleaning up');
      stage.saw['it finished'] = stage.count('bye') === 1;
    },
    expected: { 'next start': 'after the cleaning up', 'it finished': true },
  },
  {
    group: 'gap',
    name: 'the app gets SIGINT once, at each of four restarts',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '2s' });
      stage.start([], { env: { PROBE_SIGNAL: 'count:200' } });
      await stage.started('v1');
      const again = (): boolean => stage.log().some((line) => line.startsWith('again'));
      // One is enough; air has more restarts, since the system now and then makes one of two signals.
      const last = stage.subject.name === 'gorl' ? 5 : 20;
      for (let at = 2; at <= last && !again(); at++) {
        stage.save(`v${at}`);
        await stage.started(`v${at}`);
        await stage.window(50);
      }
      stage.saw['a second time'] = again();
    },
    expected: { 'a second time': false },
    why: 'air signals the group and then the process, so that an app whose second Ctrl-C forces the end is cut short',
  },
  {
    group: 'gap',
    name: 'kill_delay of more than 5 s: the new app starts when the old one is gone',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '8s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:5600' } });
      await stage.started('v1');
      stage.save('v2');
      await stage.until('start v2', () => stage.log().includes('start v2'), Math.max(12_000, stage.subject.patienceMs));
      const log = stage.log();
      stage.saw['two at once'] = !log.slice(0, log.indexOf('start v2')).includes('bye');
      stage.signal('SIGINT');
      await stage.end(Math.max(12_000, stage.subject.patienceMs));
    },
    expected: { 'two at once': false },
    why: 'air stops waiting after 5 s: two at once, and at the end one is left behind',
  },
  {
    group: 'gap',
    name: 'a child in a process group of its own, started from a thread that is not the main one: gone after a restart and at the end',
    async run(stage) {
      stage.config();
      stage.start([], { env: { PROBE_CHILD: 'setpgid' } });
      await stage.started('v1');
      const probes = (): number => stage.alive().filter(({ command }) => command === stage.probe).length;
      await stage.until('app and child', () => probes() === 2);
      stage.save('v2');
      await stage.started('v2');
      await stage.until('the second child', () => stage.count('child') === 2);
      await happens(stage, () => probes() === 2);
      stage.saw['after a restart'] = probes();
      await stage.stop();
    },
    expected: { 'after a restart': 2 },
    why: 'air looks for children of the main thread only',
  },
];
