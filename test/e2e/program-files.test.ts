import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { buildsOf, constant, imported, knowing, library, programKnown, saying } from '../support/saying-app.ts';
import { said, talkingApp } from '../support/talking-app.ts';

const embedding = (pattern: string, file: string): string =>
  `package main\n\nimport "embed"\n\n//go:embed ${pattern}\nvar files embed.FS\n\nvar version = func() string {\n` +
  `\ttext, _ := files.ReadFile("${file}")\n\treturn string(text)\n}()\n`;

describe('what git ignores', () => {
  test('generated Go that appears and changes is part of the program', async () => {
    await using rig = await knowing(saying({ 'version.go': constant('v1'), '.gitignore': '*_templ.go\n' }));
    rmSync(rig.path('version.go'));
    rig.write('x_templ.go', constant('v2'));
    expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
    rig.write('x_templ.go', constant('v3'));
    expect(await said(rig, 3)).toMatchObject({ version: 'v3' });
  });

  test('a generator that writes after the build began: the newest code runs', async () => {
    await using rig = await knowing(
      saying(
        { 'x_templ.go': constant('v1'), 'x.templ': 'v1', '.gitignore': '*_templ.go\n' },
        '[build]\ninclude_ext = ["go", "templ"]\n',
      ),
    );
    rig.write('x.templ', 'v2');
    await rig.waitForEvent('process-ready', ({ run }) => run === 2);
    rig.write('x_templ.go', constant('v2'));
    expect(await said(rig, 3)).toMatchObject({ version: 'v2' });
  });
});

describe('what is embedded', () => {
  test.each<[what: string, pattern: string, file: string, ignored?: string]>([
    ['a file of an extension that nobody named', 'static/app.css', 'static/app.css'],
    ['a directory that is left out by default', 'assets', 'assets/app.js'],
    ['a directory that git ignores', 'build/*', 'build/app.sql', 'build/\n'],
    ['a directory that Go passes over', 'testdata/a.json', 'testdata/a.json'],
  ])('%s', async (_, pattern, file, ignored = '') => {
    const files = { 'version.go': embedding(pattern, file), [file]: 'v1', '.gitignore': ignored };
    await using rig = await knowing(saying(files));
    rig.write(file, 'v2');
    expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
    rmSync(rig.path(file));
    rig.write(`${dirname(file)}/nobody.asked`, '');
    rig.write(file, 'v3');
    expect(await said(rig, 3)).toMatchObject({ version: 'v3' });
    expect(rig.stderr).not.toContain('nobody.asked\n');
  });

  test('a directory that a front-end build makes later', async () => {
    await using rig = saying({ 'version.go': embedding('build/*', 'build/app.css'), '.gitignore': 'build/\n' });
    rig.start();
    const { diagnostics } = await rig.waitForEvent('build-failed');
    expect(diagnostics[0]?.message).toContain('no matching files found');
    await programKnown(rig);
    mkdirSync(rig.path('made'));
    rig.write('made/app.css', 'v1');
    renameSync(rig.path('made'), rig.path('build'));
    expect(await said(rig)).toMatchObject({ version: 'v1' });
  });
});

test.each<[what: string, cmd: string, isEvident: boolean]>([
  ['one go build after a generator', 'echo generated && GOFLAGS=-ldflags=-w go build -o ./tmp/main .', true],
  ['a Makefile', 'make', false],
])('with a build command of one’s own, %s: what it evidently builds is known', async (_, cmd, isEvident) => {
  await using rig = saying(
    {
      'version.go': embedding('static/app.css', 'static/app.css'),
      'static/app.css': 'v1',
      Makefile: 'all:\n\tgo build -o ./tmp/main .\n',
    },
    `[build]\ncmd = "${cmd}"\n`,
  );
  rig.start();
  const words = isEvident ? 'the program is made of' : 'what build.cmd builds is not evident';
  await rig.waitForEvent('notice', ({ message, level }) => level === 'debug' && message.startsWith(words));
  await said(rig);
  await rig.waitForEvent('process-ready');
  rig.write('static/app.css', 'v2');
  if (isEvident) expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  rig.write('page.html', 'any page may be read by the command');
  const { cause } = await rig.waitForEvent('build-started', ({ generation }) => generation === (isEvident ? 3 : 2));
  expect(cause.type === 'files' && cause.files.map(({ rel }) => rel)).toEqual(['page.html']);
});

test('a module that replaces another one, beside the root', async () => {
  const module =
    'module example.com/talking\n\ngo 1.19\n\nrequire example.com/x v0.0.0\n\nreplace example.com/x => ../x\n';
  const source = (version: string): string => `package x\n\nconst Version = "${version}"\n`;
  const { 'main.go': main = '' } = talkingApp();
  await using rig = new GorlRig({
    files: {
      'app/go.mod': module,
      'app/main.go': main
        .replace('const version = "v1"', '')
        .replace('"encoding/json"', '"encoding/json"\n\t"example.com/x"')
        .replace('"version": version', '"version": x.Version'),
      'x/go.mod': 'module example.com/x\n\ngo 1.19\n',
      'x/x.go': source('v1'),
      'x/unused/unused.go': 'package unused\n',
    },
    env: { air_wd: 'app' },
  });
  await knowing(rig);
  rig.write('x/x.go', source('v2'));
  expect(await said(rig, 2)).toMatchObject({ version: 'v2' });
  rig.write('x/unused/unused.go', 'package unused\n\nvar X = 1\n');
  rig.write('x/more.go', 'package x\n');
  const { cause } = await rig.waitForEvent('build-started', ({ generation }) => generation === 3);
  expect(cause.type === 'files' && cause.files.map(({ rel }) => rel)).toEqual(['../x/more.go']);
});

test('a page of another program does nothing, one of its own restarts without a build', async () => {
  await using rig = await knowing(
    saying({
      'version.go': constant('v1'),
      'pages/a.html': '1',
      'cmd/admin/main.go': 'package main\n\nfunc main() {}\n',
      'cmd/admin/pages/b.html': '1',
    }),
  );
  rig.write('cmd/admin/pages/b.html', '2');
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'below another program');
  rig.write('cmd/admin/main.go', 'package main\n\nfunc main() { println() }\n');
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'no part of the program');
  rig.write('pages/a.html', '2');
  await said(rig, 2);
  expect(buildsOf(rig)).toBe(1);
});

test('what the user leaves out by name stays out, and a list that air init wrote hides nothing', async () => {
  const usual = 'exclude_dir = ["assets", "tmp", "vendor", "testdata"]\nexclude_regex = ["_test.go"]\n';
  const files = { 'version.go': embedding('assets', 'assets/a.txt'), 'assets/a.txt': 'v1' };
  await using lists = await knowing(saying(files, `[build]\n${usual}`));
  lists.write('assets/a.txt', 'v2');
  expect(await said(lists, 2)).toMatchObject({ version: 'v2' });
  await using named = await knowing(saying(files, '[build]\nexclude_dir = ["assets"]\n'));
  named.write('assets/a.txt', 'v2');
  named.write('more.go', 'package main\n');
  const { cause } = await named.waitForEvent('build-started', ({ generation }) => generation === 2);
  expect(cause.type === 'files' && cause.files.map(({ rel }) => rel)).toEqual(['more.go']);
});

test('an import that comes and goes takes its package with it', async () => {
  await using rig = await knowing(
    saying({ 'version.go': imported('one'), 'one/one.go': library('one', 'one'), 'two/two.go': library('two', 'two') }),
  );
  rig.write('version.go', imported('two', '!'));
  expect(await said(rig, 2)).toMatchObject({ version: 'two!' });
  await programKnown(rig);
  rig.write('two/two.go', library('two', '2'));
  expect(await said(rig, 3)).toMatchObject({ version: '2!' });
  rig.write('one/one.go', library('one', '1'));
  await rig.waitForEvent('nothing-to-do', ({ reason }) => reason === 'no part of the program');
  expect(buildsOf(rig)).toBe(3);
});

test('what a list of the user’s own hides of the program is said once', async () => {
  const config = '[build]\nexclude_dir = ["one"]\n';
  await using rig = saying({ 'version.go': imported('one'), 'one/one.go': library('one', 'v1') }, config);
  rig.start();
  await said(rig);
  const { message } = await rig.waitForEvent('notice', ({ level }) => level === 'warning');
  expect(message).toBe('exclude_dir "one" hides what the program is made of: a save of one/one.go does nothing');
});
