import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { building } from '../edits.ts';
import type { Scenario } from '../scenario.ts';
import { happens } from '../waits.ts';

const source = (version: string): string => `package main // ${version}\n`;

/** Where things are: root, symbolic links, directories outside. */
export const paths: readonly Scenario[] = [
  {
    group: '31',
    name: 'root = "~/code": the home directory’s; commands run where it was started',
    async run(stage) {
      stage.config(
        { cmd: 'pwd > cwd; echo build >> "$LOG"; cat "$HOME/code/main.go" > "$HOME/code/tmp/version"' },
        'root = "~/code"',
      );
      stage.write('home/code/main.go', source('v1'));
      stage.start([], { env: { HOME: stage.path('home'), PROBE_VERSION: stage.path('home/code/tmp/version') } });
      await stage.started('v1');
      stage.write('home/code/main.go', source('v2'));
      await stage.started('v2');
      stage.saw['commands run in the starting directory'] = stage.read('cwd').trim() === stage.dir;
      stage.saw['tmp_dir is in root'] = stage.exists('home/code/tmp');
    },
    expected: { 'commands run in the starting directory': true, 'tmp_dir is in root': true },
  },
  {
    group: '31',
    name: 'root is a symbolic link to a directory',
    async run(stage) {
      stage.config({ cmd: 'echo build >> "$LOG"; cat real/main.go > real/tmp/version' }, 'root = "link"');
      stage.write('real/main.go', source('v1'));
      symlinkSync('real', stage.path('link'));
      stage.start([], { env: { PROBE_VERSION: 'real/tmp/version' } });
      await stage.started('v1');
      stage.write('real/main.go', source('v2'));
      await stage.started('v2');
    },
    expected: {},
  },
  {
    group: '31',
    name: 'root below a file is refused',
    async run(stage) {
      stage.config({}, 'root = "main.go/sub"');
      stage.saw['ends well'] = (await stage.run([])) === 0;
      stage.saw['built'] = stage.count('build') > 0;
    },
    expected: { 'ends well': false, built: false },
  },
  {
    group: '31',
    name: 'include_dir: only those in root, and those outside in addition',
    async run(stage) {
      mkdirSync(`${stage.base}/shared`);
      stage.config({ include_dir: ['in', '../shared'] });
      stage.write('in/a.go', 'a');
      stage.write('out/a.go', 'a');
      stage.start();
      await stage.started('v1');
      await stage.window(100);
      stage.saw['edits that build'] = await building(stage, {
        files: ['out/a.go', 'in/a.go', '../shared/a.go', 'main.go'],
        expected: ['in/a.go', '../shared/a.go'],
      });
    },
    expected: { 'edits that build': ['in/a.go', '../shared/a.go'] },
  },
  {
    group: '31',
    name: 'include_dir with a directory outside only: root is still watched',
    async run(stage) {
      mkdirSync(`${stage.base}/shared`);
      stage.config({ include_dir: ['../shared'] });
      stage.start();
      await stage.started('v1');
      await stage.window(100);
      writeFileSync(`${stage.base}/shared/a.go`, 'package shared\n');
      await stage.builds(2);
      await stage.window(300);
      stage.save('v2');
      await stage.started('v2');
    },
    expected: {},
  },
  {
    group: 'gorl',
    name: 'follow_symlink: a linked directory is watched, with what is below it, without exclude_unchanged too',
    async run(stage) {
      mkdirSync(`${stage.base}/linked/below`, { recursive: true });
      symlinkSync('../linked', stage.path('link'));
      stage.config({ follow_symlink: true });
      stage.start();
      await stage.started('v1');
      await stage.window(100);
      writeFileSync(`${stage.base}/linked/a.go`, 'package linked\n');
      await stage.builds(2);
      await stage.window(200);
      writeFileSync(`${stage.base}/linked/below/a.go`, 'package below\n');
      await stage.builds(3);
    },
    expected: {},
    why: 'in air the key works together with exclude_unchanged only, and for the top directory only',
  },
  {
    group: '26',
    name: 'the home directory and / are refused as root; a directory below home is not',
    async run(stage) {
      stage.config();
      const env = { HOME: stage.dir };
      stage.saw['home ends well'] = (await stage.run([], { env })) === 0;
      stage.saw['/ ends well'] = (await stage.run(['-c', stage.path('.air.toml')], { cwd: '/' })) === 0;
      stage.saw['built'] = stage.count('build') > 0;
      stage.start([], { env: { HOME: stage.base } });
      await stage.started('v1');
    },
    expected: { 'home ends well': false, '/ ends well': false, built: false },
  },
  {
    group: '26',
    name: 'ignore_dangerous_root_dir = true: it warns and runs',
    async run(stage) {
      stage.config({ ignore_dangerous_root_dir: true });
      stage.start([], { env: { HOME: stage.dir } });
      await stage.started('v1');
      stage.saw['warns'] = await happens(stage, () => /warning/i.test(stage.stderr));
    },
    expected: { warns: true },
  },
];
