import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';

const source = (name: string, ...imports: readonly string[]): string =>
  `package ${name}\n\nimport (\n${imports.map((path) => `\t_ "${path}"\n`).join('')})\n`;

const files = {
  'go.mod': 'module example.com/shop\n\ngo 1.19\n\nrequire example.com/x v0.0.0\n\nreplace example.com/x => ./lib/x\n',
  'cmd/api/main.go': `${source('main', 'example.com/shop/internal/web')}\nfunc main() {}\n`,
  'cmd/admin/main.go': 'package main\n\nfunc main() {}\n',
  'cmd/admin/pages/a.html': '',
  'internal/web/web.go':
    `${source('web', 'embed', 'example.com/shop/internal/store', 'example.com/x')}\n//go:embed static/*\nvar files string\n`
      .replace('files string', 'files embed.FS')
      .replace('_ "embed"', '"embed"'),
  'internal/web/web_windows.go': 'package web\n',
  'internal/web/static/app.css': '',
  'internal/store/store.go': 'package store\n',
  'internal/unused/unused.go': 'package unused\n',
  'lib/x/go.mod': 'module example.com/x\n\ngo 1.19\n',
  'lib/x/x.go': 'package x\n',
  'pages/home.html': '',
  'css/site.scss': '',
  'docs/a.html': '',
  '.gitignore': 'docs/\n',
  '.env': 'A=1\n',
  '.air.toml':
    'env_files = [".env"]\n[build]\ncmd = "go build -o tmp/api ./cmd/api"\n[[build.rules]]\nname = "css"\ncmd = "make css"\ninclude_ext = ["scss"]\n[[build.generate]]\nfiles = ["db/*.sql", "internal/web/static/*.css", "internal/store/*.go", "*.scss"]\ncmd = "sqlc generate"\n',
  'db/a.sql': '',
  'in.scss': '',
};

const web = 'example.com/shop/cmd/api → example.com/shop/internal/web';

const answers: Readonly<Record<string, readonly [does: string, reason: string, chain?: string]>> = {
  'cmd/api/main.go': ['builds, and restarts the app if the binary differs', 'compiled into example.com/shop/cmd/api'],
  'internal/store/store.go': [
    'builds, and restarts the app if the binary differs',
    'an input of the generator sqlc; compiled into example.com/shop/internal/store',
    `${web} → example.com/shop/internal/store`,
  ],
  'lib/x/x.go': [
    'builds, and restarts the app if the binary differs',
    'compiled into example.com/x',
    `${web} → example.com/x`,
  ],
  'internal/web/static/app.css': [
    'builds, and restarts the app if the binary differs',
    'an input of the generator sqlc; embedded by example.com/shop/internal/web (//go:embed static/*)',
    web,
  ],
  'internal/web/web_windows.go': [
    'does nothing',
    'build constraints leave it out of example.com/shop/internal/web; it counts when they change',
    web,
  ],
  'internal/web/new.go': [
    'builds, and restarts the app if the binary differs',
    'it would be compiled into example.com/shop/internal/web',
    web,
  ],
  'lib/x/go.mod': ['builds, and restarts the app if the binary differs', 'the go command finds packages by it'],
  'internal/unused/unused.go': ['does nothing', 'no part of the program'],
  'cmd/admin/pages/a.html': ['does nothing', 'below another program'],
  'internal/web/web_test.go': ['does nothing', 'not watched (exclude_regex "_test.go")'],
  'pages/home.html': ['restarts the app without a build', 'the app may read it at run time'],
  '.env': ['restarts the app without a build', 'an env file'],
  '.air.toml': ['reads the config again', 'the config'],
  'css/site.scss': ['runs a command', 'build.rules "css": make css'],
  'db/a.sql': ['builds, and restarts the app if the binary differs', 'an input of the generator sqlc'],
  'db/b.sql': ['builds, and restarts the app if the binary differs', 'an input of the generator sqlc'],
  'in.scss': [
    'builds, and restarts the app if the binary differs',
    'an input of the generator sqlc; build.rules "css": make css',
  ],
  'docs/a.html': ['does nothing', 'docs is not watched (.gitignore:1)'],
  'README.md': ['does nothing', 'not watched (include_ext)'],
  '../elsewhere/x.go': ['does nothing', 'outside of all that is watched'],
};

test('what a change of each file would do, and by which chain', async () => {
  await using rig = new GorlRig({ files });
  const { code, stdout, stderr } = await runGorl(rig, ['why', ...Object.keys(answers)]);
  const expected = Object.entries(answers).flatMap(([file, [does, ...because]]) => [
    `${file} ${does}`,
    ...because.map((line) => `  ${line}`),
  ]);
  expect(stdout.trimEnd().split('\n')).toEqual(expected);
  expect([code, stderr]).toEqual([0, '']);
});

test('a command that may read any file is said to', async () => {
  await using rig = new GorlRig({
    files: { ...files, '.air.toml': '[build]\npre_cmd = ["make gen"]\ncmd = "go build -o tmp/api ./cmd/api"\n' },
  });
  const { stdout } = await runGorl(rig, ['why', 'internal/unused/unused.go', 'pages/home.html']);
  expect(stdout.trimEnd().split('\n')).toEqual([
    'internal/unused/unused.go builds, and restarts the app if the binary differs',
    '  a Go source, and what the build reads is not known for certain',
    'pages/home.html builds and restarts the app',
    '  the app may read it at run time',
  ]);
});

test.each([
  [
    '',
    'cmd/api/default.pgo does nothing',
    'the program is built without a profile (-pgo=off, unless build.tuned = false)',
  ],
  [' -pgo=off', 'cmd/api/default.pgo does nothing', 'the program is built without a profile (-pgo)'],
  [
    ' -pgo=auto',
    'cmd/api/default.pgo builds, and restarts the app if the binary differs',
    'the program is optimized by this profile',
  ],
])('a profile beside the program, built with%s', async (flags, does, reason) => {
  const config = `[build]\ncmd = "go build${flags} -o tmp/api ./cmd/api"\n`;
  await using rig = new GorlRig({ files: { ...files, 'cmd/api/default.pgo': '', '.air.toml': config } });
  const { stdout } = await runGorl(rig, ['why', 'cmd/api/default.pgo', 'cmd/admin/default.pgo']);
  expect(stdout.trimEnd().split('\n')).toEqual([
    does,
    `  ${reason}`,
    'cmd/admin/default.pgo does nothing',
    '  not watched (include_ext)',
  ]);
});

test('with the proxy, pages may show a file without a restart', async () => {
  const config = '[proxy]\nenabled = true\n[build]\ncmd = "go build -o tmp/api ./cmd/api"\n';
  await using rig = new GorlRig({ files: { ...files, 'static/site.css': '', '.air.toml': config } });
  const { stdout } = await runGorl(rig, ['why', 'static/site.css']);
  expect(stdout.trimEnd().split('\n')).toEqual([
    'static/site.css restarts the app without a build',
    '  the app may read it at run time; if it answers with the file as it is, pages show it without a restart',
  ]);
});

test.each<[what: string, args: string[], code: number, words: string, config?: string]>([
  ['no file', [], 2, 'gorl why needs a file'],
  ['a config that cannot be used', ['main.go'], 2, '.air.toml:1:7', '[build\n'],
  ['several programs', ['main.go'], 2, 'there are 2 main packages here', ''],
])('%s is refused', async (_, args, code, words, config) => {
  await using rig = new GorlRig({ files: { ...files, ...(config === undefined ? {} : { '.air.toml': config }) } });
  const answer = await runGorl(rig, ['why', ...args]);
  expect(answer.code).toBe(code);
  expect(answer.stderr).toContain(words);
  expect(answer.stdout).toBe('');
});
