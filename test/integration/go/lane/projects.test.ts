import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { LaneRig } from '../../../support/lane-rig.ts';
import { env, expectSame, hello, learned, type Project } from './hello.ts';

const hasCompiler = spawnSync('gcc', ['--version']).status === 0;
if (!hasCompiler) console.log('skipped: there is no gcc, so nothing with cgo is built here');

const cgo = {
  ...hello,
  'main.go':
    'package main\n\nimport "example.com/p/native"\n\nfunc main() {\n\tprintln("main 1", native.Answer())\n}\n',
  'native/native.go':
    'package native\n\n// int answer(void);\nimport "C"\n\n// Answer asks C.\nfunc Answer() int { return int(C.answer()) }\n',
  'native/native.c': 'int answer(void) { return 42; }\n',
};

const projects: readonly (readonly [name: string, project: Project, edited: string])[] = [
  [
    'flags that the compiler has',
    { files: hello, flags: ['-buildvcs=false', '-gcflags=-N -l', '-tags=some'] },
    'word/word.go',
  ],
  ['-trimpath', { files: hello, flags: ['-trimpath'] }, 'word/word.go'],
  ['GOFLAGS', { files: hello, flags: [], env: { GOFLAGS: '-trimpath' } }, 'word/word.go'],
  ['-ldflags with words of the user', { files: hello, flags: ['-ldflags=-s -w -X main.version=1.2'] }, 'main.go'],
  ['debug information', { files: hello, flags: ['-ldflags=-compressdwarf=false'] }, 'main.go'],
  ['-buildmode=pie', { files: hello, flags: ['-buildmode=pie'] }, 'word/word.go'],
  ['another system', { files: hello, env: { GOOS: 'windows', GOARCH: 'amd64' } }, 'word/word.go'],
  ['files in the place of a package', { files: hello, packages: ['main.go'] }, 'main.go'],
  [
    'a directory with spaces and signs',
    {
      files: Object.fromEntries(Object.entries(hello).map(([name, text]) => [`a (b) & 'c'/${name}`, text])),
      cwd: "a (b) & 'c'",
    },
    "a (b) & 'c'/word/word.go",
  ],
  [
    'a vendor directory',
    {
      files: {
        ...hello,
        'go.mod': 'module example.com/p\n\ngo 1.19\n\nrequire example.com/word v1.0.0\n',
        'main.go': hello['main.go'].replace('example.com/p/word', 'example.com/word'),
        'vendor/modules.txt': '# example.com/word v1.0.0\n## explicit\nexample.com/word\n',
        'vendor/example.com/word/word.go': hello['word/word.go'],
      },
    },
    'vendor/example.com/word/word.go',
  ],
  [
    'a replacement beside the module',
    {
      files: {
        'app/go.mod':
          'module example.com/p\n\ngo 1.19\n\nrequire example.com/word v0.0.0\n\nreplace example.com/word => ../word\n',
        'app/main.go': hello['main.go'].replace('example.com/p/word', 'example.com/word'),
        'word/go.mod': 'module example.com/word\n\ngo 1.19\n',
        'word/word.go': hello['word/word.go'],
      },
      cwd: 'app',
    },
    'word/word.go',
  ],
  [
    'a workspace',
    {
      files: {
        'go.work': 'go 1.19\n\nuse (\n\t./app\n\t./word\n)\n',
        'app/go.mod': 'module example.com/p\n\ngo 1.19\n',
        'app/main.go': hello['main.go'].replace('example.com/p/word', 'example.com/word'),
        'word/go.mod': 'module example.com/word\n\ngo 1.19\n',
        'word/word.go': hello['word/word.go'],
      },
      cwd: 'app',
    },
    'word/word.go',
  ],
];

describe('projects', () => {
  test.each(projects)(
    '%s: the binary is that of go build',
    async (_, project, edited) => {
      await using rig = await learned(project);
      rig.edit({ [edited]: rig.read(edited).replace(' 1"', ' 2"') });
      await expectSame(rig);
    },
    60_000,
  );

  test.runIf(hasCompiler)(
    'cgo beside what was edited',
    async () => {
      await using rig = await learned({ files: cgo });
      rig.edit({ 'main.go': cgo['main.go'].replace('main 1', 'main 2') });
      await expectSame(rig);
      rig.edit({ 'native/native.c': 'int answer(void) { return 43; }\n' });
      expect((await rig.build()).outcome).toEqual({ type: 'slow', reason: 'native/native.c is no Go file' });
      rig.edit({
        'native/native.c': cgo['native/native.c'],
        'native/native.go': `${cgo['native/native.go']}// more\n`,
      });
      expect((await rig.build()).outcome).toMatchObject({
        reason: expect.stringContaining('native/native.go') as string,
      });
    },
    60_000,
  );

  test('a go.work changes', async () => {
    const [, project = { files: {} }] = projects.at(-1) ?? [];
    await using rig = await learned(project);
    rig.edit({ 'go.work': `${rig.read('go.work')}// more\n` });
    expect((await rig.build()).outcome).toEqual({ type: 'slow', reason: '../go.work changed' });
  });
});

describe('builds that are left to the go command', () => {
  test.each([['-a'], ['-x'], ['-v'], ['-work'], ['-cover'], ['-toolexec=env'], ['-pgo=auto'], ['-linkshared']])(
    'with %s',
    async (flag) => {
      await using rig = new LaneRig({ files: hello, env });
      expect(await rig.learn([flag])).toBe(`the fast lane is off: the build has the flag ${flag.replace(/=.*/, '')}`);
    },
  );

  test('with an -overlay of the user, also in GOFLAGS', async () => {
    const files = { ...hello, 'overlay.json': '{}' };
    await using rig = new LaneRig({ files, env: { ...env, GOFLAGS: '-overlay=overlay.json' } });
    expect(await rig.learn()).toBe('the fast lane is off: the build has the flag -overlay');
  });

  test('with a profile of the program', async () => {
    await using rig = new LaneRig({ files: { ...hello, 'default.pgo': '' }, env });
    // An empty profile is none.
    expect(await rig.learn()).toMatch(/^the fast lane is (?:off: the program is built with a profile|ready)/);
  });

  test('without a build ID', async () => {
    await using rig = new LaneRig({ files: hello, env, flags: ['-ldflags=-buildid='] });
    expect(await rig.learn()).toBe('the fast lane is off: the binary has no build ID');
  });
});
