import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { moduleProxy } from '../../../support/module-proxy.ts';
import type { LaneRig } from '../../../support/lane-rig.ts';
import { env, expectSame, hello, learned } from './hello.ts';

const outcome = async (rig: LaneRig) => (await rig.build()).outcome;
const changed = hello['word/word.go'].replace('word 1', 'word 2');

describe('writes that hide', () => {
  test('of the same size, with the old time put back', async () => {
    await using rig = await learned({ files: hello });
    const path = rig.project.at('word/word.go');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, changed);
    utimesSync(path, atime, mtime);
    await expectSame(rig);
    expect((await rig.build()).outcome).toMatchObject({ type: 'built' });
  });

  test('another file moved over the old one', async () => {
    await using rig = await learned({ files: { ...hello, 'other/word.txt': changed } });
    renameSync(rig.project.at('other/word.txt'), rig.project.at('word/word.go'));
    await expectSame(rig);
  });

  test('a symbolic link in its place, and what that leads to', async () => {
    await using rig = await learned({ files: { ...hello, 'other/word.txt': changed } });
    const path = rig.project.at('word/word.go');
    rmSync(path);
    symlinkSync('../other/word.txt', path);
    await expectSame(rig);
    rig.edit({ 'other/word.txt': changed.replace('word 2', 'word 3') });
    await expectSame(rig);
  });

  test('a file that goes and comes back is as it was', async () => {
    await using rig = await learned({ files: hello });
    const undo = rig.edit({ 'word/word.go': undefined });
    expect(await outcome(rig)).toEqual({ type: 'slow', reason: 'word/word.go is gone' });
    undo();
    await expectSame(rig);
  });

  test('the same text under another name', async () => {
    await using rig = await learned({ files: hello });
    renameSync(rig.project.at('word/word.go'), rig.project.at('word/other.go'));
    expect(await outcome(rig)).toMatchObject({
      type: 'slow',
      reason: expect.stringMatching(/ is (?:new|gone)$/) as string,
    });
  });

  test('a directory in the place of a source', async () => {
    await using rig = await learned({ files: hello });
    rmSync(rig.project.at('word/word.go'));
    rig.project.write('word/word.go/', '');
    expect(await outcome(rig)).toEqual({ type: 'slow', reason: 'word/word.go is gone' });
  });
});

test('a source that another package embeds concerns both', async () => {
  const files = {
    ...hello,
    'main.go':
      'package main\n\nimport (\n\t_ "embed"\n\n\t"example.com/p/word"\n)\n\n//go:embed word/word.go\nvar source string\n\nfunc main() {\n\tprintln(word.Word(), source)\n}\n',
  };
  await using rig = await learned({ files });
  rig.edit({ 'word/word.go': changed });
  await expectSame(rig);
});

describe('what the go command is told elsewhere', () => {
  test('the settings of go env -w', async () => {
    const files = { ...hello, settings: 'GOAMD64=v1\n' };
    await using rig = await learned({ files, env: (dir) => ({ GOENV: join(dir, 'settings') }) });
    rig.edit({ settings: 'GOAMD64=v2\n' });
    expect(await outcome(rig)).toEqual({ type: 'slow', reason: 'settings changed' });
  });

  test('another go command at its place', async () => {
    const real = execFileSync('sh', ['-c', 'command -v go'], { env }).toString().trim();
    const wrapper = `#!/bin/sh\nexec ${real} "$@"\n`;
    const inPath = (dir: string): Record<string, string> => {
      mkdirSync(join(dir, 'bin'));
      writeFileSync(join(dir, 'bin/go'), wrapper, { mode: 0o755 });
      return { PATH: `${join(dir, 'bin')}:${env['PATH']}` };
    };
    await using rig = await learned({ files: hello, env: inPath });
    rig.edit({ 'bin/go': `${wrapper}# another\n` });
    expect(await outcome(rig)).toEqual({
      type: 'slow',
      reason: expect.stringMatching(/bin\/go is another$/) as string,
    });
  });

  test('other flags', async () => {
    await using rig = await learned({ files: hello });
    rig.moreFlags = ['-tags=other'];
    expect(await outcome(rig)).toEqual({ type: 'slow', reason: 'its flags, target or environment changed' });
  });
});

test('a package of the module cache that imports one of the project', async () => {
  const dep = 'package dep\n\nimport "example.com/p/word"\n\nfunc Dep() string { return word.Word() }\n';
  const proxied = (dir: string): Record<string, string> =>
    moduleProxy(join(dir, '.rig'), { path: 'example.com/dep', versions: { 'v1.0.0': dep } });
  const files = {
    ...hello,
    'go.mod': 'module example.com/p\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n',
    'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() {\n\tprintln("main 1", dep.Dep())\n}\n',
  };
  await using rig = await learned({ files, env: proxied, flags: ['-mod=mod', '-ldflags=-s -w'] });
  rig.edit({
    'word/word.go': changed.replace(
      'func Word() string { return "word 2" }',
      'func Word() string { return long() }\n\n//go:noinline\nfunc long() string { return "word 2" }',
    ),
  });
  expect(await outcome(rig)).toMatchObject({ type: 'slow' });
  rig.edit({ 'word/word.go': changed });
  // What it exports is inlined there: it has to be compiled, and it is not the project's.
  expect(await outcome(rig)).toEqual({
    type: 'slow',
    reason: 'example.com/dep is no package of the project, and has to be compiled',
  });
});
