import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appCommand } from '../../../../src/session/service-plan/app-command.ts';
import { appProblems, explainFailure } from '../../../../src/session/service-plan/app-problems.ts';
import { loadConfig, type LoadedConfig } from '../../../../src/config/read/load.ts';
import { lastOutput } from '../../../../src/go/build/build-command.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gorl-app-problems-'));
  mkdirSync(join(dir, 'tmp'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const elf = '\x7fELF and so on';
const load = (toml: string): LoadedConfig =>
  loadConfig({
    file: { path: '/p/.air.toml', shown: '.air.toml', text: `[build]\n${toml}` },
    platform: 'linux',
    env: {},
    flags: [],
  });

function input(toml: string, more: { output?: string; writes?: string; args?: string[]; runTarget?: boolean } = {}) {
  const { output, writes, args = [], runTarget = false } = more;
  return {
    config: load(toml),
    cwd: dir,
    root: dir,
    output: output === undefined ? undefined : join(dir, output),
    ...(writes === undefined ? {} : { writes: join(dir, writes) }),
    runTarget,
    args,
  };
}

const made = (): { generation: number; path: string } => ({ generation: 1, path: join(dir, 'tmp/app') });

describe('what is run does not bear the name that is configured', () => {
  test('a build of gorl’s own: what it writes is run, and both names are told', () => {
    writeFileSync(join(dir, 'tmp/main'), elf);
    const said = input('cmd = "go build -o ./tmp/app ."\nbin = "./tmp/main"', { output: 'tmp/app' });
    expect(appProblems(said, {})).toEqual([
      {
        severity: 'warning',
        message: 'build.bin is ./tmp/main, but the build writes ./tmp/app, which gorl runs',
        location: { file: '.air.toml', line: 3, column: 7 },
        notes: [],
        source: 'config',
        hint: 'write: bin = "./tmp/app"',
      },
    ]);
    expect(appCommand(said, made(), {}).file).toBe(join(dir, 'tmp/app'));
  });

  test('with arguments behind it, they are passed', () => {
    const said = input('bin = "./tmp/app serve -v"\nargs_bin = ["x"]', { output: 'tmp/app', args: ['y'] });
    expect(appProblems(said, {})[0]?.hint).toBe('write: entrypoint = ["./tmp/app", "serve", "-v"]');
    expect(appCommand(said, made(), {})).toEqual({ file: join(dir, 'tmp/app'), args: ['serve', '-v', 'x', 'y'] });
  });

  test('a file whose name has blanks is no command', () => {
    const said = input('bin = "./tmp/my app"', { output: 'tmp/my app' });
    expect(appProblems(said, {})).toEqual([]);
  });

  test('a path of Windows, and an entrypoint that is not there', () => {
    const windows = input('bin = "tmp\\\\main.exe"', { output: 'tmp/app' });
    expect(appProblems(windows, {})[0]?.message).toBe(
      'build.bin is tmp\\main.exe, but the build writes ./tmp/app, which gorl runs',
    );
    const entrypoint = input('entrypoint = ["./tmp/old", "-x"]', { output: 'tmp/app' });
    expect(appProblems(entrypoint, {})[0]).toMatchObject({ hint: 'write: entrypoint = ["./tmp/app"]' });
    expect(appCommand(entrypoint, made(), {})).toEqual({ file: join(dir, 'tmp/app'), args: ['-x'] });
  });

  test.each([
    ['a script around the program', 'bin = "./run.sh"', 'run.sh'],
    ['a program that gets it as an argument', 'entrypoint = ["./dlv", "exec", "./tmp/app"]', 'dlv'],
    ['the same in args_bin', 'bin = "./dlv"\nargs_bin = ["exec", "./tmp/app"]', 'dlv'],
    ['a program outside the project', 'bin = "/bin/sh"', '/bin/sh'],
  ])('%s is meant', (_name, toml, file) => {
    writeFileSync(join(dir, 'run.sh'), '#!/bin/sh\n');
    writeFileSync(join(dir, 'dlv'), elf);
    const said = input(toml, { output: 'tmp/app' });
    expect(appProblems(said, {})).toEqual([]);
    expect(appCommand(said, made(), {}).file).toBe(file.startsWith('/') ? file : join(dir, file));
  });

  test('a custom build that says where it writes: the old program is not started', () => {
    writeFileSync(join(dir, 'tmp/main'), elf);
    for (const toml of ['bin = "./tmp/main"', '']) {
      const said = input(`cmd = "true && go build -o ./tmp/app ."\n${toml}`, { writes: 'tmp/app' });
      expect(appProblems(said, {})[0]?.message).toBe('build.bin is ./tmp/main, but the build writes ./tmp/app');
      expect(() => appCommand(said, { generation: 1 }, {})).toThrow('build.bin is ./tmp/main, but the build writes');
    }
    const right = input('bin = "./tmp/app"', { writes: 'tmp/app' });
    expect(appProblems(right, {})).toEqual([]);
    expect(appCommand(right, { generation: 1 }, {}).file).toBe(join(dir, 'tmp/app'));
  });

  test('gorl run asks nothing of the config', () => {
    expect(appProblems(input('bin = "./x"', { output: 'tmp/app', runTarget: true }), {})).toEqual([]);
  });
});

test.each([
  ['go generate && go build -o ./tmp/app ./cmd/app', './tmp/app'],
  ['go generate\nCGO_ENABLED=0 GOFLAGS=-v go build -o tmp/app .\n', 'tmp/app'],
  ['cd services/api && go build -o ../../tmp/app .', undefined],
  ['go build -o tmp/app . && cp tmp/app tmp/main', undefined],
  ['go build -o "$OUT" .', undefined],
  ['make', undefined],
])('the output of %j', (line, output) => {
  expect(lastOutput(line)).toBe(output);
});

describe('full_bin and the arguments of the app', () => {
  test.each(['if true; then ./tmp/app; fi', './tmp/app | jq', './tmp/app &'])('%s cannot take any', (text) => {
    const toml = `full_bin = "${text}"`;
    expect(appProblems(input(toml), {})).toEqual([]);
    expect(appProblems(input(toml, { args: ['a'] }), {})).toMatchObject([
      { severity: 'error', location: { line: 2 }, hint: 'put "$@" where they belong' },
    ]);
  });

  test('a text that names them, or ends in a command, can', () => {
    for (const text of ['./tmp/app # it', '\n./tmp/app\n', 'if true; then ./tmp/app \'$@\' "$@"; fi'])
      expect(appProblems(input(`full_bin = '''${text}'''`, { args: ['a'] }), {}), text).toEqual([]);
  });
});

describe('a program that could not be started', () => {
  const explain = (toml: string, custom: string | undefined, code: string, file = join(dir, 'tmp/main')) =>
    explainFailure(load(toml), custom, file, code);

  test.each([
    ['bin = "./tmp/main"', 'go run x.go', 'write: cmd = "go build -o ./tmp/main x.go"'],
    ['', 'go run -race ./cmd/api -v', 'write: cmd = "go build -o ./tmp/main -race ./cmd/api"'],
    ['bin = "./tmp/main serve"', 'make', 'write: entrypoint = ["./tmp/main", "serve"]'],
    ['bin = "tmp\\\\main.exe"', 'make', 'write: bin = "tmp/main.exe", and the same after -o in cmd'],
    ['bin = "./tmp/main"', 'make', 'set it to the file that build.cmd writes, or make build.cmd write that file'],
  ])('because it is not there: %s after %s', (toml, custom, hint) => {
    expect(explain(toml, custom, 'ENOENT')?.hint).toBe(hint);
  });

  test('a build of gorl’s own is made again instead', () => {
    expect(explain('', undefined, 'ENOENT')).toBeUndefined();
  });

  test('because it is the archive of a package', () => {
    writeFileSync(join(dir, 'tmp/main'), '!<arch>\n__.PKGDEF');
    expect(explain('', 'make', 'EACCES')?.message).toMatch(/is not a program: the package .* is not a main package$/);
  });

  test('because its file system is mounted noexec', () => {
    writeFileSync(join(dir, 'tmp/main'), elf);
    const mounts = () => `1 0 8:1 / / rw - ext4 x rw\n2 1 0:26 / ${dir}/tmp rw,noexec - tmpfs tmpfs rw\n`;
    const said = (custom?: string) => explainFailure(load(''), custom, join(dir, 'tmp/main'), 'EACCES', mounts);
    expect(said()).toMatchObject({
      message: `${dir}/tmp is mounted noexec: programs cannot run from it`,
      hint: 'set tmp_dir, and -o in build.cmd, to a directory on another file system',
    });
    expect(said('make')?.hint).toContain('bin or entrypoint');
  });

  test('because it is no file that could be read', () => {
    mkdirSync(join(dir, 'tmp/main'));
    expect(explain('', 'make', 'EACCES')).toBeUndefined();
  });

  test('because somebody else knows', () => {
    writeFileSync(join(dir, 'tmp/main'), elf);
    chmodSync(join(dir, 'tmp/main'), 0o644);
    expect(explain('', 'make', 'EACCES')).toBeUndefined();
  });
});
