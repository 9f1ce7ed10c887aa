import { existsSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { said, talkingApp } from '../support/talking-app.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

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
      new RegExp(String.raw`^\[build\]\ndelay\s+= ${value}\s+--build\.delay( \(the longest .*\))?$`, 'm'),
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
    expect(stdout).toMatch(/^tmp_dir +?= "out" +\.air\.toml:1 \(default: "tmp"\)$/m);
    expect(stdout).toMatch(/^args_bin +?= \["b"\] +\.air\.toml:6 \[build\.linux\]$/m);
    expect(stdout).toMatch(/^rerun +?= true +\.air\.toml:4 \(default: false\)$/m);
    expect(stdout).toMatch(/^rerun_delay += 5 .*--build\.rerun_delay \(default: 500\)$/m);
    expect(stdout).toMatch(/^stop_on_error += true +GORL_BUILD_STOP_ON_ERROR \(default: false\)$/m);
    expect(stdout).not.toContain('poll_interval');
    const { stdout: all } = await runGorl(rig, ['config', '--all']);
    expect(all).toMatch(/^poll_interval += .* default/m);
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

test('an error is broken between words where it does not fit the terminal', async () => {
  await using rig = new TerminalRig();
  const tool = 'x'.repeat(40);
  rig.startShell(`${process.execPath} ${gorlBin()} init --from ${tool}`);
  expect(await rig.waitForExit()).toBe(2);
  expect(stripVTControlCharacters(rig.screen)).toContain(`compose, auto, not\r\n      "${tool}"\r\n`);
});
