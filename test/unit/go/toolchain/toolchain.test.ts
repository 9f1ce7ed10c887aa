import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMainPackages } from '../../../../src/go/packages/main-packages.ts';
import { findModule } from '../../../../src/go/packages/module-files.ts';
import { holdsMainPackage } from '../../../../src/go/packages/package-clause.ts';
import { findToolchain, isNewer } from '../../../../src/go/toolchain/toolchain.ts';
import { createFakeCommands } from '../build/fake-commands.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'gorl-toolchain-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const write = (path: string, text: string): string => {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const answers = (output: string, code = 0) => createFakeCommands((command) => command.end(code, output));
const silent = createFakeCommands();

describe.skipIf(process.platform === 'win32')('findToolchain (on Windows go is called go.exe)', () => {
  const installGo = (version?: string): string => {
    const file = write('sdk/bin/go', '#!/bin/sh\n');
    chmodSync(file, 0o755);
    if (version !== undefined) write('sdk/VERSION', `${version}\ntime 2026-01-01T00:00:00Z\n`);
    return file;
  };
  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    PATH: ['relative', join(dir, 'none'), join(dir, 'sdk/bin')].join(delimiter),
    ...more,
  });

  test('reads VERSION beside it and runs nothing', async () => {
    const goFile = installGo('go1.26.8');
    const found = await findToolchain({ cwd: dir, env: env(), commands: silent, required: ['1.21', 'go1.26.8'] });
    expect(found).toEqual({ type: 'found', toolchain: { goFile, version: 'go1.26.8', goroot: join(dir, 'sdk') } });
    expect(silent.started).toEqual([]);
  });

  test('follows a link to find VERSION, but keeps the name that was found', async () => {
    const real = installGo('go1.26.8');
    mkdirSync(join(dir, 'links'));
    symlinkSync(real, join(dir, 'links/go'));
    const found = await findToolchain({ cwd: dir, env: { PATH: join(dir, 'links') }, commands: silent });
    expect(found).toMatchObject({ toolchain: { goFile: join(dir, 'links/go'), version: 'go1.26.8' } });
  });

  test.each([
    ['there is no VERSION', undefined, {}, []],
    ['go.mod wants a newer one', 'go1.26.8', {}, ['1.99']],
    ['GOTOOLCHAIN chooses', 'go1.26.8', { GOTOOLCHAIN: 'go1.21.13' }, []],
    ['GOROOT chooses', 'go1.26.8', { GOROOT: '/x' }, []],
  ])('asks go env when %s', async (_, version, more, required) => {
    installGo(version);
    const commands = answers('go: downloading go1.99\n{\n"GOROOT": "/r",\n"GOVERSION": "go1.99.1"\n}\n');
    const found = await findToolchain({ cwd: dir, env: env(more), commands, required });
    expect(found).toMatchObject({ toolchain: { version: 'go1.99.1', goroot: '/r' } });
    expect(commands.started).toHaveLength(1);
  });

  test('GOTOOLCHAIN=local: the build will tell that go.mod wants a newer one', async () => {
    installGo('go1.26.8');
    const found = await findToolchain({
      cwd: dir,
      env: env({ GOTOOLCHAIN: 'local' }),
      commands: silent,
      required: ['1.99'],
    });
    expect(found).toMatchObject({ toolchain: { version: 'go1.26.8' } });
  });

  test('a go env that fails is no reason to stop', async () => {
    const goFile = installGo();
    const found = await findToolchain({ cwd: dir, env: env(), commands: answers('go: errors parsing go.mod', 1) });
    expect(found).toEqual({ type: 'found', toolchain: { goFile } });
  });

  test('no go at all', async () => {
    const found = await findToolchain({ cwd: dir, env: env(), commands: silent });
    expect(found).toMatchObject({
      type: 'missing',
      diagnostic: { source: 'environment', message: 'no go command on PATH' },
    });
    expect(found.type === 'missing' && found.diagnostic.hint).toContain('https://go.dev/dl');
  });
});

test.each([
  ['1.21', 'go1.26.8', false],
  ['1.26.8', 'go1.26.8', false],
  ['1.26.9', 'go1.26.8', true],
  ['go1.27rc1', 'go1.26.8', true],
  ['1.9', 'go1.10', false],
  ['2', 'go1.99', true],
])('%s newer than %s: %s', (wanted, actual, expected) => {
  expect(isNewer(wanted, actual)).toBe(expected);
});

describe('findModule', () => {
  test('upward, with what it says', () => {
    const file = write('go.mod', 'module example.com/app // main\n\ngo 1.21\n\ntoolchain go1.22.3\n');
    mkdirSync(join(dir, 'cmd/api'), { recursive: true });
    expect(findModule(join(dir, 'cmd/api'), {})).toEqual({
      type: 'found',
      module: { file, dir, path: 'example.com/app', go: '1.21', toolchain: 'go1.22.3' },
    });
  });

  test('a workspace, unless GOWORK=off', () => {
    const file = write('go.work', 'go 1.22\n\nuse (\n\t./api // the server\n\t../lib\n)\nuse "./tool"\n');
    write('api/go.mod', 'module example.com/api\n');
    expect(findModule(join(dir, 'api'), {})).toMatchObject({
      module: { path: 'example.com/api' },
      workspace: { file, uses: [join(dir, 'api'), join(dirname(dir), 'lib'), join(dir, 'tool')], go: '1.22' },
    });
    expect(findModule(dir, {})).toMatchObject({ type: 'found', workspace: { file } });
    expect(findModule(dir, { GOWORK: 'off' })).toMatchObject({ type: 'missing' });
    expect(findModule(join(dir, 'api'), { GOWORK: 'off' })).not.toHaveProperty('workspace');
  });

  test('none: what to do', () => {
    expect(findModule(dir, {})).toMatchObject({
      type: 'missing',
      diagnostic: {
        severity: 'error',
        source: 'environment',
        hint: expect.stringMatching(/go mod init gorl-toolchain-/),
      },
    });
    write('backend/go.mod', 'module b\n');
    expect(findModule(dir, {})).toMatchObject({
      diagnostic: {
        notes: [{ message: 'there is a go.mod in ./backend' }],
        hint: expect.stringContaining('./backend'),
      },
    });
  });

  test('GO111MODULE=off wants none', () => {
    expect(findModule(dir, { GO111MODULE: 'off' })).toEqual({ type: 'off' });
  });
});

describe('holdsMainPackage', () => {
  test.each([
    ['main.go', 'package main\n', true],
    ['server.go', '\uFEFF// Copyright\n\n/*\nDoc: package foo\n*/\n// Command x.\npackage main // yes\n', true],
    ['main.go', 'package  /* x */ main\n', false],
    ['main.go', 'package mainly\n', false],
    ['main.go', '//go:build ignore\n\npackage main\n', false],
    ['main.go', '// +build tools\n\npackage main\n', false],
    ['main_linux.go', 'package main\n', false],
    ['main_linux_arm64.go', 'package main\n', false],
    ['linux.go', 'package main\n', true],
    ['main_test.go', 'package main\n', false],
    ['_main.go', 'package main\n', false],
    ['.main.go', 'package main\n', false],
    ['main.go', `// ${'x'.repeat(20_000)}\npackage main\n`, false],
    ['main.go', '', false],
    ['main.txt', 'package main\n', false],
  ])('%s %j: %s', (name, text, expected) => {
    write(name, text);
    expect(holdsMainPackage(dir)).toBe(expected);
  });

  test('a directory that is not there', () => {
    expect(holdsMainPackage(join(dir, 'none'))).toBe(false);
  });
});

describe('findMainPackages', () => {
  const find = (output: string, code = 0, more = {}) => {
    const commands = answers(output, code);
    return { commands, found: findMainPackages({ root: dir, goFile: '/go', env: {}, commands, ...more }) };
  };
  const listed = (path: string, name: string): string =>
    `{\n\t"Dir": ${JSON.stringify(join(dir, path))},\n\t"ImportPath": "x/${path}",\n\t"Name": "${name}"\n}\n`;

  test('a main package in the root needs no go list', async () => {
    write('main.go', 'package main\n');
    const { commands, found } = find('');
    expect(await found).toEqual({ type: 'one', dir: '.' });
    expect(commands.started).toEqual([]);
  });

  test('one, several, none', async () => {
    const api = listed('cmd/api', 'main');
    const lib = listed('lib', 'lib');
    expect(await find(`go: downloading x v1\n${lib}${api}`).found).toEqual({ type: 'one', dir: './cmd/api' });
    expect(await find(listed('cmd/web', 'main') + api + lib).found).toEqual({
      type: 'several',
      dirs: ['./cmd/api', './cmd/web'],
    });
    expect(await find(lib).found).toEqual({ type: 'none', reason: 'no package is named main' });
    expect(await find('go: warning: "./..." matched no packages\n').found).toMatchObject({ type: 'none' });
    expect(await find('').found).toEqual({ type: 'none', reason: 'there are no Go packages' });
  });

  test('a go.mod that cannot be read', async () => {
    expect(
      await find('go: errors parsing go.mod:\ngo.mod:4: usage: require module/path v1.2.3\n', 1).found,
    ).toMatchObject({
      type: 'failed',
      diagnostics: [{ location: { file: 'go.mod', line: 4 } }],
    });
  });

  test('a workspace: each module below the root is named', async () => {
    const workspace = {
      file: join(dir, 'go.work'),
      uses: [join(dir, 'api'), join(dir, 'web'), join(dirname(dir), 'lib')],
    };
    const { commands, found } = find(listed('api', 'main'), 0, { workspace, inModule: false });
    expect(await found).toEqual({ type: 'one', dir: './api' });
    const command = commands.started[0]?.spec.command;
    expect(command?.type === 'argv' && command.args.slice(-2)).toEqual(['./api/...', './web/...']);
  });
});
