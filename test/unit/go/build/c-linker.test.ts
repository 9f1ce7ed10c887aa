import { describe, expect, test } from 'vitest';
import type { Env } from '../../../../src/base/env.ts';
import type { CommandSpec } from '../../../../src/engine/ports.ts';
import { cLinkOf, findCLinker, withCLinker } from '../../../../src/go/build/c-linker.ts';
import { tempProject } from '../../../support/temp-project.ts';

const linkOf = (flags: readonly string[], env: Env = {}, goFlags: readonly string[] = [], platform?: NodeJS.Platform) =>
  cLinkOf({ flags, goFlags, env: { GOENV: 'off', ...env }, goroot: undefined }, platform ?? 'linux');

/** The flags with that linker. */
function linked(flags: readonly string[], goFlags: readonly string[] = []): readonly string[] | undefined {
  const link = linkOf(flags, {}, goFlags);
  return link && withCLinker(flags, link, 'mold');
}

test.each<[flags: readonly string[], linked: readonly string[] | undefined, goFlags?: readonly string[]]>([
  [[], ['-ldflags=-extldflags=-fuse-ld=mold']],
  [
    ['-v', '-ldflags=-s -w'],
    ['-v', '-ldflags=-s -w -extldflags=-fuse-ld=mold'],
  ],
  // What the user links with stays; of several the last counts.
  [['-ldflags=-s -extldflags=-static'], ['-ldflags=-s -extldflags=-static "-extldflags=-fuse-ld=mold -static"']],
  [
    ["-ldflags=-extldflags '-static -lm' -w"],
    ["-ldflags=-extldflags '-static -lm' -w '-extldflags=-fuse-ld=mold -static -lm'"],
  ],
  [
    ['-ldflags=-extldflags=-lx "-extldflags=-L\'a b\'"'],
    ['-ldflags=-extldflags=-lx "-extldflags=-L\'a b\'" "-extldflags=-fuse-ld=mold -L\'a b\'"'],
  ],
  [
    ['-ldflags', '-X a.b=1', '-race=false'],
    ['-ldflags', '-X a.b=1', '-race=false', '-ldflags=-X a.b=1 -extldflags=-fuse-ld=mold'],
  ],
  [[], ['-ldflags=-X=a.b=1 -extldflags=-fuse-ld=mold'], ['-ldflags=-X=a.b=1']],
  [['-ldflags='], ['-ldflags=-extldflags=-fuse-ld=mold']],
  // The user has chosen.
  [['-ldflags=-extldflags=-fuse-ld=lld'], undefined],
  [['-ldflags=-extld=clang'], undefined],
  [['-ldflags=-linkmode internal'], undefined],
  [['-ldflags=--linkmode=external'], undefined],
  [[], undefined, ['-ldflags=-extldflags=-fuse-ld=gold']],
  // It lays out memory by its own rules.
  [['-race'], undefined],
  [[], undefined, ['-msan']],
  [['-asan=true'], undefined],
  [['-toolexec', 'x'], undefined],
  [['-compiler=gccgo'], undefined],
  [['-compiler=gc'], ['-compiler=gc', '-ldflags=-extldflags=-fuse-ld=mold']],
  // Nobody knows, or it is for single packages.
  [['-unheard-of'], undefined],
  [['-ldflags=all=-w'], undefined],
  [["-ldflags=-extldflags '-static"], undefined],
])('%j → %j', (flags, expected, goFlags = []) => {
  expect(linked(flags, goFlags)?.map((word) => word.replaceAll('"', "'"))).toEqual(
    expected?.map((word) => word.replaceAll('"', "'")),
  );
});

test('both kinds of quotes cannot be quoted', () => {
  const link = { compiler: 'gcc', ldflags: '', own: `-L'a' -L"b"` };
  expect(withCLinker([], link, 'gold')).toBeUndefined();
});

test.each<[compiler: Env, taken: string | undefined]>([
  [{}, 'gcc'],
  [{ CC: 'clang' }, 'clang'],
  [{ CC: '/usr/bin/gcc-12', CXX: 'g++-12' }, '/usr/bin/gcc-12'],
  [{ CC: 'aarch64-linux-gnu-gcc' }, 'aarch64-linux-gnu-gcc'],
  [{ CC: 'zig cc' }, undefined],
  [{ CC: 'gcc -m32' }, undefined],
  [{ CC: './gcc' }, undefined],
  [{ CC: 'tcc' }, undefined],
  [{ CXX: 'icpc' }, undefined],
  [{ CGO_LDFLAGS: '-fuse-ld=gold' }, undefined],
  [{ GOOS: 'windows' }, undefined],
  [{ GOOS: 'linux' }, 'gcc'],
])('with %j the compiler is %j', (env, taken) => {
  expect(linkOf([], env)?.compiler).toBe(taken);
});

test('on Linux only', () => {
  expect(linkOf([], {}, [], 'darwin')).toBeUndefined();
});

test('what go env -w says counts', () => {
  const dir = tempProject({ env: 'GOFLAGS=-v\nCC=tcc\n' });
  try {
    expect(linkOf([], { GOENV: dir.at('env') })).toBeUndefined();
    expect(linkOf([], { GOENV: dir.at('env'), CC: 'gcc' })?.compiler).toBe('gcc');
  } finally {
    dir.remove();
  }
});

describe('the compiler is asked', () => {
  async function found(onPath: readonly string[], accepted: readonly string[], says?: string) {
    const dir = tempProject();
    for (const name of onPath) dir.write(name, '', 0o755);
    const asked: CommandSpec['command'][] = [];
    const start = ({ command }: CommandSpec) => {
      asked.push(command);
      const name = command.type === 'argv' ? (/-fuse-ld=(\w+)/.exec(command.args.join(' '))?.[1] ?? '') : '';
      const end = { type: 'code', code: accepted.includes(name) ? 0 : 1 } as const;
      return { pid: 1, ended: Promise.resolve({ end, output: says ?? name }), cancel: () => Promise.resolve() };
    };
    const link = { compiler: 'gcc', ldflags: '', own: '-static' };
    const linker = await findCLinker(link, { cwd: '/', env: { PATH: dir.dir }, commands: { start } });
    dir.remove();
    return { linker, asked: asked.map((each) => (each.type === 'argv' ? [each.file, ...each.args].join(' ') : '')) };
  }

  test('about the fastest that is on PATH, with the user’s own flags', async () => {
    expect(await found(['mold', 'ld.gold'], ['mold', 'gold'])).toEqual({
      linker: 'mold',
      asked: ['gcc -static -fuse-ld=mold -Wl,--version'],
    });
    expect((await found(['mold', 'ld.gold'], ['gold'])).linker).toBe('gold');
    expect(await found(['mold'], [])).toMatchObject({ linker: undefined, asked: [expect.stringContaining('mold')] });
  });

  test('about nothing that is not there', async () => {
    expect(await found(['ld', 'ld.lld'], ['mold', 'gold'])).toEqual({ linker: undefined, asked: [] });
  });

  test('and must name what links', async () => {
    expect((await found(['mold'], ['mold'], 'GNU ld 2.40')).linker).toBeUndefined();
  });
});
