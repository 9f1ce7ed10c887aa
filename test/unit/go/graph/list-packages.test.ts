import { describe, expect, test } from 'vitest';
import { listArguments, listPackages } from '../../../../src/go/graph/list-packages.ts';
import type { CommandRunner, CommandSpec } from '../../../../src/engine/ports.ts';

const argumentsOf = (flags: readonly string[], env = {}) =>
  listArguments({ flags, packages: ['./cmd/api'] }, env).filter((word) => !word.startsWith('-json='));

test('it asks with the flags of the build, less those that print or write', () => {
  const flags = ['-tags', 'a,b', '-race', '-v', '-x=true', '-work', '-p=4', '-buildvcs=false', '-trimpath'];
  expect(argumentsOf(flags)).toEqual(['list', '-e', '-deps', '-tags', 'a,b', '-race', '-trimpath', '--', './cmd/api']);
});

test('go.mod stays as it is, whatever the build may do', () => {
  expect(argumentsOf(['-mod=mod'])).not.toContain('-mod=mod');
  expect(argumentsOf(['-mod', 'mod'])).not.toContain('mod');
  expect(argumentsOf([], { GOFLAGS: '-v -mod=mod' })).toContain('-mod=readonly');
  expect(argumentsOf(['-mod=vendor'])).toContain('-mod=vendor');
});

interface Printed {
  readonly ImportPath: string;
  readonly [field: string]: unknown;
}

async function listed(
  printed: readonly Printed[],
  more: { code?: number; text?: string; flags?: string[]; moduleFiles?: string[]; env?: Record<string, string> } = {},
) {
  let asked: CommandSpec | undefined;
  const commands: CommandRunner = {
    start(spec) {
      asked = spec;
      const text = printed.map((each) => `${JSON.stringify(each, undefined, '\t')}\n`).join('');
      for (const part of (more.text ?? text).match(/[^]{1,50}/g) ?? []) spec.stdout?.(part);
      const end = { type: 'code', code: more.code ?? 0 } as const;
      return { pid: 1, ended: Promise.resolve({ end, output: 'go: warning' }), cancel: () => Promise.resolve() };
    },
  };
  const build = { goFile: '/go', flags: more.flags ?? [], packages: ['.'] };
  const graph = await listPackages({ build, cwd: '/p', env: { A: '1' }, commands, ...more }).graph;
  return { graph, asked };
}

const main: Printed = {
  ImportPath: 'm',
  Name: 'main',
  Dir: '/p',
  Module: { Path: 'm', Main: true, Dir: '/p', GoMod: '/p/go.mod' },
  GoFiles: ['main.go'],
  Imports: ['fmt', 'm/a'],
};
const dependency = (path: string, more: object): Printed => ({
  ImportPath: path,
  Dir: `/d/${path}`,
  DepOnly: true,
  ...more,
});

describe('what can change', () => {
  test.each<[what: string, printed: Printed, kept: boolean]>([
    ['the standard library cannot', dependency('fmt', { Standard: true }), false],
    [
      'the module cache cannot',
      dependency('x', { Module: { Version: 'v1.0.0', Dir: '/d/x', GoMod: '/d/x.mod' } }),
      false,
    ],
    [
      'another version of a module cannot',
      dependency('x', { Module: { Version: 'v1.0.0', Dir: '/d/y', Replace: { Version: 'v2.0.0', Dir: '/d/y' } } }),
      false,
    ],
    [
      'a replaced directory can',
      dependency('x', { Module: { Version: 'v0.0.0', Dir: '/x', Replace: { Dir: '/x' } } }),
      true,
    ],
    ['vendored packages can', dependency('x', { Module: { Version: 'v1.0.0' } }), true],
    ['another module of the workspace can', dependency('x', { Module: { Main: true, Dir: '/x' } }), true],
    ['packages in GOPATH can', dependency('x', {}), true],
    ['a package that is not there cannot', { ImportPath: 'x', DepOnly: true, Error: { Err: 'no' } }, false],
  ])('%s', async (_, printed, kept) => {
    const { graph } = await listed([printed, main]);
    expect(graph?.packages.map(({ importPath }) => importPath)).toEqual(kept ? [printed.ImportPath, 'm'] : ['m']);
  });
});

test('a package has all that is compiled, what is left out, and what it embeds', async () => {
  const { graph, asked } = await listed([
    {
      ...main,
      ImportPath: 'm [m]',
      CgoFiles: ['c.go'],
      HFiles: ['c.h'],
      SysoFiles: ['x.syso'],
      InvalidGoFiles: ['bad.go', 'main.go'],
      IgnoredGoFiles: ['main_windows.go'],
      IgnoredOtherFiles: ['x_arm64.s'],
      EmbedPatterns: ['static/*'],
      EmbedFiles: ['static/a.css'],
    },
  ]);
  expect(graph).toEqual({
    linksC: true,
    main: 'm',
    packages: [
      {
        importPath: 'm',
        name: 'main',
        dir: '/p',
        files: ['main.go', 'c.go', 'c.h', 'x.syso', 'bad.go'],
        leftOut: ['main_windows.go', 'x_arm64.s'],
        embedPatterns: ['static/*'],
        embedFiles: ['static/a.css'],
        imports: ['fmt', 'm/a'],
        isListOfFiles: false,
      },
    ],
    moduleFiles: ['/p/go.mod', '/p/go.sum', '/p/vendor/modules.txt', '/p/default.pgo'],
    isBroken: false,
  });
  expect(asked).toMatchObject({ cwd: '/p', env: { A: '1', GOPROXY: 'off' }, label: 'go-list' });
});

test.each<[what: string, linksC: true | undefined, printed: readonly Printed[]]>([
  ['nothing', undefined, [main]],
  ['the standard library', undefined, [dependency('net', { Standard: true, CgoFiles: ['cgo.go'] }), main]],
  ['the module cache', true, [dependency('x', { Module: { Version: 'v1.0.0' }, CgoFiles: ['x.go'] }), main]],
  ['SWIG', true, [{ ...main, SwigFiles: ['x.swig'] }]],
  ['SWIG for C++', true, [{ ...main, SwigCXXFiles: ['x.swigcxx'] }]],
  [
    'what chooses a linker',
    undefined,
    [dependency('x', { CgoFiles: ['x.go'], CgoLDFLAGS: ['-lm', '-fuse-ld=lld'] }), main],
  ],
])('C that the C compiler links, of %s: %s', async (_, linksC, printed) => {
  expect((await listed(printed)).graph?.linksC).toBe(linksC);
});

test('the profile and the go.mod that the flags name', async () => {
  const { graph } = await listed([main], { flags: ['-pgo=cpu.prof', '-modfile', 'dev.mod'] });
  expect(graph?.moduleFiles.slice(-3)).toEqual(['/p/cpu.prof', '/p/dev.mod', '/p/dev.sum']);
  expect((await listed([main], { flags: ['-pgo=off'] })).graph?.moduleFiles).not.toContain('/p/default.pgo');
  const off = { GOENV: 'off', GOFLAGS: '-pgo=off' };
  expect((await listed([main], { env: off })).graph?.moduleFiles).not.toContain('/p/default.pgo');
  expect((await listed([main], { env: off, flags: ['-pgo=auto'] })).graph?.moduleFiles).toContain('/p/default.pgo');
});

test('the workspace’s own files, which no package names', async () => {
  const { graph } = await listed([main], { moduleFiles: ['/w/go.work', '/p/go.mod'] });
  expect(graph?.moduleFiles.filter((file) => file === '/p/go.mod' || file === '/w/go.work')).toEqual([
    '/p/go.mod',
    '/w/go.work',
  ]);
});

describe('broken', () => {
  test('by an error of whatever package', async () => {
    const { graph } = await listed([dependency('x', { Error: { Err: 'x.go:1:1: expected package' } }), main]);
    expect(graph?.isBroken).toBe(true);
  });

  test('by a failure of the go command', async () => {
    expect((await listed([main], { code: 1 })).graph?.isBroken).toBe(true);
  });

  test('not by a pattern that matches no file yet', async () => {
    const { graph } = await listed([{ ...main, Error: { Err: 'pattern build/*: no matching files found' } }]);
    expect(graph?.isBroken).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['what is no object', 'go: cannot find main module\n'],
    ['half an object', '{\n\t"ImportPath": "m",\n'],
  ])('%s is no graph', async (_, text) => {
    expect((await listed([], { text, code: 1 })).graph).toBeUndefined();
  });
});
