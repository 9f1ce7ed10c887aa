import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { whyNoUserNamespace } from '../support/user-namespace.ts';
import { gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { runGorl, type Finished } from '../support/run-gorl.ts';
import { doctor, hello } from './run-doctor.ts';

describe('gorl doctor', () => {
  const noNamespace = whyNoUserNamespace();
  if (noNamespace !== undefined) console.log(`skipped: ${noNamespace}`);
  test.skipIf(noNamespace !== undefined)('4: a watch limit of 150', async () => {
    await using rig = await hello();
    const limited = (args: readonly string[]): Promise<Finished> =>
      new Promise((resolve) => {
        const script = 'echo 150 > /proc/sys/user/max_inotify_watches; exec "$@"';
        const words = ['-U', '-r', 'sh', '-c', script, 'sh', process.execPath, gorlBin(), ...args];
        execFile('unshare', words, { cwd: rig.dir, env: rig.env() }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        );
      });
    const few = await doctor(rig, limited);
    expect(few.code).toBe(0);
    expect(few.lines('watch-limits')[0]).toMatch(
      /^warning .* up to 150 directories can be watched .* needs 1; that is low; raise it: sudo sysctl /,
    );
    for (let at = 0; at < 200; at++) mkdirSync(rig.path(`pkg/p${at}`), { recursive: true });
    const many = await doctor(rig, limited);
    expect(many.code).toBe(1);
    expect(many.lines('watch-limits')[0]).toMatch(
      /^problem .* up to 150 directories can be watched .* needs 202: gorl has to poll the others; raise it: sudo sysctl fs\.inotify\.max_user_watches=524288$/,
    );
  });

  test('5: a root on a file system without events', async () => {
    await using rig = await hello();
    // Stands in for such a file system: the magic number of 9p (statfs(2)).
    rig.write(
      '.hook.cjs',
      "const fs = require('node:fs');\nfs.statfsSync = () => ({ type: 0x01021997 });\nrequire('node:module').syncBuiltinESMExports();\n",
    );
    const env = rig.env({ NODE_OPTIONS: `--require ${rig.path('.hook.cjs')}` });
    const onSilent = (args: readonly string[]): Promise<Finished> => runGorl(rig, args, { env });
    const polled = await doctor(rig, onSilent);
    expect(polled.code).toBe(0);
    expect(polled.lines('file-system')).toEqual([
      expect.stringMatching(/^warning +file-system .*: 9p sends no events, so gorl polls every 500 ms; /),
    ]);
    expect(polled.lines('watch-limits')).toEqual([expect.stringMatching(/^ok .*no limit applies, because gorl polls/)]);
    // Not by a file, where `air init` has written it.
    const forbidden = await doctor(rig, (args) => runGorl(rig, args, { env: { ...env, GORL_BUILD_POLL: 'false' } }));
    expect(forbidden.code).toBe(1);
    expect(forbidden.lines('file-system')[0]).toMatch(
      /^problem .*9p sends no events, and build\.poll = false keeps gorl from polling/,
    );
  });

  test('measures the tree that a start watches', async () => {
    const main = 'package main\n\nfunc main() { select {} }\n';
    // In a directory of one of two modules.
    await using rig = new GorlRig({
      env: { air_wd: 'api/cmd/api' },
      files: {
        'go.work': 'go 1.21\n\nuse (\n\t./api\n\t./shared\n)\n',
        'api/go.mod': 'module example.com/api\n\ngo 1.21\n',
        'api/cmd/api/main.go': main,
        'api/internal/store/store.go': 'package store\n',
        'shared/go.mod': 'module example.com/shared\n\ngo 1.21\n',
        'shared/a/a.go': 'package a\n',
      },
    });
    const { lines } = await doctor(rig);
    const [, needed] = /this project needs (\d+)/.exec(lines('watch-limits')[0] ?? '') ?? [];
    rig.start();
    const { directories } = await rig.waitForEvent('watch-started');
    expect(directories).toBeGreaterThan(5);
    expect(Number(needed)).toBe(directories);
  });

  test('knows the main package that a start finds, and watches it although .gitignore names it', async () => {
    await using rig = new GorlRig({
      files: {
        'go.mod': 'module example.com/app\n\ngo 1.19\n',
        'gen/app/main.go': 'package main\n\nfunc main() { select {} }\n',
        '.gitignore': 'gen\n',
      },
    });
    const { lines } = await doctor(rig);
    const [, needed] = /this project needs (\d+)/.exec(lines('watch-limits')[0] ?? '') ?? [];
    rig.start();
    const { directories } = await rig.waitForEvent('watch-started');
    expect(directories).toBeGreaterThan(1);
    expect(Number(needed)).toBe(directories);
  });

  test('a tracked file that .gitignore names, and how', async () => {
    await using rig = new GorlRig({
      files: {
        'go.mod': 'module example.com/app\n\ngo 1.21\n',
        'cmd/app/main.go': 'package main\n\nfunc main() {}\n',
        '.gitignore': 'app\n',
      },
    });
    for (const args of [
      ['init', '-q'],
      ['add', '-f', '.'],
    ])
      execFileSync('git', args, { cwd: rig.dir, env: rig.env() });
    const { lines } = await doctor(rig);
    // Left out of the watch with its place and the remedy, or watched all the same: what is said is what a start does.
    rig.start();
    const { files } = await rig.waitForEvent('watch-started');
    expect(lines('git')).toEqual([
      files > 1
        ? expect.stringMatching(/^ok .*1 tracked file named by \.gitignore, but watched anyway$/)
        : expect.stringMatching(
            /^warning .*cmd\/app\/main\.go: tracked by git, .* of \.gitignore:1 \(app\); if it means only .* write \/app instead/,
          ),
    ]);
  });
});
