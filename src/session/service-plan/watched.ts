import { dirname, join, relative, resolve } from 'node:path';
import { keyTable } from '../../config/keys/keys.ts';
import { placeOf } from '../../config/read/origin.ts';
import { artifactName } from '../../go/build/leftovers.ts';
import type { ProgramFiles } from '../../go/graph/program-files.ts';
import { isWithin } from '../../base/paths.ts';
import type { WatchScope } from '../../watch/scope/watch-scope.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { generatorInputs } from './generators.ts';
import type { ProgramScope } from './launch.ts';
import { watchedForPages } from './page-files.ts';
import type { Project } from './project.ts';
import { ownFilesIn } from '../state-file.ts';

/** Absolute paths of the env files. */
export function envFilesOf(project: Project): string[] {
  return project.loaded.settings.env_files.map((file) => resolve(project.root, file));
}

/** What the go command reads beside the sources; a change of it makes another binary. */
export function moduleFiles({ module, build, listed }: ProgramScope): string[] {
  if (module.type !== 'found' || (build.type !== 'owned' && listed === undefined)) return [];
  const dir = module.module?.dir;
  const ofModule =
    dir === undefined ? [] : ['go.mod', 'go.sum', join('vendor', 'modules.txt')].map((name) => join(dir, name));
  const { workspace } = module;
  return workspace === undefined
    ? ofModule
    : [...ofModule, workspace.file, join(dirname(workspace.file), 'go.work.sum')];
}

/**
 * Without a config the whole module is watched, wherever in it gorl was started, and every module of a
 * workspace: what the program is made of may lie beside its directory.
 */
function watchedRoots(
  project: Project,
  launch: ProgramScope,
): { readonly root: string; readonly beside: readonly string[] } {
  const { module, build } = launch;
  const chosen = project.file !== undefined || project.loaded.origins.root.type !== 'default';
  if (chosen || build.type !== 'owned' || module.type !== 'found') return { root: project.root, beside: [] };
  const root = module.module?.dir ?? project.root;
  return { root, beside: module.workspace?.uses.filter((dir) => !isWithin(dir, root)) ?? [] };
}

/** The packages that are built, as far as they are named by their directories. */
function programDirs({ build }: ProgramScope, cwd: string): string[] {
  if (build.type !== 'owned') return [];
  return (build.packages ?? [])
    .filter((name) => /^(?:\.{1,2}(?:[\\/]|$)|[\\/])/.test(name) || name.endsWith('.go'))
    .map((name) => resolve(cwd, name.endsWith('.go') ? dirname(name) : name.replace(/[\\/]\.\.\.$/, '')));
}

/** Whether a list is the user's own choice: `air init` writes the defaults into every config. */
function isChosen({ loaded }: Project, key: 'build.exclude_dir' | 'build.exclude_regex'): boolean {
  const usual: readonly string[] = keyTable[key].default;
  const list = loaded.settings[key];
  return (
    loaded.origins[key].type !== 'default' &&
    (list.length !== usual.length || list.some((each) => !usual.includes(each)))
  );
}

/** @param program what the go command says that it is made of, if it has */
export function watchScopeOf(project: Project, launch: ProgramScope, program?: ProgramFiles): WatchScope {
  const { settings, origins } = project.loaded;
  const { root, beside } = watchedRoots(project, launch);
  const [started = ''] = settings['build.entrypoint'];
  const named = /[\\/]/.test(started) ? resolve(project.root, started) : resolve(project.cwd, settings['build.bin']);
  const binary = launch.output ?? named;
  const log = settings['build.log'];
  const { includeExt, excludeDir } = watchedForPages(project);
  return {
    root,
    tmpDir: project.tmpRoot ?? project.tmpDir,
    testdataDir: settings.testdata_dir,
    includeExt,
    chosenExt: includeExt.filter((ext) => !keyTable['build.include_ext'].default.some((usual) => usual === ext)),
    programDirs: programDirs(launch, project.cwd),
    includeDir: [...settings['build.include_dir'], ...beside],
    includeFile: settings['build.include_file'],
    excludeDir: [...excludeDir, ...(project.others ?? []).map((dir) => relative(root, dir))],
    excludeDirIsDefault: origins['build.exclude_dir'].type === 'default',
    excludeDirIsChosen: isChosen(project, 'build.exclude_dir'),
    excludeFile: settings['build.exclude_file'],
    // By default it says that tests are of no program.
    excludeRegex:
      program?.hasTests === true && !isChosen(project, 'build.exclude_regex') ? [] : settings['build.exclude_regex'],
    excludeRegexIsChosen: isChosen(project, 'build.exclude_regex'),
    ...(program === undefined ? {} : { program: programScopeOf(program) }),
    followSymlink: settings['build.follow_symlink'],
    respectGitignore: settings['build.respect_gitignore'],
    binary,
    ownFiles: [...ownFilesIn(project.tmpDir), ...(log === '' ? [] : [resolve(project.tmpDir, log)])],
    ownName: artifactName,
    buildRules: project.loaded.rules,
    ...(project.loaded.generators.length === 0 ? {} : { inputs: generatorInputs(project) }),
    configFiles: project.configFiles,
    extraFiles: [...envFilesOf(project), ...moduleFiles(launch), ...(program?.graph.moduleFiles ?? [])],
  };
}

/** What the watcher needs to know of it. */
export function programScopeOf(program: ProgramFiles): NonNullable<WatchScope['program']> {
  return {
    directories: program.directories,
    wants: (path) => program.roleOf(path) !== undefined || program.isTestData(path),
    mayLieBelow: (directory) => program.mayLieBelow(directory),
  };
}

/**
 * Problems in the rules, e.g. a regular expression that is none; with their place in the config. Loads what
 * compiling the rules takes, so whoever compiles them for this project calls it first.
 */
export async function checkWatchScope(project: Project, launch: ProgramScope): Promise<readonly Diagnostic[]> {
  const { origins, rules, generators } = project.loaded;
  const hasPatterns = (['build.exclude_dir', 'build.exclude_regex', 'build.exclude_file'] as const).some(
    (key) => origins[key].type !== 'default',
  );
  // The defaults are right, and most starts are spared loading what compiles them.
  if (!hasPatterns && rules.length === 0 && generators.length === 0) return [];
  const scope = watchScopeOf(project, launch);
  const [{ compileRules }, { prepareRules }] = await Promise.all([
    import('../../watch/scope/compile-rules.ts'),
    import('../../watch/scope/prepare-rules.ts'),
  ]);
  await prepareRules(scope);
  return compileRules(scope, (source) => {
    const place = typeof source === 'number' ? rules[source]?.place : origins[`build.${source}`];
    return place !== undefined && 'line' in place ? placeOf(place) : undefined;
  }).problems;
}

/** Every file that `air init` writes says `poll = false`: nobody has thought about it there. */
export function pollOf({ loaded: { settings, origins } }: Project): 'auto' | boolean {
  const { type } = origins['build.poll'];
  return settings['build.poll'] || (type === 'flag' || type === 'env' ? false : 'auto');
}
