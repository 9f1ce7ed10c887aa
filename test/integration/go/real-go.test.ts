import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BuildEvent } from '../../../src/engine/service/event.ts';
import { readContentId } from '../../../src/go/build/build-id.ts';
import type { BuildPlan } from '../../../src/go/build/build-plan.ts';
import { type GoBuilder, createBuilder } from '../../../src/go/build/builder.ts';
import { findMainPackages } from '../../../src/go/packages/main-packages.ts';
import { findModule } from '../../../src/go/packages/module-files.ts';
import { findToolchain } from '../../../src/go/toolchain/toolchain.ts';
import { plainCommands } from '../../support/plain-commands.ts';
import { waitFor } from '../../support/wait-for.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const env: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  GOFLAGS: '-buildvcs=false',
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  GOWORK: '',
};
const searched = await findToolchain({ cwd: fixtures, env, commands: plainCommands });
const goFile = searched.type === 'found' ? searched.toolchain.goFile : '';

let dir = '';
let builder: GoBuilder | undefined;
let plan: BuildPlan | undefined;
beforeEach(() => void (dir = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-real-go-')))));
afterEach(async () => {
  await builder?.dispose();
  builder = undefined;
  rmSync(dir, { recursive: true });
});

const hello = (text: string, comment = ''): string =>
  `package main\n\nfunc main() {\n\tprintln("${text}") ${comment}\n}\n`;

function newModule(): void {
  writeFileSync(join(dir, 'go.mod'), 'module example.com/hello\n\ngo 1.19\n');
  writeFileSync(join(dir, 'main.go'), hello('one'));
}

function newBuilder(build: BuildPlan['build']): GoBuilder {
  plan = { preCmd: [], stopOnError: false, build, cwd: dir, env, roots: [dir] };
  const reporter = { report: () => undefined };
  builder = createBuilder({
    commands: plainCommands,
    reporter,
    tmpDir: join(dir, 'tmp'),
    name: 'hello',
  });
  return builder;
}

const run = (generation: number, events: BuildEvent[] = []): Promise<BuildEvent> =>
  new Promise((resolve) => {
    const emit = (event: BuildEvent): void => {
      events.push(event);
      resolve(event);
    };
    if (plan === undefined) throw new Error('no builder was made');
    builder?.start({ generation, batch: { action: 'rebuild', cause: { type: 'start' } }, plan }, emit);
  });

const succeeded = (event: BuildEvent): Extract<BuildEvent, { type: 'build-succeeded' }> => {
  expect(event).toMatchObject({ type: 'build-succeeded' });
  return event as Extract<BuildEvent, { type: 'build-succeeded' }>;
};

test('the toolchain is the one that go env knows', () => {
  const asked = JSON.parse(
    execFileSync(goFile, ['env', '-json', 'GOVERSION', 'GOROOT'], { encoding: 'utf8', env, cwd: fixtures }),
  );
  expect(searched).toMatchObject({ toolchain: { version: asked.GOVERSION, goroot: asked.GOROOT } });
});

describe('owned build', () => {
  test('builds, publishes, and knows when the code is the same', async () => {
    newModule();
    newBuilder({ type: 'owned', goFile, flags: [], packages: ['.'], output: './tmp/main' });
    const first = succeeded(await run(1)).artifact;
    expect(first.contentId).toMatch(/^[\w-]{20}$/);
    const buildId = execFileSync(goFile, ['tool', 'buildid', first.path ?? ''], { encoding: 'utf8', env }).trim();
    expect(first.contentId).toBe(buildId.split('/').at(-1));
    expect(spawnSync(join(dir, 'tmp/main'), { encoding: 'utf8' }).stderr).toBe('one\n');

    writeFileSync(join(dir, 'main.go'), hello('one', '// a comment'));
    expect(succeeded(await run(2)).artifact.contentId).toBe(first.contentId);

    writeFileSync(join(dir, 'main.go'), hello('two'));
    const third = succeeded(await run(3)).artifact;
    expect(third.contentId).not.toBe(first.contentId);
    expect(readFileSync(third.path ?? '').equals(readFileSync(join(dir, 'tmp/main')))).toBe(true);
  });

  test.each(['darwin', 'windows'])('the build ID of a %s binary', async (system) => {
    newModule();
    const file = join(dir, 'binary');
    const other = { ...env, GOOS: system, GOARCH: 'arm64', CGO_ENABLED: '0' };
    execFileSync(goFile, ['build', '-o', file, '.'], { cwd: dir, env: other });
    const buildId = execFileSync(goFile, ['tool', 'buildid', file], { encoding: 'utf8', env }).trim();
    expect(await readContentId(file)).toBe(buildId.split('/').at(-1));
  });

  test('no Go binary, no build ID', async () => {
    writeFileSync(join(dir, 'x'), 'text');
    expect(await readContentId(join(dir, 'x'))).toBeUndefined();
    expect(await readContentId(join(dir, 'none'))).toBeUndefined();
    expect(await readContentId(process.execPath)).toBeUndefined();
  });

  test('an error has its place and its source', async () => {
    cpSync(join(fixtures, 'broken-utf8'), dir, { recursive: true });
    newBuilder({ type: 'owned', goFile, flags: [], packages: ['.'] });
    const event = await run(1);
    expect(event).toMatchObject({ type: 'build-failed', end: { type: 'code', code: 1 }, output: '' });
    const [first] = event.type === 'build-failed' ? event.diagnostics : [];
    expect(first).toMatchObject({
      message: 'undefined: undefinedName',
      location: { file: 'main.go', line: 6, column: 38 },
    });
    expect(first?.location?.excerpt?.lines).toHaveLength(5);
  });

  test('a cancelled build leaves no process and no file', async () => {
    newModule();
    // Slow enough to be caught in the act: a compiler that waits.
    newBuilder({
      type: 'owned',
      goFile,
      flags: [`-toolexec=${process.execPath} ${join(dir, 'slow.cjs')}`],
      packages: ['.'],
    });
    writeFileSync(
      join(dir, 'slow.cjs'),
      `const fs = require('node:fs'), args = process.argv.slice(2);
       if (args.includes('-V=full')) process.exit(require('node:child_process').spawnSync(args[0], args.slice(1), { stdio: 'inherit' }).status);
       fs.writeFileSync(${JSON.stringify(join(dir, 'pid'))}, String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const events: BuildEvent[] = [];
    const ended = run(1, events);
    await waitFor(() => existsSync(join(dir, 'pid')) && readFileSync(join(dir, 'pid'), 'utf8') !== '', {
      timeoutMs: 120_000,
    });
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'));
    builder?.cancel(1);
    expect(await ended).toEqual({ type: 'build-cancelled', generation: 1 });
    expect(readdirSync(join(dir, 'tmp')).toSorted()).toEqual(['.gitignore', '.gorl']);
    expect(readdirSync(join(dir, 'tmp/.gorl'))).toEqual([]);
    await waitFor(() => !isAlive(pid));
    expect(events).toHaveLength(1);
  });
});

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
  } catch {
    return false;
  }
}

describe('main packages', () => {
  const find = (root: string) => {
    const found = findModule(root, env);
    const workspace = found.type === 'found' ? found.workspace : undefined;
    const inModule = found.type === 'found' && found.module !== undefined;
    return findMainPackages({
      root,
      goFile,
      env,
      commands: plainCommands,
      inModule,
      ...(workspace === undefined ? {} : { workspace }),
    });
  };

  test('of a module with several commands', async () => {
    newModule();
    rmSync(join(dir, 'main.go'));
    for (const name of ['cmd/api', 'cmd/web', 'testdata/x', '_old']) {
      cpSync(join(fixtures, 'broken-gomod/main.go'), join(dir, name, 'main.go'));
    }
    writeFileSync(join(dir, 'lib.go'), 'package lib\n');
    expect(await find(dir)).toEqual({ type: 'several', dirs: ['./cmd/api', './cmd/web'] });
    rmSync(join(dir, 'cmd/web'), { recursive: true });
    expect(await find(dir)).toEqual({ type: 'one', dir: './cmd/api' });
    rmSync(join(dir, 'cmd'), { recursive: true });
    expect(await find(dir)).toEqual({ type: 'none', reason: 'no package is named main' });
  });

  test('of a workspace, from its root and from within', async () => {
    writeFileSync(join(dir, 'go.work'), 'go 1.19\n\nuse (\n\t./api\n\t./lib\n)\n');
    for (const name of ['api', 'lib']) {
      cpSync(join(fixtures, 'broken-gomod/main.go'), join(dir, name, 'cmd', name, 'main.go'));
      writeFileSync(join(dir, name, 'go.mod'), `module example.com/${name}\n\ngo 1.19\n`);
    }
    expect(await find(dir)).toEqual({ type: 'several', dirs: ['./api/cmd/api', './lib/cmd/lib'] });
    expect(await find(join(dir, 'api'))).toEqual({ type: 'one', dir: './cmd/api' });
    expect(await find(join(dir, 'api/cmd'))).toEqual({ type: 'one', dir: './api' });
  });

  test('a broken go.mod is told with its place', async () => {
    cpSync(join(fixtures, 'broken-gomod/go.mod'), join(dir, 'go.mod'));
    expect(await find(dir)).toMatchObject({ type: 'failed', diagnostics: [{ location: { file: 'go.mod', line: 4 } }] });
  });

  test('no Go file at all', async () => {
    writeFileSync(join(dir, 'go.mod'), 'module example.com/empty\n\ngo 1.19\n');
    expect(await find(dir)).toEqual({ type: 'none', reason: 'there are no Go packages' });
  });

  test('the fast path runs no command', async () => {
    newModule();
    const never = {
      start: () => {
        throw new Error('must not run anything');
      },
    };
    expect(await findMainPackages({ root: dir, goFile, env, commands: never })).toEqual({ type: 'one', dir: '.' });
  });
});
