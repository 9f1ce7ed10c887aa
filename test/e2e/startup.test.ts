import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { said, setVersion, talkingApp } from '../support/talking-app.ts';
import { TerminalRig } from '../support/terminal-rig.ts';
import { pathWithoutGo } from './tools.ts';

const twoMains = (): Record<string, string> => ({ ...talkingApp('cmd/api'), ...talkingApp('cmd/worker') });

describe('what keeps gorl from starting is told at once', () => {
  test('no go.mod', async () => {
    await using rig = new GorlRig({ files: { 'main.go': 'package main\n\nfunc main() {}\n' } });
    const { code, stderr } = await runGorl(rig, []);
    expect(code).toBe(3);
    expect(stderr).toMatch(/no go\.mod/i);
    expect(stderr).toContain('go mod init');
  });

  test('no go on PATH; a custom cmd needs none', async () => {
    await using tools = new GorlRig();
    await using rig = new GorlRig({ files: talkingApp(), env: { PATH: pathWithoutGo(tools) } });
    const { code, stderr } = await runGorl(rig, []);
    expect(code).toBe(3);
    expect(stderr).toContain('no go command on PATH');
    expect(stderr).toContain('https://go.dev/dl');
    rig.write('.air.toml', '[build]\ncmd = "mkdir -p tmp && cp run.sh tmp/main && chmod +x tmp/main"\n');
    rig.write('run.sh', '#!/bin/sh\necho custom runs\n');
    rig.start();
    await rig.until('the app', 60_000, () => rig.stdout.includes('custom runs'));
  });

  test('no main package', async () => {
    await using rig = new GorlRig({
      files: { 'go.mod': 'module example.com/lib\n\ngo 1.19\n', 'lib.go': 'package lib\n' },
    });
    const { code, stderr } = await runGorl(rig, []);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no main package/);
    expect(stderr).toContain('gorl run');
  });

  test('what the config says is told as well', async () => {
    await using rig = new GorlRig({ files: { ...twoMains(), '.air.toml': '[bild]\ncmd = "true"\n' } });
    const { code, stderr } = await runGorl(rig, []);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unknown table "bild"[^]*did you mean \[build\]\?[^]*main packages/);
  });

  test('several main packages, nobody to ask', async () => {
    await using rig = new GorlRig({ files: twoMains() });
    const { code, stderr } = await runGorl(rig, []);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\s*gorl run \.\/cmd\/api$/m);
    expect(stderr).toMatch(/^\s*gorl run \.\/cmd\/worker$/m);
  });

  test.each([
    ['./cmd/apii', /there is no directory \.\/cmd\/apii\n\s+gorl run \.\/cmd\/api\n[^]*did you mean \.\/cmd\/api\?/],
    ['./lib', /\.\/lib is package lib, not a main package\n\s+gorl run \.\/cmd\/api/],
    ['fmt', /fmt is package fmt, not a main package/],
    ['cmd/worker', /did you mean \.\/cmd\/worker\?/],
    ['lib/libb.go', /there is no file lib\/libb\.go\n\s+\S+ did you mean lib\/lib\.go\?/],
    ['lib/lib.go', /lib\/lib\.go is package lib, not a main package/],
    [undefined, /no Go files in [^]*gorl run \.\/cmd\/api\n\s+gorl run \.\/cmd\/worker/],
  ])('gorl run %s, nobody to ask', async (target, pattern) => {
    await using rig = new GorlRig({ files: { ...twoMains(), 'lib/lib.go': 'package lib\n' } });
    const { code, stderr } = await runGorl(rig, target === undefined ? ['run'] : ['run', target]);
    expect(stderr).toMatch(pattern);
    expect(code).toBe(2);
  });

  test('an unknown flag', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    const { code, stderr } = await runGorl(rig, ['--build.dellay', '5']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: unknown flag --build\.dellay\n\s+\S+ did you mean --build\.delay\?/);
    expect((await runGorl(rig, ['-onc'])).stderr).toContain('did you mean --once?');
  });

  test('a flag without its value, and one with a wrong value', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    expect(await runGorl(rig, ['--build.cmd'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/build\.cmd/) });
    const wrong = await runGorl(rig, ['--build.delay', 'abc']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('--build.delay');
  });

  test('a config file that is not there', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    const { code, stderr } = await runGorl(rig, ['-c', 'nothing.toml']);
    expect(code).toBe(2);
    expect(stderr).toContain('nothing.toml');
  });

  test('a broken config, with its place', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[build]\ndelay = "soon"\n' } });
    const { code, stderr } = await runGorl(rig, []);
    expect(code).toBe(2);
    expect(stderr).toContain('.air.toml:2:');
  });

  test('a root that is not there, and one that is a file', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    expect(await runGorl(rig, ['--root', 'nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere does not exist'),
    });
    expect(await runGorl(rig, ['--root', 'main.go'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not a directory'),
    });
    expect(existsSync(rig.path('nowhere'))).toBe(false);
  });

  test('a home directory is no project, unless the user says so', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    const env = rig.env({ HOME: rig.dir });
    const refused = await runGorl(rig, [], { env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('ignore_dangerous_root_dir');
    const anyway = ['--build.ignore_dangerous_root_dir', 'true'];
    const trivial = ['--once', '--build.cmd', 'true', '--build.full_bin', 'true'];
    const allowed = await runGorl(rig, [...anyway, ...trivial], { env });
    expect(allowed.code).toBe(0);
    expect(allowed.stderr).not.toContain('not a project');
    expect(allowed.stderr).toContain('a lot of files');
  });
});

describe('which program, and with which words', () => {
  test('one main below the root is found', async () => {
    await using rig = new GorlRig({ files: talkingApp('cmd/only') });
    rig.start();
    expect((await said(rig)).version).toBe('v1');
    expect((await rig.waitForEvent('session-started')).target).toBe('./cmd/only');
  });

  test('at a terminal the user chooses', async () => {
    await using rig = new TerminalRig({ files: twoMains() });
    rig.start();
    await rig.waitForScreen('Which main package?');
    rig.press('2\r');
    expect((await rig.waitForEvent('session-started')).target).toBe('./cmd/worker');
    await rig.waitForEvent('process-started');
    // The keyboard belongs to gorl again.
    rig.press('r');
    await rig.waitForEvent('process-started');
    rig.press('q');
    expect(await rig.waitForExit()).toBe(0);
  });

  test('gorl run, with flags of go build and arguments of the app', async () => {
    await using rig = new GorlRig({ files: twoMains() });
    rig.write('cmd/api/extra.go', '//go:build extra\n\npackage main\n\nfunc init() { println("extra is in") }\n');
    rig.start(['run', '-tags', 'extra', './cmd/api', 'serve', '--flag', '-x=1']);
    expect((await said(rig)).args).toEqual(['serve', '--flag', '-x=1']);
    await rig.until('the tagged file', 60_000, () => rig.stderr.includes('extra is in'));
    setVersion(rig, 'v2', 'cmd/api');
    expect((await said(rig, 2)).args).toEqual(['serve', '--flag', '-x=1']);
  });

  test.each([
    { args: ['server', '--port', '8080'], reach: ['server', '--port', '8080'] },
    { args: ['--', '--verbose', '--', 'x'], reach: ['--verbose', '--', 'x'] },
    { args: ['-c', 'none.toml', 'init'], reach: ['init'] },
    { args: ['intt', 'a b'], reach: ['intt', 'a b'] },
    {
      args: ['--', 'a b', '$HOME', '; echo x', '', '*', "it's", '"', '`id`', '\n'],
      reach: ['a b', '$HOME', '; echo x', '', '*', "it's", '"', '`id`', '\n'],
    },
  ])('$args reach the app as they are', async ({ args, reach }) => {
    await using rig = new GorlRig({ files: { ...talkingApp(), 'none.toml': '' } });
    rig.start(args);
    expect((await said(rig)).args).toEqual(reach);
    expect(await rig.waitForEvent('session-started')).toMatchObject({ args: reach });
  });
});

describe('flags and variables', () => {
  test.each([
    { args: ['-build.delay', '0'], value: '0' },
    { args: ['-build.delay=7'], value: '7' },
    { args: ['--build.delay', '8'], value: '8' },
    { args: ['--build.delay=9'], value: '9' },
  ])('$args', async ({ args, value }) => {
    await using rig = new GorlRig({ files: talkingApp() });
    const { code, stdout } = await runGorl(rig, ['config', ...args]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(String.raw`^build\.delay\s+= ${value}\s+--build\.delay( \(the longest .*\))?$`, 'm'),
    );
  });

  test('gorl config tells where each value comes from', async () => {
    await using rig = new GorlRig({
      files: {
        ...talkingApp(),
        '.air.toml': 'tmp_dir = "out"\n[build]\nargs_bin = ["a"]\nrerun = true\n[build.linux]\nargs_bin = ["b"]\n',
      },
    });
    const { code, stdout, stderr } = await runGorl(rig, ['config', '--build.rerun_delay', '5'], {
      env: rig.env({ GORL_BUILD_STOP_ON_ERROR: 'true' }),
    });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^tmp_dir +?= "out" +\.air\.toml:1$/m);
    expect(stdout).toMatch(/^build\.args_bin +?= \["b"\] +\.air\.toml:6 \[build\.linux\]$/m);
    expect(stdout).toMatch(/^build\.rerun +?= true +\.air\.toml:4$/m);
    expect(stdout).toMatch(/^build\.rerun_delay += 5 .*--build\.rerun_delay$/m);
    expect(stdout).toMatch(/^build\.stop_on_error += true +GORL_BUILD_STOP_ON_ERROR$/m);
    expect(stdout).toMatch(/^build\.poll_interval += .* default/m);
  });

  test('-c names another config', async () => {
    await using rig = new GorlRig({
      files: {
        ...talkingApp(),
        '.air.toml': '[build]\nargs_bin = ["wrong"]\n',
        'conf/other.toml': '[build]\nargs_bin = ["right"]\n',
      },
    });
    rig.start(['-c', 'conf/other.toml']);
    expect(await said(rig)).toMatchObject({ args: ['right'], cwd: rig.dir });
  });

  test('air_wd: everything happens there', async () => {
    const files = Object.fromEntries(Object.entries(talkingApp()).map(([name, text]) => [`app/${name}`, text]));
    await using rig = new GorlRig({
      files: { ...files, 'app/.air.toml': '[build]\nargs_bin = ["there"]\n' },
      env: { air_wd: 'app' },
    });
    rig.start();
    expect(await said(rig)).toMatchObject({ args: ['there'], cwd: rig.path('app') });
    const name = 'app/main.go';
    rig.write(name, rig.read(name).replace('"v1"', '"v2"'));
    expect((await said(rig, 2)).version).toBe('v2');
    expect(existsSync(rig.path('tmp'))).toBe(false);
  });

  test('--version and --help are answers, not errors', async () => {
    await using rig = new GorlRig({ files: { '.air.toml': 'broken' } });
    for (const args of [['--version'], ['-v'], ['-version']]) {
      const { code, stdout, stderr } = await runGorl(rig, args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^gorl \d+\.\d+\.\d+/);
    }
    for (const args of [['--help'], ['-h'], ['run', '--help'], ['init', '-h'], ['config', '--help']]) {
      const { code, stdout, stderr } = await runGorl(rig, args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Usage');
    }
  });
});

describe('gorl init', () => {
  test('writes once', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    expect(await runGorl(rig, ['init'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('.air.toml written'),
    });
    const text = rig.read('.air.toml');
    expect(text).toContain('go build -o ./tmp/main .');
    rig.write('.air.toml', '# mine\n');
    const again = await runGorl(rig, ['init']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('.air.toml already exists');
    expect(rig.read('.air.toml')).toBe('# mine\n');
  });

  test('where there is no go.mod, that is said', async () => {
    await using rig = new GorlRig();
    const { code, stdout, stderr } = await runGorl(rig, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('.air.toml written');
    expect(stderr).toMatch(/warning: no go\.mod in .*\n.*go mod init/);
  });

  test('fits several mains, templates and an env file; what it wrote runs', async () => {
    await using rig = new GorlRig({
      files: { ...twoMains(), 'web/page.tmpl': 'x', '.env': 'APP_FROM=file\n', 'assets/logo.svg': 'x' },
    });
    const { code, stdout } = await runGorl(rig, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('./cmd/worker');
    const text = rig.read('.air.toml');
    expect(text).toContain('go build -o ./tmp/main ./cmd/api');
    expect(text).toMatch(/^# .*\.\/cmd\/worker/m);
    expect(text).toMatch(/include_ext = \["go", "tmpl"\]/);
    expect(text).toMatch(/env_files = \["\.env"\]/);
    expect(text).toMatch(/exclude_dir = .*"assets"/);
    rig.start();
    expect((await said(rig)).env).toEqual({ APP_FROM: 'file' });
    expect(rig.events.filter(({ type }) => type === 'problems')).toEqual([]);
  });
});

describe('where the project lies', () => {
  test('a hidden project directory is watched, and so is a symlinked one', async () => {
    await using rig = new GorlRig();
    for (const [name, text] of Object.entries(talkingApp())) rig.write(`.hidden/${name}`, text);
    symlinkSync(rig.path('.hidden'), rig.path('link'));
    rig.start([
      '--root',
      'link',
      '--build.cmd',
      'cd link && go build -o ../tmp/app .',
      '--build.entrypoint',
      '../tmp/app',
    ]);
    await said(rig);
    rig.write('.hidden/main.go', rig.read('.hidden/main.go').replace('"v1"', '"v2"'));
    expect((await said(rig, 2)).version).toBe('v2');
  });

  test('started in a hidden directory', async () => {
    await using rig = new GorlRig();
    for (const [name, text] of Object.entries(talkingApp())) rig.write(`.hidden/${name}`, text);
    rig.start(['--once', '--build.cmd', 'true', '--build.full_bin', 'true']);
    expect(await rig.waitForExit()).toBe(0);
    await using inside = new GorlRig({ files: {}, env: { air_wd: rig.path('.hidden') } });
    inside.start();
    await said(inside);
    rig.write('.hidden/main.go', rig.read('.hidden/main.go').replace('"v1"', '"v2"'));
    expect((await said(inside, 2)).version).toBe('v2');
  });

  test('an edit of go.mod builds, a new directory with a file inside does', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    rig.start();
    await said(rig);
    await rig.waitForEvent('watch-started');
    rig.write('go.mod', 'module example.com/talking\n\ngo 1.20\n');
    await rig.waitForEvent('build-started', ({ cause }) => cause.type === 'files' && cause.files[0]?.rel === 'go.mod');
    await rig.waitForEvent('nothing-to-do');
    mkdirSync(rig.path('new/deep'), { recursive: true });
    rig.write('new/deep/deep.go', 'package deep\n');
    const { cause } = await rig.waitForEvent('build-started');
    expect(cause.type === 'files' && cause.files.map(({ rel }) => rel)).toEqual(['new/deep/deep.go']);
  });

  test('a root that may not be read', async ({ skip }) => {
    await using rig = new GorlRig({ files: talkingApp() });
    const root = rig.path('secret');
    mkdirSync(root);
    chmodSync(root, 0o000);
    // root reads everything; then gorl is started as somebody who does not.
    const canRead = existsSync(`${root}/.`);
    if (canRead && spawnSync('setpriv', [...nobody, '--version']).status !== 0)
      return skip('needs setpriv, and a node that every user may start');
    const args = ['--root', 'secret', '--build.cmd', 'true', '--build.full_bin', 'true'];
    const result = canRead ? asNobody(rig, args) : await runGorl(rig, args);
    chmodSync(root, 0o755);
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/secret cannot be read: permission denied/),
    });
  });
});

const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];

/** gorl as an ordinary user; only root can become one. */
function asNobody(rig: GorlRig, args: readonly string[]): { code: number; stderr: string } {
  chmodSync(rig.dir, 0o777);
  // Where gorl is installed may be closed to others.
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(dirname(gorlBin()), '..', part), rig.path(`gorl/${part}`), { recursive: true });
  const gorl = rig.path('gorl/bin/gorl.js');
  const { status, stderr } = spawnSync('setpriv', [...nobody, gorl, ...args], {
    cwd: rig.dir,
    env: rig.env({ HOME: '/nonexistent' }),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status ?? -1, stderr };
}

describe('what gorl leaves in the tree', () => {
  const listing = (dir: string): string[] => readdirSync(dir, { recursive: true }).map(String).toSorted();

  test('only tmp_dir, with a .gitignore, since gorl made it', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), 'web/page.html': 'x', '.gitignore': '' } });
    const before = listing(rig.dir);
    rig.start();
    await said(rig);
    setVersion(rig, 'v2');
    await said(rig, 2);
    rig.write('main.go', `${rig.read('main.go')}broken`);
    await rig.waitForEvent('build-failed');
    expect(listing(rig.dir).filter((name) => !name.startsWith('tmp'))).toEqual(before);
    expect(rig.read('tmp/.gitignore')).toBe('*\n');
    rig.signal('SIGTERM');
    expect(await rig.waitForExit()).toBe(143);
    expect(listing(rig.dir).filter((name) => !before.includes(name))).toEqual([
      'tmp',
      'tmp/.gitignore',
      'tmp/build-errors.log',
    ]);
  });

  test('a tmp_dir that was there gets none', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), 'tmp/mine': 'x' } });
    rig.start();
    await said(rig);
    expect(existsSync(rig.path('tmp/.gitignore'))).toBe(false);
    expect(rig.read('tmp/mine')).toBe('x');
  });

  test('misc.clean_on_exit removes tmp_dir and nothing else', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[misc]\nclean_on_exit = true\n' } });
    const before = listing(rig.dir);
    rig.start();
    await said(rig);
    expect(existsSync(rig.path('tmp'))).toBe(true);
    rig.signal('SIGTERM');
    await rig.waitForExit();
    expect(listing(rig.dir)).toEqual(before);
  });

  test('a tmp_dir outside the project works; one that cannot be made is told', async () => {
    await using outside = new GorlRig();
    await using rig = new GorlRig({ files: talkingApp() });
    rig.start(['--tmp_dir', outside.path('deep/tmp')]);
    expect(dirname((await said(rig)).executable)).toBe(outside.path('deep/tmp/.gorl'));
    expect(existsSync(rig.path('tmp'))).toBe(false);
    writeFileSync(outside.path('file'), '');
    const refused = await runGorl(rig, ['--tmp_dir', outside.path('file/tmp')]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('tmp_dir');
  });
});

describe('what is said', () => {
  test('log.silent says nothing, and the app is heard', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[log]\nsilent = true\n' } });
    rig.start();
    await said(rig);
    setVersion(rig, 'v2');
    await said(rig, 2);
    rig.signal('SIGTERM');
    await rig.waitForExit();
    expect(rig.stderr).toBe('');
  });

  test('log.main_only hides what watcher, build and runner say', async () => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': '[log]\nmain_only = true\n' } });
    rig.start();
    await said(rig);
    setVersion(rig, 'v2');
    await said(rig, 2);
    rig.signal('SIGTERM');
    await rig.waitForExit();
    expect(rig.stderr).toMatch(/^gorl /m);
    expect(rig.stderr).not.toMatch(/main\.go|built|ready|watch/);
  });

  test.each([
    { banner: 'startup_banner = "hello from the team"', first: /^hello from the team$/m, title: false },
    { banner: 'startup_banner = ""', first: /./, title: false },
    { banner: '', first: /^gorl \d/m, title: true },
  ])('misc: $banner', async ({ banner, first, title }) => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': `[misc]\n${banner}\n` } });
    rig.start();
    await said(rig);
    await rig.waitForEvent('process-ready');
    await rig.until('the first lines', 60_000, () => first.test(rig.stderr));
    expect(/^gorl \d/m.test(rig.stderr)).toBe(title);
  });

  test.each([
    // oxlint-disable-next-line no-control-regex
    { keepScroll: true, clears: /\u001b\[2J/ },
    // oxlint-disable-next-line no-control-regex
    { keepScroll: false, clears: /\u001bc|\u001b\[3J/ },
  ])('screen.clear_on_rebuild, keep_scroll = $keepScroll', async ({ keepScroll, clears }) => {
    await using rig = new TerminalRig({
      files: {
        ...talkingApp(),
        '.air.toml': `[screen]\nclear_on_rebuild = true\nkeep_scroll = ${keepScroll}\n`,
      },
    });
    rig.start();
    await said(rig);
    expect(rig.screen).not.toMatch(clears);
    setVersion(rig, 'v2');
    await said(rig, 2);
    expect(rig.screen).toMatch(clears);
    expect(stripVTControlCharacters(rig.screen)).toContain('main.go');
  });
});
