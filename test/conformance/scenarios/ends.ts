import { tryKill } from '../../support/gorl-rig.ts';
import type { Scenario } from '../scenario.ts';

/** Ctrl-C and other ways to end it. */
export const ends: readonly Scenario[] = [
  {
    group: '9',
    name: 'Ctrl-C with send_interrupt, kill_delay "2s" and a delay of 2000, right after a save: down within 10 s',
    async run(stage) {
      await stage.takePort();
      stage.config({ send_interrupt: true, kill_delay: '2s', delay: 2000 });
      stage.start();
      await stage.answers('v1');
      stage.save('v2');
      await stage.window(100);
      stage.signal('SIGINT');
      await stage.end(Math.max(10_000, stage.subject.patienceMs));
      stage.saw['afterwards'] = await stage.answer();
    },
    expected: { afterwards: 'refused' },
  },
  {
    group: '9',
    name: 'Ctrl-C while the app runs',
    async run(stage) {
      await stage.takePort();
      stage.config();
      stage.start();
      await stage.answers('v1');
      stage.signal('SIGINT');
      await stage.end();
      stage.saw['afterwards'] = await stage.answer();
    },
    expected: { afterwards: 'refused' },
  },
  {
    group: '9',
    name: 'Ctrl-C when the binary cannot be run ends it',
    async run(stage) {
      stage.config({ entrypoint: ['./tmp/nothing-there'] });
      stage.start();
      await stage.builds(1);
      await stage.window();
      stage.saw['still there before'] = !stage.ended();
      stage.signal('SIGINT');
      await stage.end();
    },
    expected: { 'still there before': true },
  },
  {
    group: '9',
    name: 'a failed first build, then fixed code, then Ctrl-C',
    async run(stage) {
      await stage.takePort();
      stage.config();
      stage.save('broken');
      stage.start();
      await stage.builds(1);
      await stage.window(200);
      stage.save('v2');
      await stage.answers('v2');
      stage.signal('SIGINT');
      await stage.end();
      stage.saw['afterwards'] = await stage.answer();
    },
    expected: { afterwards: 'refused' },
  },
  {
    group: '9',
    name: 'two failed builds, then Ctrl-C: no hang, no crash',
    async run(stage) {
      stage.config();
      stage.save('broken');
      stage.start();
      await stage.builds(1);
      await stage.window(200);
      stage.save('broken again');
      await stage.builds(2);
      await stage.window(200);
      stage.signal('SIGINT');
      await stage.end();
      stage.saw['crashed'] = /panic:|internal error/.test(stage.stderr);
    },
    expected: { crashed: false },
  },
  {
    group: '16',
    name: 'the exit code shows how it ended: Ctrl-C at a terminal',
    async run(stage) {
      stage.config();
      stage.start([], { terminal: true });
      await stage.started('v1');
      stage.type('\u0003');
      stage.saw['exit code'] = await stage.end();
    },
    expected: { 'exit code': 0 },
  },
  {
    group: '16',
    name: 'the exit code shows how it ended: signals from a program',
    async run(stage) {
      stage.config();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        const before = stage.starts();
        stage.start();
        await stage.until('the app', () => stage.starts() > before);
        stage.signal(signal);
        stage.saw[signal] = await stage.end();
      }
    },
    expected: { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 },
    why: 'who sends a signal expects 128 and its number; 0 is for Ctrl-C at a terminal, and for `q`',
  },
  {
    group: '16',
    name: 'the exit code shows how it ended: a config that cannot be read, a flag that does not exist',
    async run(stage) {
      stage.write('.air.toml', '[build\n');
      stage.saw['broken config'] = await stage.run([]);
      stage.config();
      stage.saw['unknown flag'] = await stage.run(['--build.no_such_flag', 'x']);
    },
    expected: { 'broken config': 2, 'unknown flag': 2 },
    why: 'usage and config are one thing to gorl: 2',
  },
  {
    group: 'gap',
    name: 'Ctrl-C during a build: the build ends too',
    async run(stage) {
      stage.config({ cmd: 'echo build >> "$LOG"; sleep 300' });
      stage.start();
      await stage.builds(1);
      await stage.stop();
    },
    expected: {},
    why: 'air leaves the command behind',
  },
  {
    group: 'gap',
    name: 'Ctrl-C during a pre_cmd: it ends too',
    async run(stage) {
      stage.config({ pre_cmd: ['echo pre >> "$LOG"; sleep 300'] });
      stage.start();
      await stage.until('pre_cmd', () => stage.count('pre') === 1);
      await stage.stop();
    },
    expected: {},
    why: 'air leaves the command behind',
  },
  {
    group: 'gap',
    name: 'SIGKILL: nothing stays',
    async run(stage) {
      stage.config();
      stage.start();
      await stage.started('v1');
      stage.signal('SIGKILL');
      await stage.end();
    },
    expected: {},
    why: 'air leaves the app behind; gorl’s guardian ends it',
  },
  {
    group: 'gap',
    name: 'a save, and Ctrl-C within 30 ms, in 27 tries: nothing stays',
    async run(stage) {
      stage.config({ delay: 1 });
      let left = 0;
      const pauses = [0, 3, 6, 9, 12, 15, 20, 25, 30];
      // One try that leaves something is enough; air has more of them, since it does so now and then.
      const rounds = stage.subject.name === 'gorl' ? 3 : 12;
      const tries = Array.from({ length: rounds }, () => pauses).flat();
      for (const [at, pauseMs] of tries.entries()) {
        const before = stage.starts();
        stage.start();
        await stage.until('the app', () => stage.starts() > before);
        await stage.window(30);
        stage.save(`v${at + 2}`);
        await stage.window(pauseMs);
        await stage.stop();
        left += await stage.finish();
        for (const { pid } of stage.alive()) tryKill(pid);
        if (left > 0) break;
      }
      stage.saw['stayed'] = left > 0;
    },
    expected: { stayed: false },
    why: 'in some of the tries air starts the new app while it ends, and leaves it behind',
  },
];
