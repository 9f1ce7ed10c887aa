import { describe, expect, test } from 'vitest';
import { loadConfig, type FlagUse } from '../../../../src/config/read/load.ts';
import type { ProgramScope } from '../../../../src/session/service-plan/launch.ts';
import type { Project } from '../../../../src/session/service-plan/project.ts';
import { checkWatchScope, pollOf, watchScopeOf } from '../../../../src/session/service-plan/watched.ts';
import { subjectOf } from '../../../support/fake-session.ts';

const module = { file: '/p/go.mod', dir: '/p', path: 'example.com/p' };
const owned = { type: 'owned', packages: ['.'] } as const;
const program = (more: Partial<ProgramScope> = {}): ProgramScope => ({
  module: { type: 'found', module },
  build: owned,
  ...more,
});

/** A project with that config; none without. */
function projectOf(text?: string, more: Partial<Project> = {}): Project {
  const { project } = subjectOf(text ?? '');
  if (text !== undefined) return { ...project, ...more };
  const { file: _, ...without } = project;
  return { ...without, ...more };
}

describe('what is watched beside what the rules say', () => {
  const extra = (scope: ProgramScope, text = '') => watchScopeOf(projectOf(text), scope).extraFiles;

  test('the config files are the config’s, and nobody else’s', () => {
    expect(watchScopeOf(projectOf(''), program()).configFiles).toEqual(['/p/.air.toml']);
  });

  test('env files, and what the go command resolves packages by', () => {
    expect(extra(program(), 'env_files = [".env", "/etc/app.env"]\n')).toEqual([
      '/p/.env',
      '/etc/app.env',
      '/p/go.mod',
      '/p/go.sum',
      '/p/vendor/modules.txt',
    ]);
  });

  test('the files of a workspace, also where no module is around', () => {
    const workspace = { file: '/w/go.work', uses: ['/w/a'] };
    const files = ['/w/go.work', '/w/go.work.sum'];
    expect(extra(program({ module: { type: 'found', workspace } }))).toEqual(files);
    expect(extra(program({ module: { type: 'found', module, workspace } }))).toEqual(expect.arrayContaining(files));
  });

  test('nothing of that for a custom build, or without modules', () => {
    for (const more of [{ build: { type: 'custom' } }, { module: { type: 'off' } }] as const)
      expect(extra(program(more))).toEqual([]);
  });
});

describe('where', () => {
  const workspace = { file: '/p/go.work', uses: ['/p', '/p/lib', '/q'] };
  const scope = (project: Project, more: Partial<ProgramScope> = {}) => {
    const { root: watched, includeDir } = watchScopeOf(project, program(more));
    return [watched, includeDir];
  };

  test('without a config the whole module, and every module of its workspace', () => {
    const below = projectOf(undefined, { root: '/p/cmd/api' });
    expect(scope(below)).toEqual(['/p', []]);
    expect(scope(below, { module: { type: 'found', module, workspace } })).toEqual(['/p', ['/q']]);
    expect(scope(below, { module: { type: 'found', workspace } })).toEqual(['/p/cmd/api', ['/p', '/p/lib', '/q']]);
  });

  test('with a config, for a custom build, and without modules, the root', () => {
    const below = { root: '/p/cmd/api' };
    expect(scope(projectOf('[build]\ninclude_dir = ["x"]\n', below))).toEqual(['/p/cmd/api', ['x']]);
    expect(scope(projectOf(undefined, below), { build: { type: 'custom' } })).toEqual(['/p/cmd/api', []]);
    expect(scope(projectOf(undefined, below), { module: { type: 'off' } })).toEqual(['/p/cmd/api', []]);
  });
});

test('the directories of the program, as far as they are named', () => {
  const dirs = (...packages: readonly string[]) =>
    watchScopeOf(projectOf(''), program({ build: { type: 'owned', packages } })).programDirs;
  expect(dirs('.', './cmd/...', '../q', '/abs/x', 'cmd/main.go', 'example.com/p/cmd')).toEqual([
    '/p',
    '/p/cmd',
    '/q',
    '/abs/x',
    '/p/cmd',
  ]);
  expect(watchScopeOf(projectOf(''), program({ build: { type: 'owned' } })).programDirs).toEqual([]);
  expect(watchScopeOf(projectOf(''), program({ build: { type: 'custom' } })).programDirs).toEqual([]);
});

test.each([
  ['what the build puts there', '', '/p/bin/api', '/p/bin/api'],
  ['bin, relative to the working directory', '[build]\nbin = "./out/api"\n', undefined, '/p/service/out/api'],
  ['entrypoint, relative to root', '[build]\nentrypoint = ["./api", "-v"]\n', undefined, '/p/api'],
  ['a name on PATH is no file of the project', '[build]\nentrypoint = ["dlv"]\n', undefined, '/p/service/tmp/main'],
])('the binary is never watched: %s', (_, text, output, binary) => {
  const project = projectOf(text, { cwd: '/p/service' });
  expect(watchScopeOf(project, program(output === undefined ? {} : { output })).binary).toBe(binary);
});

test('of the lists, what the user chose himself', () => {
  const own = watchScopeOf(
    projectOf('[build]\ninclude_ext = ["go", "sql"]\nexclude_dir = []\nlog = "b.log"\n'),
    program(),
  );
  expect([own.includeExt, own.chosenExt, own.excludeDirIsDefault]).toEqual([['go', 'sql'], ['sql'], false]);
  expect(own.ownFiles).toEqual([
    '/p/tmp/gorl-state.json',
    '/p/tmp/gorl-program.json',
    '/p/tmp/gorl-reload.env',
    '/p/tmp/gorl-lane.json',
    '/p/tmp/gorl-lane-report.txt',
    '/p/tmp/b.log',
  ]);
  const usual = watchScopeOf(projectOf('[build]\nlog = ""\n'), program());
  expect([usual.chosenExt, usual.excludeDirIsDefault]).toEqual([[], true]);
  expect(usual.ownFiles).toEqual([
    '/p/tmp/gorl-state.json',
    '/p/tmp/gorl-program.json',
    '/p/tmp/gorl-reload.env',
    '/p/tmp/gorl-lane.json',
    '/p/tmp/gorl-lane-report.txt',
  ]);
});

test('a rule that is none is told at its place', async () => {
  const text =
    '[build]\nexclude_regex = ["("]\n\n[[build.rules]]\nname = "css"\ninclude_ext = ["css"]\nexclude_regex = ["["]\ncmd = "make"\n';
  const found = await checkWatchScope(projectOf(text), program());
  expect(new Set(found.map(({ location }) => location?.line))).toEqual(new Set([2, 4]));
  expect(found.every(({ severity }) => severity === 'error')).toBe(true);
  expect(await checkWatchScope(projectOf('[build]\nexclude_regex = ["_gen\\\\.go$"]\n'), program())).toEqual([]);
});

test('poll = false counts where somebody thought about it', () => {
  const file = (value: string) => projectOf(`[build]\npoll = ${value}\n`);
  const from = (env: Record<string, string>, flags: readonly FlagUse[] = []): Project => ({
    ...projectOf(),
    loaded: loadConfig({ platform: 'linux', env, flags }),
  });
  expect(pollOf(file('true'))).toBe(true);
  expect(pollOf(file('false'))).toBe('auto');
  expect(pollOf(from({}))).toBe('auto');
  expect(pollOf(from({ GORL_BUILD_POLL: 'false' }))).toBe(false);
  expect(pollOf(from({}, [{ key: 'build.poll', raw: 'false', flag: '--build.poll' }]))).toBe(false);
});
