import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { defined } from '../../base/defined.ts';
import { cannotBeRead, errnoOf } from '../../base/errno.ts';
import { configNames, discoverConfig } from '../../config/read/discover.ts';
import { type ConfigFile, type FlagUse, type LoadedConfig, hasErrors, loadConfig } from '../../config/read/load.ts';
import { problem, type Diagnostic, type Location } from '../../protocol/diagnostic.ts';
import type { BuildRule } from '../../config/read/build-rules.ts';
import type { ServiceConfig } from '../../config/read/services.ts';
import { isWithin } from '../../base/paths.ts';
import { expandHome, homeDir } from '../../base/home-dir.ts';
import { ineffectivePaths, leftToAir, unreadConfigs } from './without-effect.ts';

/** What the command line says of the config. */
export interface ConfigChoice {
  /** `-c`, relative to the working directory. */
  readonly configPath?: string;
  readonly configFlags: readonly FlagUse[];
}

/** The config as it stands, and where it applies. */
export interface Project {
  readonly loaded: LoadedConfig;
  readonly file?: ConfigFile;
  /** The name of air's config, where gorl reads its own instead. */
  readonly leftToAir?: string;
  /** Absolute; commands run here, and `bin` is relative to it. Air: the working directory, or `$air_wd`. */
  readonly cwd: string;
  /** Absolute, symlinks resolved; what is watched. */
  readonly root: string;
  /** Absolute. */
  readonly tmpDir: string;
  /** Absolute: where, with other services, that lies. Default: `tmpDir`. */
  readonly tmpRoot?: string;
  /** Absolute: directories of other services. Lists do not lead there. Default: none. */
  readonly others?: readonly string[];
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute: the files whose appearance or change means the config changed. */
  readonly configFiles: readonly string[];
}

export type ProjectResult =
  | { readonly type: 'ok'; readonly project: Project }
  /** `shown`: the name of the config, where one was found. */
  | { readonly type: 'failed'; readonly shown?: string; readonly diagnostics: readonly Diagnostic[] };

/** The name of the config that was read, or could not be; one that is gone is `before`'s. */
export function configName(read: ProjectResult, before: Project): string {
  const shown = read.type === 'failed' ? read.shown : read.project.file?.shown;
  return shown ?? before.file?.shown ?? 'defaults';
}

/** Reads and checks the config. Never throws; changes nothing. */
export function loadProject(line: ConfigChoice, startedIn: string, env: NodeJS.ProcessEnv): ProjectResult {
  const airWd = env['air_wd'];
  const cwd = airWd === undefined || airWd === '' ? startedIn : resolve(startedIn, airWd);
  const discovery = discoverConfig({ cwd: startedIn, ...defined({ path: line.configPath, airWd }) });
  if (discovery.type === 'failed')
    return { type: 'failed', shown: discovery.shown, diagnostics: [discovery.diagnostic] };
  const notThere = cwd === startedIn ? undefined : whyNoDirectory(cwd);
  if (notThere !== undefined)
    return {
      type: 'failed',
      diagnostics: [
        problem(`$air_wd: ${cwd} ${notThere}`, { hint: 'unset it, or set it to the directory of the project' }),
      ],
    };
  const file = discovery.type === 'found' ? discovery.file : undefined;
  const loaded = loadConfig({
    ...defined({ file }),
    platform: process.platform,
    env,
    flags: line.configFlags,
  });
  const { settings } = loaded;
  const root = resolveRoot(settings.root, cwd);
  const inUse = file && relative(cwd, file.path);
  const unread = line.configPath === undefined ? unreadConfigs(cwd, inUse) : [];
  const diagnostics = [...unread, ...loaded.diagnostics];
  if (typeof root !== 'string') diagnostics.push(root);
  else {
    const danger = dangerousRoot(root, settings['build.ignore_dangerous_root_dir']);
    if (danger !== undefined) diagnostics.push(danger);
    diagnostics.push(...ineffectivePaths(loaded, root));
  }
  if (hasErrors(diagnostics) || typeof root !== 'string')
    return { type: 'failed', ...defined({ shown: file?.shown }), diagnostics };
  // Also those that are not there, or not in use: one that comes later may win.
  const names = configNames.map((name) => resolve(cwd, name));
  const configFiles = line.configPath === undefined || file === undefined ? names : [file.path];
  return {
    type: 'ok',
    project: {
      loaded,
      ...defined({ file, leftToAir: line.configPath === undefined ? leftToAir(cwd, inUse) : undefined }),
      cwd,
      root,
      tmpDir: resolve(root, expandHome(settings.tmp_dir)),
      diagnostics,
      configFiles,
    },
  };
}

export type ServiceProjectResult =
  | { readonly type: 'ok'; readonly project: Project }
  | { readonly type: 'failed'; readonly diagnostic: Diagnostic };

/** Where the config of one of several services applies. */
export function serviceProject(project: Project, service: ServiceConfig): ServiceProjectResult {
  const { loaded, place } = service;
  const cwd = resolve(project.cwd, expandHome(service.dir));
  const notThere = whyNoDirectory(cwd);
  const location: Location = { ...place };
  if (notThere !== undefined) {
    const message = `services.${service.name}.dir: ${cwd} ${notThere}`;
    return { type: 'failed', diagnostic: problem(message, { location, source: 'config', hint: 'correct dir' }) };
  }
  const root = resolveRoot(loaded.settings.root, cwd);
  if (typeof root !== 'string') return { type: 'failed', diagnostic: { ...root, location, source: 'config' } };
  const isOwnTmp = loaded.origins.tmp_dir.type !== 'default';
  const tmpDir = isOwnTmp ? resolve(root, expandHome(loaded.settings.tmp_dir)) : join(project.tmpDir, service.name);
  const dirOf = ({ dir }: ServiceConfig): string => resolve(project.cwd, expandHome(dir));
  const others = project.loaded.services.map(dirOf).filter((dir) => dir !== cwd && isWithin(dir, root));
  const own = { ...loaded, rules: loaded.rules.map((rule) => rulePlaced(rule, project.root)) };
  return { type: 'ok', project: { ...project, loaded: own, cwd, root, tmpDir, tmpRoot: project.tmpDir, others } };
}

/** The paths of a rule are relative to the root of the config, wherever the service is. */
function rulePlaced(rule: BuildRule, root: string): BuildRule {
  const placed = (paths: readonly string[]): string[] => paths.map((path) => resolve(root, path.trim()));
  return { ...rule, includeDir: placed(rule.includeDir), includeFile: placed(rule.includeFile) };
}

const setRoot = 'set root to the directory of the project';

function resolveRoot(root: string, cwd: string): string | Diagnostic {
  const path = resolve(cwd, expandHome(root));
  try {
    const real = realpathSync(path);
    if (!statSync(real).isDirectory()) return problem(`root is not a directory: ${path}`, { hint: setRoot });
    accessSync(real, constants.R_OK | constants.X_OK);
    return real;
  } catch (error) {
    return problem(`root ${path} ${unreadable(error)}`, { hint: setRoot });
  }
}

function unreadable(error: unknown): string {
  return errnoOf(error) === 'ENOENT' ? 'does not exist' : cannotBeRead(error);
}

function whyNoDirectory(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : 'is not a directory';
  } catch (error) {
    return unreadable(error);
  }
}

/** Air's rule: `/`, `/root` and the home directory are no projects; what is below them may be one. */
function dangerousRoot(root: string, allowed: boolean): Diagnostic | undefined {
  const home = homeDir(process.env);
  if (root !== '/' && root !== '/root' && root !== home) return undefined;
  const what = root === '/' ? 'the root of the file system' : 'a home directory';
  return allowed
    ? problem(`watching ${what}: this may be a lot of files`, { severity: 'warning' })
    : problem(`${root} is ${what}, not a project`, {
        hint: 'start gorl in the directory of your module, or set build.ignore_dangerous_root_dir = true',
      });
}
