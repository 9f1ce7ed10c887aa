import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { configured, said, setVersion, talkingApp } from '../support/talking-app.ts';

test('full_bin: an environment prefix, a pipe, and the words of the command line', async () => {
  await using rig = new GorlRig({
    files: configured(
      'full_bin = "APP_MODE=dev ./tmp/main | sed -u s/^said/piped/"\nentrypoint = ["./tmp/main", "dropped"]',
    ),
  });
  rig.start();
  await rig.until('the piped line', 60_000, () => /piped \{.*\}/.test(rig.stdout));
  expect(rig.stdout).toContain('"APP_MODE":"dev"');
  expect(rig.stdout).toContain('"args":[]');
});

test('full_bin: args_bin and the words of the command line follow, the words as they are', async () => {
  await using rig = new GorlRig({
    files: configured('full_bin = "APP_MODE=dev ./tmp/main -x"\nargs_bin = ["-y", "$APP_Z"]'),
  });
  rig.start(['--', 'a b', '$APP_Z']);
  expect(await said(rig)).toMatchObject({ args: ['-x', '-y', 'a b', '$APP_Z'], env: { APP_MODE: 'dev' } });
  setVersion(rig, 'v2');
  expect((await said(rig, 2)).version).toBe('v2');
});

test('entrypoint arguments, args_bin, then the command line', async () => {
  await using rig = new GorlRig({
    files: configured('entrypoint = ["./tmp/main", "from entrypoint", "$HOME"]\nargs_bin = ["from_args_bin"]'),
  });
  rig.start(['from', 'line']);
  expect((await said(rig)).args).toEqual(['from entrypoint', '$HOME', 'from_args_bin', 'from', 'line']);
});

test('args_bin is shell text, as in air: variables expand, blanks divide', async () => {
  await using rig = new GorlRig({
    files: configured(
      `entrypoint = ["./tmp/main", "own $X"]\nargs_bin = ["-port", "$APP_PORT", "'a  b'", "c d", "\${APP_NONE:-x}"]`,
    ),
    env: { APP_PORT: '8081' },
  });
  rig.start(['$APP_PORT']);
  const first = await said(rig);
  expect(first.args).toEqual(['own $X', '-port', '8081', 'a  b', 'c', 'd', 'x', '$APP_PORT']);
  const started = await rig.waitForEvent('process-started');
  // The shell has made room for the program: no process in between.
  expect(first.pid).toBe(started.pid);
});

test('[build.linux] wins over [build], the command line over both', async () => {
  const config = {
    ...talkingApp(),
    '.air.toml': '[build]\nargs_bin = ["base"]\nrerun = false\n[build.linux]\nargs_bin = ["linux"]\n',
  };
  await using rig = new GorlRig({ files: config });
  rig.start();
  expect((await said(rig)).args).toEqual(['linux']);
  await using other = new GorlRig({ files: config });
  other.start(['--build.args_bin', 'flag,second']);
  expect((await said(other)).args).toEqual(['flag', 'second']);
});

test('entrypoint: a bare name is looked up on PATH, a path is relative to root', async () => {
  await using rig = new GorlRig({ files: configured('entrypoint = ["wrapper", "./tmp/main"]') });
  rig.write('tools/wrapper', '#!/bin/sh\nexec "$1" wrapped\n');
  execFileSync('chmod', ['+x', rig.path('tools/wrapper')]);
  await using onPath = new GorlRig({
    files: configured('entrypoint = ["wrapper", "./tmp/main"]'),
    env: { PATH: `${rig.path('tools')}:${process.env['PATH']}` },
  });
  onPath.start();
  expect((await said(onPath)).args).toEqual(['wrapped']);
  rig.write('.air.toml', '[build]\nentrypoint = ["tools/wrapper", "./tmp/main"]\n');
  rig.start();
  expect((await said(rig)).args).toEqual(['wrapped']);
});

test('bin is relative to the working directory, entrypoint to root', async () => {
  await using rig = new GorlRig({
    files: {
      ...talkingApp(),
      '.air.toml': 'root = "web"\n[build]\ncmd = "go build -o ./out/app ."\nbin = "./out/app"\n',
    },
  });
  mkdirSync(rig.path('web'));
  rig.start();
  expect(await said(rig)).toMatchObject({ version: 'v1', cwd: realpathSync(rig.dir) });
});

test('./tmp/main is the newest binary after every build of an -o ./tmp/main', async () => {
  await using rig = new GorlRig({ files: configured('cmd = "go build -o ./tmp/main ."') });
  rig.start();
  await said(rig);
  const version = async (): Promise<string | undefined> => {
    const child = spawn('./tmp/main', { cwd: rig.dir, env: rig.env(), stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const ended = once(child, 'exit');
    try {
      await rig.until('what the binary says', 60_000, () => text.includes('}\n'));
      return /"version":"(.*?)"/.exec(text)?.[1];
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
  };
  expect(await version()).toBe('v1');
  for (const next of ['v2', 'v3']) {
    setVersion(rig, next);
    await rig.waitForEvent('process-started', ({ generation }) => generation === Number(next.slice(1)));
    expect(await version()).toBe(next);
  }
});

describe('os.Args[0] and os.Executable', () => {
  test('are the same for every build, and named as the program', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    rig.start();
    const path = `${realpathSync(rig.dir)}/tmp/.gorl/talking`;
    expect(await said(rig)).toMatchObject({ executable: path, name: path, cwd: realpathSync(rig.dir) });
    setVersion(rig, 'v2');
    expect(await said(rig, 2)).toMatchObject({ version: 'v2', executable: path, name: path });
  });

  test('are the place that the config names, before and after it was taken away', async () => {
    await using rig = new GorlRig({
      files: configured('cmd = "go build -o ./dist/server/main ."\nbin = "./dist/server/main"'),
    });
    rig.start();
    const path = `${realpathSync(rig.dir)}/dist/server/main`;
    expect(await said(rig)).toMatchObject({ executable: path, name: path });
    setVersion(rig, 'v2');
    const second = await said(rig, 2);
    expect(second).toMatchObject({ version: 'v2', executable: path, name: path });
    // A crash, and a program that starts itself anew, find the file where it was.
    rmSync(rig.path('dist'), { recursive: true });
    process.kill(second.pid, 'SIGKILL');
    await rig.waitForEvent('process-exited', ({ expected }) => !expected);
    setVersion(rig, 'v3');
    expect(await said(rig, 3)).toMatchObject({ version: 'v3', executable: path });
  });

  test('do not meet those of another gorl with the same place', async () => {
    const config = 'cmd = "go build -o ./tmp/main ."';
    await using rig = new GorlRig({ files: configured(config) });
    rig.start();
    const first = await said(rig);
    const dir = realpathSync(rig.dir);
    expect(first.executable).toBe(`${dir}/tmp/main`);
    const other = spawn(process.execPath, [gorlBin(), '--events', 'other.ndjson'], { cwd: rig.dir, env: rig.env() });
    let text = '';
    other.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const ended = once(other, 'exit');
    try {
      await rig.until('what the second says', 60_000, () => text.includes('}\n'));
      expect(/"executable":"(.*?)"/.exec(text)?.[1]).toMatch(/\/tmp\/\.gorl\/gorl-[^/]*\/main$/);
      await rig.until('the word about it', 60_000, () => rig.read('other.ndjson').includes('another gorl (pid'));
      expect(statSync(rig.path('tmp/main')).ino).toBe(statSync(`/proc/${first.pid}/exe`).ino);
    } finally {
      other.kill('SIGTERM');
      await ended;
    }
  });
});

test('a custom cmd without a config of what to run takes air’s ./tmp/main', async () => {
  await using rig = new GorlRig({ files: configured('cmd = "echo custom; go build -o tmp/main ."') });
  rig.start();
  const first = await said(rig);
  expect(first.executable).toBe(`${realpathSync(rig.dir)}/tmp/main`);
  setVersion(rig, 'v2');
  expect((await said(rig, 2)).version).toBe('v2');
});

test('a program that is not there is told, and the next change tries again', async () => {
  await using rig = new GorlRig({ files: configured('cmd = "true"\nentrypoint = ["./tmp/nothing"]') });
  rig.start();
  const exited = await rig.waitForEvent('process-exited');
  expect(exited.end).toMatchObject({
    type: 'spawn-failed',
    message: expect.stringContaining('tmp/nothing: no such file'),
  });
  expect(exited.next).toEqual({ type: 'wait-for-change' });
  rig.write('tmp/nothing', '#!/bin/sh\necho here now\nsleep 1000\n');
  execFileSync('chmod', ['+x', rig.path('tmp/nothing')]);
  await rig.until('the watcher', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  setVersion(rig, 'v2');
  await rig.until('the program', 60_000, () => rig.stdout.includes('here now'));
});

test('a bin that is not what the build writes: both are named, and the old one is not taken for the new', async () => {
  await using rig = new GorlRig({ files: configured('cmd = "go build -o ./tmp/app ."\nbin = "./tmp/main"') });
  rig.write('tmp/main', '\x7fELF of yesterday');
  rig.start();
  expect((await said(rig)).executable).toBe(`${realpathSync(rig.dir)}/tmp/app`);
  expect(rig.stderr).toMatch(/\.air\.toml:3:7: warning: .*\.\/tmp\/main.*\.\/tmp\/app/);
});

test('a custom build that writes another file than bin: nothing is started, also under rerun', async () => {
  await using rig = new GorlRig({
    files: configured('cmd = "true && go build -o ./tmp/app ."\nbin = "./tmp/main"\nrerun = true\nrerun_delay = 10'),
  });
  rig.write('tmp/main', '\x7fELF');
  rig.start();
  const exited = await rig.waitForEvent('process-exited');
  expect(exited.end).toMatchObject({ type: 'spawn-failed', message: expect.stringContaining('./tmp/app') });
  expect(exited.next).toEqual({ type: 'wait-for-change' });
  rig.write('.air.toml', '[build]\ncmd = "true && go build -o ./tmp/app ."\nbin = "./tmp/app"\n');
  expect((await said(rig)).executable).toBe(`${realpathSync(rig.dir)}/tmp/app`);
});

test('a directory and a file name with blanks and quotes', async () => {
  await using rig = new GorlRig();
  const dir = rig.path("it's a $dir");
  mkdirSync(dir);
  for (const [name, text] of Object.entries(talkingApp())) writeFileSync(`${dir}/${name}`, text);
  symlinkSync(dir, rig.path('link'));
  await using inside = new GorlRig({ env: { air_wd: dir } });
  inside.start(['--build.args_bin', '$APP_NONE x']);
  expect((await said(inside)).args).toEqual(['x']);
});
