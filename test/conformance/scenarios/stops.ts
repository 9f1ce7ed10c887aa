import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';

/** Restarts the app by a save; how long from its SIGINT to the next start, in ms; 0 if it was killed before it could say. */
async function restartMs(stage: Stage): Promise<number> {
  const next = `v${stage.starts() + 1}`;
  const from = stage.timedLog().length;
  stage.save(next);
  await stage.started(next);
  const since = stage.timedLog().slice(from);
  const asked = since.find(({ text }) => text === 'SIGINT')?.at;
  return asked === undefined ? 0 : (since.find(({ text }) => text === `start ${next}`)?.at ?? 0) - asked;
}

/** In steps that other work on the machine does not blur. */
function roughly(ms: number): string {
  if (ms < 300) return 'at once';
  return ms < 900 ? 'about 400 ms' : 'about 1 s';
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
      for (const delay of [1000, 400_000_000, 1, 1_000_000, 0]) {
        stage.config({ send_interrupt: true, kill_delay: delay });
        const before = stage.starts();
        stage.save(`v${before + 1}`);
        stage.start([], { env: { PROBE_SIGNAL: 'ignore' } });
        await stage.until('the app', () => stage.starts() > before);
        stage.saw[String(delay)] = roughly(await restartMs(stage));
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
      await stage.end(5_000);
      stage.saw['crashed'] = /panic:|internal error/.test(stage.stderr);
    },
    expected: { crashed: false },
  },
  {
    group: '34',
    name: 'an app that ends at SIGINT is not waited for until kill_delay (2 s) is over',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '2s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:10' } });
      await stage.started('v1');
      stage.saw['next start'] = (await restartMs(stage)) < 1_000 ? 'before kill_delay' : 'after it';
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
      const ms = await restartMs(stage);
      stage.saw['next start'] = ms >= 490 && ms < 1_500 ? 'after kill_delay' : `after ${ms} ms`;
    },
    expected: { 'next start': 'after kill_delay' },
  },
  {
    group: '34',
    name: 'an app that takes 300 ms to clean up is let finish (kill_delay 2 s)',
    async run(stage) {
      stage.config({ send_interrupt: true, kill_delay: '2s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:300' } });
      await stage.started('v1');
      const ms = await restartMs(stage);
      stage.saw['next start'] = ms >= 290 && ms < 1_500 ? 'after the cleaning up' : `after ${ms} ms`;
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
      for (const version of ['v2', 'v3', 'v4', 'v5']) {
        stage.save(version);
        await stage.started(version);
        await stage.window(50);
      }
      stage.saw['a second time'] = stage.log().some((line) => line.startsWith('again'));
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
      await stage.until('start v2', () => stage.log().includes('start v2'), 12_000);
      const log = stage.log();
      stage.saw['two at once'] = !log.slice(0, log.indexOf('start v2')).includes('bye');
      stage.signal('SIGINT');
      await stage.end(12_000);
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
      stage.saw['after a restart'] = probes();
      await stage.stop();
    },
    expected: { 'after a restart': 2 },
    why: 'air looks for children of the main thread only',
  },
];
