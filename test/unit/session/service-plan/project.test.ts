import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  configName,
  loadProject,
  type Project,
  type ProjectResult,
} from '../../../../src/session/service-plan/project.ts';
import { tempProject, type TempProject } from '../../../support/temp-project.ts';

let project: TempProject;
beforeEach(() => void (project = tempProject()));
afterEach(() => {
  vi.unstubAllEnvs();
  project.remove();
});

const load = (env: Record<string, string> = {}, configPath?: string): ProjectResult =>
  loadProject({ configFlags: [], ...(configPath === undefined ? {} : { configPath }) }, project.dir, env);

function loaded(...args: Parameters<typeof load>): Project {
  const result = load(...args);
  if (result.type === 'failed') throw new Error(JSON.stringify(result.diagnostics));
  return result.project;
}

const messages = ({ diagnostics }: { readonly diagnostics: readonly { readonly message: string }[] }): string[] =>
  diagnostics.map(({ message }) => message);

function refused(...args: Parameters<typeof load>): string[] {
  const result = load(...args);
  return result.type === 'failed' ? messages(result) : ['accepted'];
}

describe('which config', () => {
  test('none: the defaults, here', () => {
    const { dir } = project;
    const found = loaded();
    expect(found).toMatchObject({ cwd: dir, root: dir, tmpDir: join(dir, 'tmp'), diagnostics: [] });
    expect(found.file).toBeUndefined();
    // One of them may come later.
    expect(found.configFiles).toEqual(
      ['gorl.toml', '.config/gorl.toml', '.air.toml', '.config/air.toml'].map((name) => join(dir, name)),
    );
  });

  test('the one that is named, and only a change of that one counts', () => {
    project.write('.air.toml', 'tmp_dir = "a"\n');
    project.write('other.toml', 'tmp_dir = "b"\n');
    expect(loaded().tmpDir).toBe(project.at('a'));
    const named = loaded({}, 'other.toml');
    expect([named.tmpDir, named.configFiles]).toEqual([project.at('b'), [project.at('other.toml')]]);
  });

  test('one that is named and is not there, or does not parse, is refused', () => {
    expect(refused({}, 'nowhere.toml')).toEqual([expect.stringContaining('nowhere.toml')]);
    project.write('.air.toml', 'tmp_dir = \n');
    expect(refused()).toHaveLength(1);
  });

  test('a name that nobody reads is told, unless another file is named', () => {
    project.write('air.toml', '');
    expect(messages(loaded())).toEqual(['air.toml is ignored: the config must be named .air.toml']);
    project.write('mine.toml', '');
    expect(messages(loaded({}, 'mine.toml'))).toEqual([]);
  });

  test('gorl.toml before .air.toml, which is left to air without a warning', () => {
    project.write('.air.toml', 'tmp_dir = "a"\n');
    expect(loaded().leftToAir).toBeUndefined();
    project.write('gorl.toml', 'tmp_dir = "g"\ntmp_dri = "x"\n');
    const found = loaded();
    expect([found.tmpDir, found.leftToAir]).toEqual([project.at('g'), '.air.toml']);
    expect(found.diagnostics.map(({ location }) => location?.file)).toEqual(['gorl.toml']);
    expect(loaded({}, '.air.toml')).toMatchObject({ tmpDir: project.at('a') });
    expect(loaded({}, 'gorl.toml').leftToAir).toBeUndefined();
  });

  test('the name of the config that was read, or could not be, or was there before', () => {
    const before = loaded();
    project.write('gorl.toml', 'tmp_dir = \n');
    expect(configName(loadProject({ configFlags: [] }, project.dir, {}), before)).toBe('gorl.toml');
    project.write('gorl.toml', 'tmp_dir = "x"\n');
    const read = loadProject({ configFlags: [] }, project.dir, {});
    expect(configName(read, before)).toBe('gorl.toml');
    rmSync(project.at('gorl.toml'));
    mkdirSync(project.at('gorl.toml'));
    expect(configName(loadProject({ configFlags: [] }, project.dir, {}), before)).toBe('gorl.toml');
    rmSync(project.at('gorl.toml'), { recursive: true });
    const gone = loadProject({ configFlags: [] }, project.dir, {});
    expect([configName(gone, loaded()), configName(gone, read.type === 'ok' ? read.project : before)]).toEqual([
      'defaults',
      'gorl.toml',
    ]);
  });
});

describe('$air_wd', () => {
  test('is where commands run, and what is watched', () => {
    project.write('service/', '');
    expect(loaded({ air_wd: 'service' })).toMatchObject({ cwd: project.at('service'), root: project.at('service') });
    expect(loaded({ air_wd: '' }).cwd).toBe(project.dir);
  });

  test('that leads nowhere is refused', () => {
    project.write('file', '');
    expect(refused({ air_wd: 'nowhere' })).toEqual([`$air_wd: ${project.at('nowhere')} does not exist`]);
    expect(refused({ air_wd: 'file' })).toEqual([`$air_wd: ${project.at('file')} is not a directory`]);
  });
});

describe('root', () => {
  const root = (text: string): void => project.write('.air.toml', `root = ${JSON.stringify(text)}\n`);

  test('that is no directory is refused', () => {
    project.write('file', '');
    root('file');
    expect(refused()).toEqual([`root is not a directory: ${project.at('file')}`]);
    root('nowhere');
    expect(refused()).toEqual([`root ${project.at('nowhere')} does not exist`]);
  });

  test('the whole file system, or a home, only if the user insists', () => {
    root('/');
    expect(refused()).toEqual(['/ is the root of the file system, not a project']);
    project.write('.air.toml', 'root = "/"\n[build]\nignore_dangerous_root_dir = true\n');
    expect(messages(loaded())).toEqual(['watching the root of the file system: this may be a lot of files']);
    vi.stubEnv('HOME', project.dir);
    project.write('.air.toml', 'root = "~"\n');
    expect(refused()).toEqual([`${project.dir} is a home directory, not a project`]);
  });

  test('~ is home, in tmp_dir too', () => {
    project.write('home/app/', '');
    vi.stubEnv('HOME', project.at('home'));
    project.write('.air.toml', 'root = "~/app"\ntmp_dir = "~/build"\n');
    expect(loaded()).toMatchObject({ root: project.at('home/app'), tmpDir: project.at('home/build') });
  });
});

test('what is set and has no effect is told with its place', () => {
  project.write('.air.toml', '[build]\nexclude_dir = ["/assets"]\n');
  const { diagnostics } = loaded();
  expect(diagnostics).toMatchObject([
    { message: expect.stringContaining('build.exclude_dir: "/assets" matches nothing'), location: { line: 2 } },
  ]);
  expect(diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
});
