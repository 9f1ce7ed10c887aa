import { afterAll, describe, expect, test } from 'vitest';
import type { Env } from '../../../../src/base/env.ts';
import { buildPlan } from '../../../../src/session/service-plan/build-plan.ts';
import { isUnprofiled, listedBuild } from '../../../../src/session/service-plan/tuned-build.ts';
import type { Subject } from '../../../../src/session/service-plan/subject.ts';
import { subjectOf } from '../../../support/fake-session.ts';
import { tempProject } from '../../../support/temp-project.ts';

const dir = tempProject({
  'go.mod': 'module example.com/p\n\ngo 1.21\n',
  'default.pgo': '',
  goenv: 'GOFLAGS=-pgo=auto\n',
  'cmd/api/default.pgo': '',
  'cmd/plain/main.go': '',
  'cmd/odd/default.pgo/x': '',
});
afterAll(() => dir.remove());

interface Given {
  readonly config?: string;
  readonly flags?: readonly string[];
  readonly packages?: readonly string[];
  readonly version?: string;
}

function subject({ config = '', flags = [], packages = ['.'], version }: Given): Subject {
  const { project, launch } = subjectOf(config);
  const build = { goFile: '/go', flags, packages };
  return {
    project: { ...project, cwd: dir.at('.') },
    launch: {
      ...launch,
      build: { type: 'owned', ...build },
      listed: build,
      module: { type: 'found', module: { file: dir.at('go.mod'), dir: dir.at('.'), path: 'example.com/p' } },
      toolchain: { goFile: '/go', goroot: '/nowhere', ...(version === undefined ? {} : { version }) },
    },
  };
}

function flagsOf(given: Given, env: Env = {}): readonly string[] {
  const { build } = buildPlan(subject(given), { GOENV: 'off', ...env });
  return build.type === 'owned' ? build.flags : [];
}

test.each<[config: string, env: Env, flags: readonly string[]]>([
  ['', {}, ['-ldflags=-s -w']],
  ['', { GOFLAGS: '-ldflags=-X=a.b=1' }, ['-ldflags=-s -w -X=a.b=1']],
  ['[build]\ndebug = true\n', {}, ['-ldflags=-compressdwarf=false']],
  ['[build]\nfull_bin = "dlv exec ./x --headless"\n', {}, ['-ldflags=-compressdwarf=false']],
  ['[build]\nfull_bin = "GOTRACEBACK=all /usr/bin/dlv exec ./x"\n', {}, ['-ldflags=-compressdwarf=false']],
  ['[build]\nentrypoint = ["dlv", "exec", "./x"]\n', {}, ['-ldflags=-compressdwarf=false']],
  ['[build]\nfull_bin = "./dlvd"\n', {}, ['-ldflags=-s -w']],
])('linker flags, %j with %j → %j', (config, env, flags) => {
  expect(flagsOf({ config }, env)).toEqual(flags);
});

test.each<[config: string, flags: readonly string[], env: Env]>([
  ['', [], {}],
  ['debug = true\n', ['-ldflags=-X a.b=1', '-race'], {}],
  ['vcs_stamp = false\nfull_bin = "dlv exec ./x"\n', ['-gcflags=all=-N -l'], { GOFLAGS: '-ldflags=-X=a.b=1' }],
])('without tuning the flags are the user’s own: %j, %j', (config, flags, env) => {
  const given = { config: `[build]\ntuned = false\n${config}`, flags, version: 'go1.26.1' };
  expect(flagsOf(given, env)).toEqual(flags);
  expect(listedBuild(subject(given), env)?.flags).toEqual(flags);
  expect(buildPlan(subject(given), env).build).not.toHaveProperty('fastLane');
});

test('the fast lane is for tuned builds, as the config says', () => {
  expect(buildPlan(subject({}), {}).build).toMatchObject({ fastLane: true });
  expect(buildPlan(subject({ config: '[build]\nfast_lane = false\n' }), {}).build).not.toHaveProperty('fastLane');
});

test('lines that only move are a matter of taste, but not for a debugger', () => {
  const planned = (config: string) => buildPlan(subject({ config: `[build]\n${config}` }), {}).build;
  expect(planned('')).not.toHaveProperty('lineCutoff');
  expect(planned('line_cutoff = true\n')).toMatchObject({ fastLane: true, lineCutoff: true });
  expect(planned('line_cutoff = true\nfast_lane = false\n')).not.toHaveProperty('lineCutoff');
  expect(planned('line_cutoff = true\ndebug = true\n')).not.toHaveProperty('lineCutoff');
});

test('so are packages without debug information, and flags of the user’s for the compiler', () => {
  const planned = (config: string, flags: readonly string[] = [], env: Env = {}) =>
    buildPlan(subject({ config: `[build]\n${config}`, flags }), env).build;
  const light = { lightFlags: ['-gcflags=all=-dwarf=false'] };
  expect(planned('')).not.toHaveProperty('lightFlags');
  expect(planned('no_dwarf = true\n')).toMatchObject(light);
  expect(planned('no_dwarf = true\ndebug = true\n')).not.toHaveProperty('lightFlags');
  expect(planned('no_dwarf = true\n', ['-gcflags=-l'])).not.toHaveProperty('lightFlags');
  expect(planned('no_dwarf = true\n', [], { GOFLAGS: '-gcflags=-l' })).not.toHaveProperty('lightFlags');
});

describe('the profile that Go finds by itself', () => {
  const version = 'go1.21.0';
  const pgo = ({ flags = [], ...given }: Given, env: Env = {}) => ({
    built: flagsOf({ version, flags, ...given }, env).filter((word) => word === '-pgo=off'),
    asked: listedBuild(subject({ version, flags, ...given }), { GOENV: 'off', ...env })?.flags,
  });

  test.each<[packages: readonly string[], isThere: boolean]>([
    [['.'], true],
    [['./cmd/api'], true],
    [['cmd/api'], true],
    [[dir.at('cmd/api')], true],
    [['./cmd/api/main.go', './cmd/api/more.go'], true],
    [['main.go'], true],
    [['example.com/p'], true],
    [['example.com/p/cmd/api'], true],
    [['./cmd/plain'], false],
    [['example.com/p/cmd/plain'], false],
    [['./cmd/odd'], false],
  ])('is not taken where it is there: %j %j', (packages, isThere) => {
    expect(pgo({ packages })).toEqual({ built: isThere ? ['-pgo=off'] : [], asked: ['-pgo=off'] });
  });

  test.each<[why: string, given: Given, env: Env]>([
    ['the user says so', { flags: ['-pgo=auto'] }, {}],
    ['the user names it', { flags: ['--pgo', 'default.pgo'] }, {}],
    ['GOFLAGS says so', {}, { GOFLAGS: '-pgo=auto' }],
    ['go env -w says so', {}, { GOENV: dir.at('goenv') }],
    ['nobody knows what the flags mean', { flags: ['-unheard-of'] }, {}],
    ['Go finds none by itself', { version: 'go1.20.14' }, {}],
    ['nobody tunes', { config: '[build]\ntuned = false\n' }, {}],
  ])('is taken where %s', (_, given, env) => {
    expect(pgo(given, env)).toEqual({ built: [], asked: given.flags ?? [] });
    expect(isUnprofiled(subject({ version, ...given }), env)).toBe(false);
  });

  test('of a build that is a shell’s, nothing is known', () => {
    const { project, launch } = subject({ version });
    const custom: Subject = { project, launch: { ...launch, build: { type: 'custom', line: 'make' } } };
    expect(listedBuild(custom, {})?.flags).toEqual([]);
    const { listed: _, ...unlisted } = custom.launch;
    expect(listedBuild({ project, launch: unlisted }, {})).toBeUndefined();
  });
});

test('the commit is left out of the binary by a go command that knows how', () => {
  expect(flagsOf({ version: 'go1.18' })).toContain('-buildvcs=false');
  expect(flagsOf({ version: 'go1.17.13' })).not.toContain('-buildvcs=false');
  expect(flagsOf({})).not.toContain('-buildvcs=false');
  expect(flagsOf({ version: 'go1.26.1' }, { GOFLAGS: '-buildvcs=auto' })).not.toContain('-buildvcs=false');
  expect(flagsOf({ version: 'go1.26.1', config: '[build]\nvcs_stamp = true\n' })).not.toContain('-buildvcs=false');
});
