import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';

/** What the app of that version said of its variables. */
function shown(stage: Stage, version: string): string {
  const log = stage.log();
  const to = log.lastIndexOf(`start ${version}`);
  const from = log.lastIndexOf('args []', to);
  return log
    .slice(from, to)
    .filter((line) => line.startsWith('env '))
    .map((line) => line.slice(4))
    .join(' ');
}

/** env_files. */
export const environment: readonly Scenario[] = [
  {
    group: '18',
    name: 'env_files: set, updated, unset when it vanishes; later files win; never over what was there before',
    async run(stage) {
      stage.config({}, 'env_files = [".env", ".env.local"]');
      stage.write('.env', 'A=1\nB=1\nGLOBAL=file\n');
      stage.write('.env.local', 'export B="2"\n');
      stage.start([], { env: { GLOBAL: 'shell', PROBE_SHOW: 'A B GLOBAL' } });
      await stage.started('v1');
      stage.saw['at first'] = shown(stage, 'v1');
      stage.write('.env', 'A=changed\n');
      await stage.window();
      stage.save('v2');
      await stage.started('v2');
      stage.saw['updated'] = shown(stage, 'v2');
      stage.write('.env', 'B=1\n');
      await stage.window();
      stage.save('v3');
      await stage.started('v3');
      stage.saw['unset'] = shown(stage, 'v3');
    },
    expected: {
      'at first': 'A=1 B=2 GLOBAL=shell',
      updated: 'A=changed B=2 GLOBAL=shell',
      unset: 'A=(unset) B=2 GLOBAL=shell',
    },
  },
  {
    group: '18',
    name: 'the commands have the variables too, and a file that is missing is no problem',
    async run(stage) {
      stage.config(
        { pre_cmd: ['echo "pre $A" >> "$LOG"'], cmd: 'echo "cmd $A" >> "$LOG"; cat main.go > tmp/version' },
        'env_files = ["missing.env", ".env"]',
      );
      stage.write('.env', 'A=1\n');
      stage.start();
      await stage.started('v1');
      stage.saw['order'] = stage.log();
    },
    expected: { order: ['pre 1', 'cmd 1', 'args []', 'start v1'] },
  },
  {
    group: 'gorl',
    name: 'an edit of an env file alone restarts the app',
    async run(stage) {
      stage.config({}, 'env_files = [".env"]');
      stage.write('.env', 'A=1\n');
      stage.start([], { env: { PROBE_SHOW: 'A' } });
      await stage.started('v1');
      await stage.window(200);
      stage.write('.env', 'A=2\n');
      await stage.until('a restart', () => stage.starts() === 2);
      stage.saw['afterwards'] = shown(stage, 'v1');
    },
    expected: { afterwards: 'A=2' },
    why: 'air reads env files at a build, and an edit of one is no reason for a build',
  },
  {
    group: 'gorl',
    name: 'an edit of .air.toml takes effect immediately',
    async run(stage) {
      stage.config();
      stage.start();
      await stage.started('v1');
      await stage.window(200);
      stage.config({ args_bin: ['new'] });
      await stage.until('a restart', () => stage.log().includes('args ["new"]'));
    },
    expected: {},
    why: 'air reads its config once',
  },
];
