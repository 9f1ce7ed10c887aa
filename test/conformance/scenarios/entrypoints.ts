import { chmodSync } from 'node:fs';
import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';

const args = (stage: Stage): string =>
  stage
    .log()
    .findLast((line) => line.startsWith('args '))
    ?.slice(5) ?? '';
const copied = 'cat main.go > tmp/version; cp "$PROBE" tmp/app';

/** What is run, and with which words. */
export const entrypoints: readonly Scenario[] = [
  {
    group: '20',
    name: 'entrypoint: a relative path is one below root, with blanks in it, and has its arguments',
    async run(stage) {
      stage.config(
        {
          cmd: 'cat main.go > "my root/tmp/version"; cp "$PROBE" "my root/my app"',
          entrypoint: ['./my app', 'one', '--two=2'],
        },
        'root = "my root"',
      );
      stage.write('my root/main.go', 'package main\n');
      stage.start([], { env: { PROBE_VERSION: 'my root/tmp/version' } });
      await stage.started('v1');
      stage.saw['arguments'] = args(stage);
    },
    expected: { arguments: '["one","--two=2"]' },
  },
  {
    group: '20',
    name: 'entrypoint: a bare name is looked up on PATH',
    async run(stage) {
      stage.write('../tools/my-runner', '#!/bin/sh\nexec "$PROBE" by-runner "$@"\n');
      chmodSync(`${stage.base}/tools/my-runner`, 0o755);
      stage.config({ entrypoint: ['my-runner', 'x'] });
      stage.start([], { env: { PATH: `${stage.base}/tools:${process.env['PATH'] ?? ''}` } });
      await stage.started('v1');
      stage.saw['arguments'] = args(stage);
    },
    expected: { arguments: '["by-runner","x"]' },
  },
  {
    group: '20',
    name: 'entrypoint: a plain text is accepted too; what is neither is an error',
    async run(stage) {
      stage.config({ cmd: copied, entrypoint: './tmp/app' });
      stage.start();
      await stage.started('v1');
      await stage.stop();
      stage.write('.air.toml', '[build]\ncmd = "true"\nentrypoint = [1]\n');
      stage.saw['a number ends well'] = (await stage.run([])) === 0;
    },
    expected: { 'a number ends well': false },
  },
  {
    group: '21',
    name: 'words after -- reach an app in bin: `-- -flag=value`',
    async run(stage) {
      stage.config({ cmd: copied, bin: './tmp/app' });
      stage.start(['--', '-flag=value']);
      await stage.started('v1');
      stage.saw['arguments'] = args(stage);
    },
    expected: { arguments: '["-flag=value"]' },
  },
  {
    group: '21',
    name: 'words after -- reach an app in full_bin, after args_bin',
    async run(stage) {
      stage.config({ cmd: copied, full_bin: 'VAR=1 ./tmp/app first', args_bin: ['$((1+1))'] });
      stage.start(['--', '-flag=value'], {});
      await stage.started('v1');
      stage.saw['arguments'] = args(stage);
    },
    expected: { arguments: '["first","2","-flag=value"]' },
  },
  {
    group: '21',
    name: 'bare words: `server --port 8080`, after entrypoint’s own and args_bin',
    async run(stage) {
      stage.config({ entrypoint: [stage.probe, 'own'], args_bin: ['from-config'] });
      stage.start(['server', '--port', '8080']);
      await stage.started('v1');
      stage.saw['arguments'] = args(stage);
    },
    expected: { arguments: '["own","from-config","server","--port","8080"]' },
  },
  {
    group: 'gorl',
    name: 'words of the command line reach the app as they are: blanks, `;` and `$`',
    async run(stage) {
      stage.config();
      stage.start(['--', 'a b', '; touch injected', '$HOME']);
      await stage.started('v1');
      stage.saw['arguments'] = args(stage).replace(stage.env()['HOME'] ?? '-', '(home)');
      await stage.window(200);
      await stage.stop();
      stage.saw['injected'] = stage.exists('injected');
    },
    expected: { arguments: '["a b","; touch injected","$HOME"]', injected: false },
    why: 'air joins them with blanks into one line for the shell',
  },
];
