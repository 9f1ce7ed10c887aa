import { lstatSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { toDisk } from '../base/file-name.ts';
import { readRegularFile } from '../base/read-regular-file.ts';
import { keyTable } from '../config/keys/keys.ts';
import { placeOf } from '../config/read/origin.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Reporter } from '../engine/ports.ts';
import { artifactName } from '../go/build/leftovers.ts';
import { compileRules } from '../watch/scope/filter.ts';
import { isGoSource } from './plan.ts';
import { isWithin } from '../watch/scope/relative-path.ts';
import type { WatchRules } from '../watch/scope/watch-scope.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Watcher } from '../watch/watcher-port.ts';
import { startWatching } from '../watch/watcher.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Launch, WatchScope } from './service-plan/launch.ts';
import { findOwnOutputs } from './own-outputs.ts';
import type { Project } from './service-plan/project.ts';
import { stateFileIn } from './state-file.ts';

/** Absolute paths of the env files. */
export function envFilesOf(project: Project): string[] {
  return project.loaded.settings.env_files.map((file) => resolve(project.root, file));
}

/** What the go command reads beside the sources; a change of it makes another binary. */
function moduleFiles({ module, build }: WatchScope): string[] {
  if (module.type !== 'found' || build.type !== 'owned') return [];
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
  launch: WatchScope,
): { readonly root: string; readonly beside: readonly string[] } {
  const { module, build } = launch;
  const chosen = project.file !== undefined || project.loaded.origins.root.type !== 'default';
  if (chosen || build.type !== 'owned' || module.type !== 'found') return { root: project.root, beside: [] };
  const root = module.module?.dir ?? project.root;
  return { root, beside: module.workspace?.uses.filter((dir) => !isWithin(dir, root)) ?? [] };
}

/** A config, or `root`, limits the watch to a part of the module; other parts of the program would go stale unnoticed. */
function unwatchedPart(project: Project, launch: WatchScope): string | undefined {
  const { module, build } = launch;
  const dir = module.type === 'found' && build.type === 'owned' ? module.module?.dir : undefined;
  const { root } = watchedRoots(project, launch);
  if (dir === undefined || isWithin(dir, root) || !isWithin(root, dir)) return undefined;
  return project.loaded.settings['build.include_dir'].length > 0 ? undefined : dir;
}

/** The packages that are built, as far as they are named by their directories. */
function programDirs({ build }: WatchScope, cwd: string): string[] {
  if (build.type !== 'owned') return [];
  return (build.packages ?? [])
    .filter((name) => /^(?:\.{1,2}(?:[\\/]|$)|[\\/])/.test(name) || name.endsWith('.go'))
    .map((name) => resolve(cwd, name.endsWith('.go') ? dirname(name) : name.replace(/[\\/]\.\.\.$/, '')));
}

export function watchRulesOf(project: Project, launch: WatchScope): WatchRules {
  const { settings, origins } = project.loaded;
  const { root, beside } = watchedRoots(project, launch);
  const [program = ''] = settings['build.entrypoint'];
  const named = /[\\/]/.test(program) ? resolve(project.root, program) : resolve(project.cwd, settings['build.bin']);
  const binary = launch.output ?? named;
  const log = settings['build.log'];
  return {
    root,
    tmpDir: project.tmpDir,
    testdataDir: settings.testdata_dir,
    includeExt: settings['build.include_ext'],
    chosenExt: settings['build.include_ext'].filter(
      (ext) => !keyTable['build.include_ext'].default.some((usual) => usual === ext),
    ),
    programDirs: programDirs(launch, project.cwd),
    includeDir: [...settings['build.include_dir'], ...beside],
    includeFile: settings['build.include_file'],
    excludeDir: settings['build.exclude_dir'],
    excludeDirIsDefault: origins['build.exclude_dir'].type === 'default',
    excludeFile: settings['build.exclude_file'],
    excludeRegex: settings['build.exclude_regex'],
    followSymlink: settings['build.follow_symlink'],
    respectGitignore: settings['build.respect_gitignore'],
    binary,
    ownFiles: [stateFileIn(project.tmpDir), ...(log === '' ? [] : [resolve(project.tmpDir, log)])],
    ownName: artifactName,
    buildRules: project.loaded.rules,
    extraFiles: [...project.configFiles, ...envFilesOf(project), ...moduleFiles(launch)],
  };
}

export interface Watching {
  readonly watcher: Watcher;
  /** The index of the build rule that a file belongs to. */
  readonly ruleOf: (path: string) => number | undefined;
}

export interface WatchingDeps {
  readonly reporter: Reporter;
  readonly writes: SourceWrites;
  readonly onChanges: (files: readonly FileChange[], savedAtMs: number) => void;
  /** What `--events` says. */
  readonly events?: string;
}

/** What people write by hand, whatever else `include_ext` lets in. */
function isSource(path: string): boolean {
  return isGoSource(path) || keyTable['build.include_ext'].default.some((ext) => path.endsWith(`.${ext}`));
}

/** Problems in the rules, e.g. a regular expression that is none; with their place in the config. */
export function checkWatchRules(project: Project, launch: WatchScope): readonly Diagnostic[] {
  const { origins, rules } = project.loaded;
  return compileRules(watchRulesOf(project, launch), (source) => {
    const place = typeof source === 'number' ? rules[source]?.place : origins[`build.${source}`];
    return place !== undefined && 'line' in place ? placeOf(place) : undefined;
  }).problems;
}

/** Begins to watch, and says what. */
export function watchProject(
  project: Project,
  launch: Launch,
  deps: WatchingDeps,
  buildStartedAtMs?: number,
): Watching {
  const { settings } = project.loaded;
  const own = findOwnOutputs({ isSource, ...(deps.events === undefined ? {} : { events: deps.events }) });
  const described = watchRulesOf(project, launch);
  const rules = { ...described, ownFiles: [...(described.ownFiles ?? []), ...own.paths] };
  const { filter } = compileRules(rules);
  const watcher = startWatching({
    rules,
    isOwnOutput: own.has,
    filter,
    poll: pollOf(project),
    pollIntervalMs: settings['build.poll_interval'],
    delayMs: settings['build.delay'],
    ...(buildStartedAtMs === undefined ? {} : { buildStartedAtMs }),
    onChanges: deps.onChanges,
    writes: deps.writes,
    onNotice: (level, message, hint) =>
      deps.reporter.report({ type: 'notice', level, message, ...(hint === undefined ? {} : { hint }) }),
    onSkipped: (path, reason) =>
      deps.reporter.report({ type: 'notice', level: 'debug', message: `not watched: ${path}: ${reason}` }),
  });
  deps.reporter.report({ type: 'watch-started', ...watcher.scanned });
  const part = unwatchedPart(project, launch);
  if (part !== undefined) {
    const message = `only ${relative(part, project.root)} of the module in ${part} is watched`;
    const hint = 'for packages outside it, set root or build.include_dir, or start gorl there: gorl run <package>';
    deps.reporter.report({ type: 'notice', level: 'info', message, hint });
  }
  return { watcher, ruleOf: (path) => filter.rule(path) };
}

/** Every file that `air init` writes says `poll = false`: nobody has thought about it there. */
export function pollOf({ loaded: { settings, origins } }: Project): 'auto' | boolean {
  const { type } = origins['build.poll'];
  return settings['build.poll'] || (type === 'flag' || type === 'env' ? false : 'auto');
}

/** When the file was written or moved there, or, if it is gone, the newest moment when it can have gone; Unix ms. */
export function writtenAt(path: string): number {
  try {
    return lstatSync(toDisk(path)).ctimeMs;
  } catch {
    return dirname(path) === path ? Date.now() : writtenAt(dirname(path));
  }
}

/** Go's own mark of generated sources, https://go.dev/s/generatedcode. */
const generatedMark = /^\/\/ Code generated .* DO NOT EDIT\.$/m;

export function isGenerated(path: string): boolean {
  if (!path.endsWith('.go')) return false;
  try {
    return generatedMark.test(readRegularFile(toDisk(path), 8192).toString('utf8'));
  } catch {
    return false;
  }
}
