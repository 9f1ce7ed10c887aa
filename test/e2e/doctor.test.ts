import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePort, gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { runGorl, type Finished } from '../support/run-gorl.ts';
import { pathWithoutGo } from './tools.ts';

interface Check {
  readonly id: string;
  readonly status: string;
  readonly summary: string;
  readonly hint?: string;
}

/** What is said of `id` in a line each, as text and as JSON. */
async function doctor(
  rig: GorlRig,
  run: (args: readonly string[]) => Promise<Finished> = (args) => runGorl(rig, args),
) {
  const text = await run(['doctor']);
  const json = await run(['doctor', '--json']);
  expect(json.code).toBe(text.code);
  expect(text.stderr + json.stderr).toBe('');
  const parsed = JSON.parse(json.stdout) as { v: number; checks: readonly Check[]; status: string };
  expect(parsed.v).toBe(1);
  expect(json.stdout.trimEnd()).not.toContain('\n');
  const lines = text.stdout.split('\n').slice(0, -3);
  expect(lines).toHaveLength(parsed.checks.length);
  for (const [at, check] of parsed.checks.entries())
    expect(lines[at]).toMatch(new RegExp(`^${check.status} +${check.id} `));
  return {
    code: text.code,
    status: parsed.status,
    /** Without what only says how much of inotify is in use on this machine. */
    problems: lines.filter((line) => line.startsWith('problem ') && !/^\w+ +watch-limits /.test(line)),
    lines: (id: string): readonly string[] => lines.filter((line) => new RegExp(`^\\w+ +${id} `).test(line)),
  };
}

/** A port that the program is free to use, so that what else runs on this machine does not matter. */
async function hello(more: Readonly<Record<string, string>> = {}): Promise<GorlRig> {
  const env = { PORT: String(await freePort()), ...more };
  return new GorlRig({ from: 'fixtures/http-hello', env });
}

describe('gorl doctor', () => {
  test('where nothing is broken: no problem', async () => {
    await using rig = await hello();
    rig.write('.air.toml', '[build]\ncmd = "go build -o ./tmp/main ."\nentrypoint = ["./tmp/main"]\n');
    const { code, status, lines, problems } = await doctor(rig);
    expect(problems).toEqual([]);
    expect(code).toBe(status === 'problem' ? 1 : 0);
    expect(lines('go')).toEqual([expect.stringMatching(/^ok +go +go1\.\d+(\.\d+)? at \/.*\/go$/)]);
    expect(lines('module')).toEqual([expect.stringMatching(/^ok +module +example\.com\/http-hello/)]);
    expect(lines('main-packages')).toEqual([expect.stringMatching(/^ok .* \., from build\.cmd$/)]);
    expect(lines('config')).toEqual([expect.stringMatching(/^ok .* using \.air\.toml; 2 keys set/)]);
    expect(lines('port')).toEqual([expect.stringMatching(/^ok .* \(\$PORT\) is free$/)]);
    expect(lines('node')).toHaveLength(1);
    expect(lines('container')).toHaveLength(1);
    // It only looks.
    expect(() => rig.read('tmp/main')).toThrow('ENOENT');
    const detailed = await runGorl(rig, ['doctor', '-d']);
    expect(detailed.stdout).toMatch(/build\.entrypoint = \["\.\/tmp\/main"\] +\.air\.toml:3/);
  });

  test('1: no go', async () => {
    await using tools = new GorlRig();
    await using rig = await hello({ PATH: pathWithoutGo(tools) });
    const { code, status, lines } = await doctor(rig);
    expect([code, status]).toEqual([1, 'problem']);
    expect(lines('go')).toEqual([expect.stringMatching(/^problem +go +no go command on PATH; install Go from /)]);
    rig.write('.air.toml', '[build]\ncmd = "./build.sh"\n');
    expect((await doctor(rig)).lines('go')).toEqual([expect.stringMatching(/^warning +go +no go command on PATH/)]);
  });

  test('2: no module', async () => {
    await using rig = new GorlRig({
      files: { 'main.go': 'package main\n\nfunc main() {}\n', 'api/go.mod': 'module x\n' },
    });
    const { code, lines } = await doctor(rig);
    expect(code).toBe(1);
    expect(lines('module')).toEqual([
      expect.stringMatching(/^problem +module +no go\.mod in .*; start gorl in \.\/api/),
    ]);
  });

  test('3: the port is taken', async () => {
    await using rig = await hello();
    const port = Number(rig.env()['PORT']);
    const server = await listen(port);
    try {
      const { code, lines } = await doctor(rig);
      expect(code).toBe(1);
      expect(lines('port')).toEqual([
        expect.stringMatching(
          new RegExp(
            `^problem +port +${port} \\(\\$PORT\\) is in use by .* \\(pid ${process.pid}\\); stop it \\(kill ${process.pid}\\)`,
          ),
        ),
      ]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    // While gorl runs the program there, it is nobody's fault.
    rig.start();
    await listening(rig, port);
    const running = await doctor(rig);
    expect(running.problems).toEqual([]);
    expect(running.lines('port')).toEqual([
      expect.stringMatching(new RegExp(`^warning .* run by another gorl \\(pid ${rig.pid}\\)`)),
    ]);
  });

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

  test('6: a config with three mistakes', async () => {
    await using rig = await hello();
    rig.write('.air.toml', '[build]\ndellay = 5\nrerun = "yes"\nkill_delay = "soon"\n');
    const { code, lines } = await doctor(rig);
    expect(code).toBe(2);
    expect(lines('config')).toEqual([
      expect.stringMatching(/^warning .*\.air\.toml:2:1: unknown key "build\.dellay".* did you mean build\.delay\?$/),
      expect.stringMatching(/^problem .*\.air\.toml:3:9: build\.rerun must be true or false/),
      expect.stringMatching(/^problem .*\.air\.toml:4:14: build\.kill_delay /),
    ]);
    // Warnings alone do not fail.
    rig.write('.air.toml', '[build]\ndellay = 5\n');
    expect((await doctor(rig)).problems).toEqual([]);
    rig.write('.air.toml', '[build]\nexclude_regex = ["("]\n');
    const regex = await doctor(rig);
    expect(regex.code).toBe(2);
    expect(regex.lines('config').join('\n')).toMatch(/^problem .*\.air\.toml:2:17: .*exclude_regex: "\("/m);
    // Exponential for an engine that tries all ways.
    rig.write('.air.toml', `[build]\nexclude_regex = ['(a+)+\\.txt$']\n`);
    rig.write(`${'a'.repeat(40)}.go`, 'package main\n');
    expect((await doctor(rig)).problems).toEqual([]);
  });

  test('several main packages, and none', async () => {
    await using rig = new GorlRig({ from: 'fixtures/multi-cmd' });
    const several = await doctor(rig);
    expect(several.lines('main-packages')).toEqual([
      expect.stringMatching(/^warning .*there are 2: \.\/cmd\/api, \.\/cmd\/worker; .*gorl run \.\/cmd\/api/),
    ]);
    await using empty = new GorlRig({ files: { 'go.mod': 'module x\n\ngo 1.19\n', 'a.go': 'package a\n' } });
    const none = await doctor(empty);
    expect(none.code).toBe(1);
    expect(none.lines('main-packages')).toEqual([
      expect.stringMatching(/^problem .*none found: no package is named main/),
    ]);
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

  test('a bin that is not what the build writes, as a start says it', async () => {
    await using rig = await hello();
    const config = (bin: string): void =>
      rig.write('.air.toml', `[build]\ncmd = "go build -o dist/ ."\nbin = "${bin}"\n`);
    config('./tmp/old');
    const wrong = await doctor(rig);
    expect(wrong.problems).toEqual([]);
    expect(wrong.lines('config').slice(1)).toEqual([
      expect.stringMatching(
        /^warning .*\.air\.toml:3:7: build\.bin is \.\/tmp\/old, but the build writes \.\/dist\/http-hello, which gorl runs; write: bin = "\.\/dist\/http-hello"$/,
      ),
    ]);
    config('./dist/http-hello');
    expect((await doctor(rig)).lines('config')).toHaveLength(1);
  });

  test('programs that the config names and nobody has, embedded files that are missing, a config of the past', async () => {
    await using rig = await hello();
    rig.write('.air.conf', '[build]\n');
    rig.write('static.go', 'package main\n\nimport _ "embed"\n\n//go:embed static/app.css\nvar style string\n');
    const old = await doctor(rig);
    expect(old.code).toBe(1);
    expect(old.lines('config')[1]).toMatch(/^warning .*\.air\.conf is ignored: .*; rename it to \.air\.toml$/);
    expect(old.lines('embed')).toEqual([
      expect.stringMatching(
        /^problem .*static\.go:5:12: pattern static\/app\.css: no matching files found; create the files/,
      ),
    ]);
    rig.write('static/app.css', 'a {}\n');
    rig.write('.air.toml', '[build]\npre_cmd = ["./tailwindcss -i a"]\ncmd = "no-such-task build"\n');
    const { code, lines } = await doctor(rig);
    expect(code).toBe(1);
    expect(lines('embed')).toEqual([]);
    expect(lines('commands')).toEqual([
      expect.stringMatching(/^problem .*build\.pre_cmd needs \.\/tailwindcss, which does not exist;/),
      expect.stringMatching(/^problem .*build\.cmd needs no-such-task, which is not on PATH;/),
    ]);
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

  test('takes no arguments', async () => {
    await using rig = await hello();
    expect(await runGorl(rig, ['doctor', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('takes no arguments'),
    });
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function whyNoUserNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'inotify limits are Linux only';
  try {
    execFileSync('unshare', ['-U', '-r', 'sh', '-c', 'echo 150 > /proc/sys/user/max_inotify_watches'], {
      stdio: 'pipe',
    });
    return undefined;
  } catch (error) {
    return `no user namespace with its own limits here: ${String(error).split('\n')[0]}`;
  }
}
