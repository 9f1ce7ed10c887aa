import { describe, expect, test } from 'vitest';
import { findForeign } from '../../../../src/config/migrate/migrate.ts';
import type { Migration } from '../../../../src/config/migrate/migration.ts';
import { renderMigration } from '../../../../src/config/migrate/render-migration.ts';
import { load } from '../read/load-text.ts';
import { projectView } from './project-view.ts';

const directories = new Set(['cmd', 'internal', 'web', 'docs', '.git']);

function migrate(files: Readonly<Record<string, string>>, windows = false): Migration | string {
  const [first] = findForeign('auto', (name) => files[name]);
  const result = first?.migrate(projectView({}, { windows, directories }));
  if (result instanceof Promise) throw new Error('a tool of one program');
  if (result === undefined) return 'nothing found';
  return result.type === 'migrated' ? result.migration : result.message;
}

function migrated(files: Readonly<Record<string, string>>, windows = false): Migration {
  const result = migrate(files, windows);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

const settingsOf = (files: Readonly<Record<string, string>>, windows = false): Record<string, unknown> =>
  Object.fromEntries(migrated(files, windows).carried.map(({ key, value }) => [key, value]));

describe('commands are taken apart', () => {
  const exec = (command: string): Record<string, unknown> =>
    settingsOf({ 'nodemon.json': JSON.stringify({ exec: command }) });

  test.each([
    ['go run .', 'go build -o ./tmp/main .', ['./tmp/main']],
    ['go run main.go', 'go build -o ./tmp/main main.go', ['./tmp/main']],
    ['go run a.go b.go serve', 'go build -o ./tmp/main a.go b.go', ['./tmp/main', 'serve']],
    ['go run ./cmd/api x.go', 'go build -o ./tmp/main ./cmd/api', ['./tmp/main', 'x.go']],
    [
      `go run -race -tags "a b" ./cmd --name 'my app'`,
      `go build -race -tags "a b" -o ./tmp/main ./cmd`,
      ['./tmp/main', '--name', 'my app'],
    ],
    ['go run -ldflags="-X main.v=1" .', 'go build -ldflags="-X main.v=1" -o ./tmp/main .', ['./tmp/main']],
    ['go run main.go || exit 1', 'go build -o ./tmp/main main.go', ['./tmp/main']],
    ["sh -c 'go build -o app . && ./app -v'", 'go build -o app .', ['./app', '-v']],
    ['go build -o app; exec ./app', 'go build -o app', ['./app']],
    ['CGO_ENABLED=0 go build -o app . && ./app', 'CGO_ENABLED=0 go build -o app .', ['./app']],
    ['make run', 'exit 0', ['make', 'run']],
  ])('%s', (command, cmd, entrypoint) => {
    expect(exec(command)).toMatchObject({ 'build.cmd': cmd, 'build.entrypoint': entrypoint });
    expect(exec(command)).not.toHaveProperty('build.full_bin');
  });

  test.each([
    ['PORT=80 go run .', 'go build -o ./tmp/main .', 'PORT=80 ./tmp/main'],
    ['go run . --port $PORT', 'go build -o ./tmp/main .', './tmp/main --port $PORT'],
    [
      'CGO_ENABLED=0 GIN_MODE=debug go run .',
      'CGO_ENABLED=0 go build -o ./tmp/main .',
      'CGO_ENABLED=0 GIN_MODE=debug ./tmp/main',
    ],
    ['go build -o app . && ./app | tee log', 'go build -o app .', './app | tee log'],
    // What follows a cd, or a step that never ends, stays in its line.
    ['cd cmd/api && go run .', 'exit 0', 'cd cmd/api && go run .'],
    ['go generate ./... && go run . serve; echo done', 'exit 0', 'go generate ./... && go run . serve; echo done'],
  ])('%s', (command, cmd, fullBin) => {
    expect(exec(command)).toMatchObject({ 'build.cmd': cmd, 'build.full_bin': fullBin });
    expect(exec(command)).not.toHaveProperty('build.entrypoint');
  });

  test('variables hold for the whole of a line that stays as it is', () => {
    const files = { 'nodemon.json': '{"exec": "cd cmd && go run .", "env": {"A": "b c"}}' };
    expect(settingsOf(files)).toMatchObject({ 'build.full_bin': "export A='b c'; cd cmd && go run ." });
    expect(settingsOf(files, true)).toMatchObject({ 'build.full_bin': "$env:A = 'b c'; cd cmd && go run ." });
  });

  test('what comes before the build is kept, and what that means is told', () => {
    const migration = migrated({ 'nodemon.json': '{"exec": "(killall api || true) && swag init && go run ."}' });
    expect(migration.carried).toContainEqual({
      key: 'build.pre_cmd',
      value: ['(killall api || true)', 'swag init'],
      from: 'exec',
    });
    expect(migration.lost.join('\n')).toContain('stop_on_error');
  });

  test('on Windows the binary has its extension, and variables are written for PowerShell', () => {
    const files = { 'nodemon.json': '{"exec": "go run . serve", "env": {"A": "b c"}}' };
    expect(settingsOf(files, true)).toMatchObject({
      'build.cmd': 'go build -o ./tmp/main.exe .',
      'build.full_bin': "$env:A = 'b c'; ./tmp/main.exe serve",
    });
  });
});

describe('fresh', () => {
  const fresh = (text: string): Record<string, unknown> => settingsOf({ 'runner.conf': text });

  test('an empty file means its defaults, of which only the restart without a build is not ours', () => {
    expect(fresh('')).toEqual({
      'build.cmd': 'go build -o ./tmp/runner-build .',
      'build.entrypoint': ['./tmp/runner-build'],
      'build.no_rebuild_ext': ['tpl', 'tmpl', 'html'],
    });
  });

  test('a root elsewhere is what is watched and built', () => {
    expect(fresh('root: ./src\nvalid_ext: .go\n')).toMatchObject({
      'build.include_dir': ['src'],
      'build.cmd': 'go build -o ./tmp/runner-build ./src',
    });
    expect(fresh('root: ./src\nvalid_ext: .go\n')).not.toHaveProperty('build.no_rebuild_ext');
  });

  test('unknown settings are told', () => {
    expect(migrated({ 'runner.conf': 'watch: x\ndelve: true\n' }).lost).toEqual([
      'watch: fresh has no such setting',
      expect.stringMatching(/^delve: /),
    ]);
  });
});

describe('gin', () => {
  const gin = (line: string, before = ''): Record<string, unknown> =>
    settingsOf({ Makefile: `${before}dev:\n\t${line}\n` });

  test.each([
    ['gin', 3000, 3001, 'PORT=3001 ./tmp/main'],
    ['@gin -p 8080 -a 8081 -i run main.go', 8080, 8081, 'PORT=8081 ./tmp/main'],
    ['~/go/bin/gin --port=5000 --appPort=5001', 5000, 5001, 'PORT=5001 ./tmp/main'],
    ['PORT=1 A=b gin -a 9 run --x y', 3000, 9, 'A=b PORT=9 ./tmp/main --x y'],
  ])('%s', (line, proxyPort, appPort, fullBin) => {
    expect(gin(line)).toMatchObject({
      'proxy.enabled': true,
      'proxy.proxy_port': proxyPort,
      'proxy.app_port': appPort,
      'build.full_bin': fullBin,
      'build.include_ext': ['go'],
    });
  });

  test('variables of the Makefile are filled in; those of the shell are told', () => {
    expect(gin('gin -a $(P) -b ${B}', 'P := 7001\nB ?= bin/x\n')).toMatchObject({
      'proxy.app_port': 7001,
      'build.cmd': 'go build -o ./bin/x .',
    });
    const { lost } = migrated({ Makefile: 'dev:\n\tgin -a $$PORT\n' });
    expect(lost).toContain('--appPort $PORT: known only when the line runs; the config has 3001, the default of gin');
  });

  test.each([
    ['go get github.com/codegangsta/gin', 'nothing found'],
    ['echo gin', 'nothing found'],
    ['cd api && gin -p 3000', 'Makefile:2 starts gin in api, not here'],
  ])('%s: %s', (line, message) => {
    expect(migrate({ Makefile: `dev:\n\t${line}\n` })).toBe(message);
  });

  test('a script of package.json, where there is no Makefile', () => {
    expect(migrated({ 'package.json': '{"scripts":{"a":"tsc","dev":"gin -p 1 run"}}' }).source).toBe(
      'package.json script "dev"',
    );
    expect(migrate({ 'package.json': '{"scripts":' })).toBe('nothing found');
  });
});

describe('nodemon', () => {
  const nodemon = (config: object): Record<string, unknown> =>
    settingsOf({ 'nodemon.json': JSON.stringify({ exec: 'go run .', ...config }) });

  test.each([
    [{ watch: ['*'] }, { 'build.include_ext': ['*'] }],
    [{ watch: ['*'], ext: '.go,graphql' }, { 'build.include_ext': ['go', 'graphql'] }],
    [{ watch: ['**/*.go'] }, { 'build.include_ext': ['go'] }],
    [{ watch: ['cmd', './internal/'], ext: ['go'] }, { 'build.include_dir': ['cmd', 'internal'] }],
    [
      { watch: ['web/**/*.{html,css}', 'a.yaml'] },
      { 'build.include_ext': ['html', 'css'], 'build.include_file': ['a.yaml'] },
    ],
    [{ ignore: ['**/node_modules/**', 'docs/*'] }, { 'build.exclude_dir': ['tmp', 'vendor', 'testdata', 'docs'] }],
    [{ ignore: ['*.pb.go'] }, { 'build.exclude_regex': ['_test.go', String.raw`\.pb\.go$`] }],
    [{ ignore: ['gen/*.go', '.git'] }, { 'build.exclude_file': ['gen/*.go'] }],
    [{ delay: '2.5' }, { 'build.delay': 2500 }],
    [{ delay: '300ms' }, { 'build.delay': 300 }],
    [{ signal: 'SIGKILL' }, { 'build.send_interrupt': false }],
    [
      { legacyWatch: true, pollingInterval: 700 },
      { 'build.poll': true, 'build.poll_interval': 700 },
    ],
  ])('%j', (config, expected) => {
    expect(nodemon(config)).toMatchObject(expected);
  });

  test('without an exec there is nothing to run', () => {
    expect(migrate({ 'nodemon.json': '{"watch":["src"]}' })).toBe('nodemon.json has no exec');
    expect(migrate({ 'nodemon.json': '{' })).toMatch(/^nodemon\.json is not JSON/);
    expect(
      migrated({ 'package.json': '{"nodemonConfig":{"execMap":{"go":"go run"},"script":"main.go"}}' }).carried[0],
    ).toMatchObject({
      key: 'build.cmd',
      value: 'go build -o ./tmp/main main.go',
    });
  });
});

describe('reflex', () => {
  const reflex = (text: string): Record<string, unknown> => settingsOf({ 'reflex.conf': text });

  test.each([
    [String.raw`-sr '\.go$' -- go run .`, { 'build.include_ext': ['go'] }],
    [String.raw`-s -r "\.(go|html)$" go run .`, { 'build.include_ext': ['go', 'html'] }],
    [
      String.raw`-r '^cmd/.*\.go$' --start-service -- ./x`,
      { 'build.include_dir': ['cmd'], 'build.include_ext': ['go'] },
    ],
    [String.raw`-s -r '(\.go$|go\.mod)' -- ./x`, { 'build.include_ext': ['go'], 'build.include_file': ['go.mod'] }],
    [
      `-s -g '**/*.go' -G 'gen/*' -- ./x`,
      { 'build.include_ext': ['go'], 'build.exclude_dir': ['tmp', 'vendor', 'testdata', 'gen'] },
    ],
    [
      `-s --regex='.go$' --inverse-regex '^vendor/' -t 1m30s -- ./x`,
      { 'build.include_ext': ['go'], 'build.kill_delay': '1m30s' },
    ],
    [
      `-R '^web/.*\\.js$' -s -- ./x`,
      { 'build.include_ext': ['*'], 'build.exclude_regex': ['_test.go', String.raw`/web/.*\.js$`] },
    ],
  ])('%s', (line, expected) => {
    expect(reflex(`# a comment\n\n${line}\n`)).toMatchObject(expected);
  });

  test('what has no counterpart is told', () => {
    const { lost } = migrated({ 'reflex.conf': `-s -r '^(?!x)' -- ./x {}\n-r a -- echo {}\n` });
    expect(lost).toEqual([
      expect.stringContaining('does not put the changed file in the place of {}'),
      expect.stringMatching(/^-r '\^\(\?!x\)': has no counterpart/),
      expect.stringMatching(/^reflex\.conf:2: "echo \{\}" is not run/),
    ]);
  });

  test('there must be a service', () => {
    expect(migrate({ 'reflex.conf': `-r a -- go test ./...\n` })).toMatch(/no line that starts a service/);
  });
});

describe('modd', () => {
  const modd = (text: string): Record<string, unknown> => settingsOf({ 'modd.conf': text });

  test('its default signal is kept', () => {
    expect(modd('**/*.go {\n daemon: go run .\n}')).toMatchObject({ 'build.stop_signal': 'SIGHUP' });
    expect(modd('** {\n daemon +sigkill: ./x\n}')).toMatchObject({
      'build.send_interrupt': false,
      'build.include_ext': ['*'],
    });
  });

  test('a directory for the commands', () => {
    expect(modd('{\n indir: ./api dir\n prep: go build -o x .\n daemon: ./x\n}')).toMatchObject({
      'build.cmd': "cd './api dir' && go build -o x .",
      'build.full_bin': "cd './api dir' && ./x",
    });
  });

  test('quoted commands, variables and braces in patterns', () => {
    const text = `@cmd = ./bin/x\n"**/*.{go,html}" cmd/**/*.sql .env {\n prep +onchange: "\n go build \\\n  -o @cmd .\n "\n daemon: '@cmd --a "b c"'\n}`;
    expect(modd(text)).toMatchObject({
      'build.cmd': 'go build -o ./bin/x .',
      'build.entrypoint': ['./bin/x', '--a', 'b c'],
      'build.include_ext': ['go', 'html', 'sql'],
      'build.include_file': ['.env'],
    });
    expect(modd(text)).not.toHaveProperty('build.include_dir');
  });

  test.each([
    ['**/*.go {\n prep: go test\n}', 'modd.conf has no block with a daemon'],
    ['**/*.go {\n daemon: x', 'modd.conf cannot be read: line 2: a block has no }'],
    ['**/*.go {\n deamon: x\n}', 'modd.conf cannot be read: line 2: "deamon" is none of prep, daemon, indir'],
    ['**/*.go', 'modd.conf cannot be read: line 1: a block has no {'],
  ])('%j: %s', (text, message) => {
    expect(migrate({ 'modd.conf': text })).toBe(message);
  });
});

test('whatever a file holds, what is written can be read', () => {
  const nasty = 'a\u0007"b\'c\n# [x]\\';
  const text = renderMigration(
    migrated({
      'nodemon.json': JSON.stringify({ exec: `./x ${nasty}`, env: { A: nasty }, ignore: [nasty, '*\n'], [nasty]: 1 }),
    }),
  );
  expect(load(text).diagnostics).toEqual([]);
  expect(
    text
      .split('\n')
      .filter((line) => line.includes('[x]'))
      .every((line) => /^(?:#|\w+ = )/.test(line)),
  ).toBe(true);
});
