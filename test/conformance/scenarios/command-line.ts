import { buildsAfterSameBytes } from '../edits.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';

const copied = 'echo build >> "$LOG"; cat main.go > tmp/version; cp "$PROBE" tmp/app';

async function startedWith(stage: Stage, args: readonly string[]): Promise<void> {
  stage.start(args, { env: { PROBE_SHOW: 'A B C' } });
  await stage.started('v1');
}

const variables = (stage: Stage): string[] =>
  stage
    .log()
    .filter((line) => line.startsWith('env '))
    .map((line) => line.slice(4));

/** Flags. */
export const commandLine: readonly Scenario[] = [
  {
    group: '28',
    name: '--build.cmd beats the file; -x v, -x=v, --x v and --x=v are the same',
    async run(stage) {
      const line = 'echo by-flag >> "$LOG"; cat main.go > tmp/version';
      for (const args of [
        ['-build.cmd', line],
        [`-build.cmd=${line}`],
        ['--build.cmd', line],
        [`--build.cmd=${line}`],
      ]) {
        stage.config();
        const before = stage.starts();
        stage.start(args);
        await stage.until('the app', () => stage.starts() > before);
        await stage.stop();
      }
      stage.saw['by flag'] = stage.count('by-flag');
      stage.saw['by file'] = stage.count('build');
    },
    expected: { 'by flag': 4, 'by file': 0 },
  },
  {
    group: '28',
    name: '--tmp_dir',
    async run(stage) {
      stage.config({ cmd: 'cat main.go > other/version' });
      stage.start(['--tmp_dir', 'other'], { env: { PROBE_VERSION: 'other/version' } });
      await stage.started('v1');
      stage.saw['tmp is there'] = stage.exists('tmp');
    },
    expected: { 'tmp is there': false },
  },
  {
    group: '28',
    name: '--build.exclude_unchanged true: the same bytes build nothing',
    async run(stage) {
      stage.config();
      const args = ['--build.exclude_unchanged', 'true'];
      stage.saw['builds after the same bytes'] = await buildsAfterSameBytes(stage, args, 1_500);
    },
    expected: { 'builds after the same bytes': 0 },
  },
  {
    group: '28',
    name: '--build.send_interrupt true --build.kill_delay 10000',
    async run(stage) {
      stage.config();
      stage.start(['--build.send_interrupt', 'true', '--build.kill_delay', '10000'], {
        env: { PROBE_SIGNAL: 'graceful:300' },
      });
      await stage.started('v1');
      stage.save('v2');
      await stage.started('v2');
      stage.saw['the app could clean up'] = stage.count('bye') === 1;
    },
    expected: { 'the app could clean up': true },
  },
  {
    group: '28',
    name: 'list flags: commas, a second use adds, the first replaces the default',
    async run(stage) {
      stage.config({}, 'env_files = ["file.env"]');
      stage.write('file.env', 'A=file\n');
      stage.write('b.env', 'B=flag\n');
      stage.write('c.env', 'C=flag\n');
      await startedWith(stage, ['--env_files', 'none.env,b.env', '--env_files', 'c.env']);
      stage.saw['variables'] = variables(stage);
    },
    expected: { variables: ['A=(unset)', 'B=flag', 'C=flag'] },
  },
  {
    group: '28',
    name: '--build.exclude_regex "" empties only that',
    async run(stage) {
      stage.config();
      stage.write('a_test.go', 'a');
      stage.write('vendor/a.go', 'a');
      await startedWith(stage, ['--build.exclude_regex', '']);
      await stage.window(100);
      stage.write('vendor/a.go', 'b');
      await stage.window();
      stage.write('a_test.go', 'b');
      await stage.builds(2);
      stage.saw['builds after vendor/a.go'] = stage.count('build') - 2;
    },
    expected: { 'builds after vendor/a.go': 0 },
  },
  {
    group: '28',
    name: 'without a config file: --build.cmd with --build.bin, and with --build.full_bin',
    async run(stage) {
      stage.start(['--build.cmd', copied, '--build.bin', './tmp/app']);
      await stage.started('v1');
      await stage.stop();
      stage.save('v2');
      stage.start(['--build.cmd', copied, '--build.full_bin', './tmp/app full']);
      await stage.started('v2');
      stage.saw['arguments'] = stage.log().filter((line) => line.startsWith('args '));
    },
    expected: { arguments: ['args []', 'args ["full"]'] },
  },
  {
    group: '28',
    name: 'without a config file: --build.bin alone names what `go build -o` of one’s own made',
    async run(stage) {
      stage.write('go.mod', 'module example.com/bin\n\ngo 1.19\n');
      stage.write('main.go', 'package main\n\nfunc main() { println("said v1"); select {} }\n');
      stage.write('other', '#!/bin/sh\necho other >&2\n');
      stage.start(['--build.bin', 'sh ./other']);
      await stage.until('its words', () => /said v1|not found|failed to start|no such|cannot/i.test(stage.stderr));
      stage.saw['the built one was run instead'] = stage.stderr.includes('said v1');
    },
    expected: { 'the built one was run instead': false },
  },
  {
    group: '28',
    name: 'a flag takes effect even if its value is the default: --tmp_dir tmp over tmp_dir = "other"',
    async run(stage) {
      stage.config({}, 'tmp_dir = "other"');
      stage.start(['--tmp_dir', 'tmp']);
      await stage.started('v1');
      stage.saw['other is there'] = stage.exists('other');
    },
    expected: { 'other is there': false },
    why: 'air takes a flag with the default’s text for one that was not given',
  },
  {
    group: '28',
    name: 'called by the name air: `run` and `config` are words for the app, `init` is the command',
    async run(stage) {
      stage.config();
      for (const args of [['run', './x'], ['config']]) {
        const before = stage.starts();
        stage.start(args, { asAir: true });
        await stage.until('the app', () => stage.starts() > before);
        await stage.stop();
      }
      stage.saw['arguments'] = stage.log().filter((line) => line.startsWith('args '));
      stage.saw['a second init ends well'] = (await stage.run(['init'], { asAir: true })) === 0;
    },
    expected: { arguments: ['args ["run","./x"]', 'args ["config"]'], 'a second init ends well': false },
  },
  {
    group: '28',
    name: 'a flag without its value, boolean ones too, is an error: exit code 2',
    async run(stage) {
      stage.config();
      stage.saw['exit code'] = await stage.run(['--build.poll']);
      stage.saw['built'] = stage.count('build') > 0;
    },
    expected: { 'exit code': 2, built: false },
  },
];
