import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { talkingApp, twoMains } from '../support/talking-app.ts';
import { pathWithoutGo } from './tools.ts';

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

test('a generator is pointed out once where there is no config', async () => {
  await using rig = new GorlRig({ files: { ...talkingApp(), 'a.templ': 'package main\n' } });
  rig.start();
  const told = (text: string): number =>
    rig.events.filter((event) => event.type === 'notice' && event.message.includes(text)).length;
  const hint = 'found templ (a.templ): gorl init writes a config that runs it';
  await rig.until('the hint', 60_000, () => told(hint) === 1);
  // Another import makes another graph, which is told again.
  rig.write('other.go', 'package main\n\nimport "fmt"\n\nfunc init() { fmt.Println("other") }\n');
  await rig.until('the program of two files', 60_000, () => told('1 package and 2 files') > 0);
  expect(told(hint)).toBe(1);
  expect(rig.stderr.split(hint)).toHaveLength(2);
});
