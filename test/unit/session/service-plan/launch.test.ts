import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  placesOf,
  planLaunch,
  wantedBuild,
  type Launch,
  type LaunchOptions,
  type LaunchResult,
} from '../../../../src/session/service-plan/launch.ts';
import { loadProject, type Project } from '../../../../src/session/service-plan/project.ts';
import { exitCode } from '../../../../src/protocol/exit-code.ts';
import { fakeGoList, installFakeGo, type ListedPackage } from '../../../support/fake-go.ts';
import { tempProject, type TempProject } from '../../../support/temp-project.ts';

const main = 'package main\n\nfunc main() {}\n';
let project: TempProject;
let env: Record<string, string>;
beforeEach(() => {
  project = tempProject({ 'go.mod': 'module example.com/shop\n\ngo 1.21\n' });
  env = installFakeGo(project);
});
afterEach(() => project.remove());

function read(): Project {
  const result = loadProject({ configFlags: [] }, project.dir, {});
  if (result.type === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  return result.project;
}

const cmd = (line: string): void => project.write('.air.toml', `[build]\ncmd = ${JSON.stringify(line)}\n`);
const mainsIn = (...names: readonly string[]): readonly ListedPackage[] =>
  names.map((name) => ({ Dir: project.at(name), Name: 'main' }));

/** Nothing is run, unless `go` says what is answered. */
const plan = (
  more: Partial<LaunchOptions> = {},
  go: Parameters<typeof fakeGoList>[0] = (pattern) => {
    throw new Error(`nobody needs to ask about ${pattern}`);
  },
): Promise<LaunchResult> =>
  planLaunch({
    project: read(),
    checkTarget: false,
    env,
    commands: fakeGoList(go),
    choose: () => Promise.resolve(undefined),
    ...more,
  });

function launchOf(result: LaunchResult): Launch {
  if (result.type === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  return result.launch;
}

describe('without a config', () => {
  test('a main package in the directory is built, and no command is needed to find it', async () => {
    project.write('main.go', main);
    expect(await plan()).toMatchObject({
      type: 'ok',
      launch: {
        build: { type: 'owned', goFile: project.at('sdk/bin/go'), flags: [], packages: ['.'] },
        target: 'shop',
        name: 'shop',
        toolchain: { version: 'go1.26.8', goroot: project.at('sdk') },
        module: { type: 'found', module: { path: 'example.com/shop' } },
      },
    });
  });

  test('the only one below it is the one', async () => {
    const result = await plan({}, () => mainsIn('cmd/api'));
    expect(result).toMatchObject({
      launch: { build: { packages: ['./cmd/api'] }, target: './cmd/api', name: 'api' },
    });
    expect(result).not.toHaveProperty('launch.output');
  });

  test('of several, the user chooses', async () => {
    const offered: (readonly string[])[] = [];
    const choose = (dirs: readonly string[]): Promise<string> => {
      offered.push(dirs);
      return Promise.resolve('./cmd/worker');
    };
    const result = await plan({ choose }, () => mainsIn('cmd/api', 'cmd/worker'));
    expect(offered).toEqual([['./cmd/api', './cmd/worker']]);
    expect(result).toMatchObject({ launch: { build: { packages: ['./cmd/worker'] }, name: 'worker' } });
  });

  test('where nobody can be asked, at most eight are listed', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const failed = (count: number): Promise<LaunchResult> => plan({}, () => mainsIn(...names.slice(0, count)));
    expect(await failed(2)).toMatchObject({
      type: 'failed',
      code: exitCode.usage,
      diagnostics: [
        {
          message: 'there are 2 main packages here; say which one to run',
          notes: [{ message: 'gorl run ./a' }, { message: 'gorl run ./b' }],
        },
      ],
    });
    const result = await failed(9);
    const notes = result.type === 'failed' ? (result.diagnostics[0]?.notes ?? []) : [];
    expect(notes.slice(-2)).toEqual([{ message: 'gorl run ./h' }, { message: '…' }]);
  });

  test('no program: why', async () => {
    expect(await plan({}, () => [])).toMatchObject({
      code: exitCode.usage,
      diagnostics: [{ message: 'there is no main package to run: there are no Go packages' }],
    });
  });

  test('where go list fails, its words', async () => {
    expect(await plan({}, () => ({ code: 1, output: 'go: no such flag\n' }))).toMatchObject({
      type: 'failed',
      code: exitCode.environment,
      diagnostics: [{ message: 'no such flag' }],
    });
  });

  test('a machine without Go, and a directory without a module, are told apart', async () => {
    expect(await plan({ env: { PATH: '/nowhere' } })).toMatchObject({
      code: exitCode.environment,
      diagnostics: [{ message: 'no go command on PATH' }],
    });
    const outside = tempProject();
    const result = await plan({ project: { ...read(), cwd: outside.dir } });
    outside.remove();
    expect(result).toMatchObject({
      code: exitCode.environment,
      diagnostics: [{ message: `no go.mod in ${outside.dir} or any directory above it` }],
    });
  });
});

describe('a build command of the config', () => {
  beforeEach(() => project.write('main.go', main));

  test('a plain go build becomes gorl’s own, and its binary stays where it is', async () => {
    cmd('go build -race -o ./bin/server .');
    expect(await plan()).toMatchObject({
      launch: {
        build: { type: 'owned', flags: ['-race'], packages: ['.'], output: './bin/server' },
        target: 'shop',
        name: 'server',
        output: project.at('bin/server'),
      },
    });
  });

  test('without -o, the go command names the binary', async () => {
    cmd('go build .');
    expect(await plan()).toMatchObject({ launch: { name: 'shop', output: project.at('shop') } });
  });

  test.each([
    ['its name is that of a directory', 'go build .', 'shop/'],
    ['it is not said to be a main package', 'go build ./lib', 'lib/lib.go'],
    ['it is named by an import path', 'go build example.com/shop', 'unused/'],
    ['it is no plain go build', 'make', 'unused/'],
  ])('it is run as written: %s', async (_, line, name) => {
    project.write(name, 'package lib\n');
    cmd(line);
    const { listed, ...launch } = launchOf(await plan());
    expect(launch).toEqual({
      build: { type: 'custom', line },
      target: line,
      name: 'main',
      module: expect.objectContaining({ type: 'found' }),
    });
    // What it builds is evident all the same.
    expect(listed?.packages).toEqual(line === 'make' ? undefined : [line.split(' ').at(-1)]);
  });

  test('a custom one may say where its last command writes', async () => {
    cmd('go generate && go build -o ./bin/app . ');
    expect(await plan()).toMatchObject({
      launch: { target: 'go generate && go build -o ./bin/app .', writes: project.at('bin/app') },
    });
  });

  test('a config without one relies on air’s output', async () => {
    project.write('.air.toml', 'testdata_dir = "testdata"\n');
    expect(await plan()).toMatchObject({
      launch: { build: { type: 'owned', output: './tmp/main' }, output: project.at('tmp/main'), name: 'main' },
    });
    expect(wantedBuild(read(), env)).toEqual({ type: 'owned', flags: [], output: './tmp/main' });
  });
});

describe('gorl run', () => {
  const runTarget = (...packages: readonly string[]): Partial<LaunchOptions> => ({
    runTarget: { flags: ['-tags=dev'], packages },
    checkTarget: true,
  });

  test('builds what it is given, whatever the config says', async () => {
    cmd('make');
    project.write('cmd/api/main.go', main);
    expect(await plan(runTarget('./cmd/api'))).toMatchObject({
      launch: { build: { type: 'owned', flags: ['-tags=dev'], packages: ['./cmd/api'] }, target: './cmd/api' },
    });
  });

  test('refuses what is no program', async () => {
    expect(await plan(runTarget('./cmd/apy'), () => [])).toMatchObject({
      type: 'failed',
      code: exitCode.usage,
      diagnostics: [{ message: 'there is no directory ./cmd/apy' }],
    });
  });

  test('a target that need not be checked is the build’s to tell', async () => {
    const target = { ...runTarget('./cmd/apy'), checkTarget: false };
    expect(await plan(target)).toMatchObject({ launch: { build: { packages: ['./cmd/apy'] } } });
  });
});

test('where the binary goes is known before anything is looked for', async () => {
  const places = (wanted: Parameters<typeof placesOf>[0]) => placesOf(wanted, ['.'], project.dir, env);
  project.write('bin/', '');
  expect(await places({ type: 'custom', line: 'go build -o out .' })).toEqual({ writes: project.at('out') });
  expect(await places({ type: 'custom', line: 'make' })).toEqual({});
  expect(await places({ type: 'owned', flags: [] })).toEqual({});
  // As go build does with a directory.
  expect(await places({ type: 'owned', flags: [], output: './bin' })).toEqual({ output: project.at('bin/shop') });
});
