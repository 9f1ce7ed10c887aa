import { basename, resolve } from 'node:path';
import { defined } from '../../base/defined.ts';
import type { Env } from '../../base/env.ts';
import { findOnPath } from '../../base/find-on-path.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { outputFile } from '../../go/build/artifacts.ts';
import { evidentBuild, lastOutput, parseBuildCommand, type OwnedBuild } from '../../go/build/build-command.ts';
import type { CustomPlan, NoPlan, OwnedPlan } from '../../go/build/build-plan.ts';
import { findMainPackages } from '../../go/packages/main-packages.ts';
import { findModule, moduleScope, requiredVersions, type ModuleSearch } from '../../go/packages/module-files.ts';
import { isDirectory } from '../../base/what-is-there.ts';
import { holdsMainPackage } from '../../go/packages/package-clause.ts';
import { programName } from '../../go/packages/program-name.ts';
import { findToolchain, type Toolchain } from '../../go/toolchain/toolchain.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { Project } from './project.ts';
import { checkRunTarget } from './run-target.ts';

/** What `gorl run` was given. */
export interface RunTarget {
  readonly flags: readonly string[];
  readonly packages: readonly string[];
}

/** How the program is built. */
export interface Launch {
  readonly build: OwnedPlan | CustomPlan | NoPlan;
  /** For people: `./cmd/api`, or the custom command. */
  readonly target: string;
  /** File name of the program, without extension. */
  readonly name: string;
  /** Absolute: where the user's own command puts the binary; it is run from there. */
  readonly output?: string;
  /** Absolute: where a custom build puts its binary, if its text says so. */
  readonly writes?: string;
  /** What to ask the go command about the program; absent where it is not evident what the user's own command builds. */
  readonly listed?: ListedBuild;
  readonly toolchain?: Toolchain;
  readonly module: ModuleSearch;
}

export interface ListedBuild extends Pick<OwnedPlan, 'goFile' | 'flags' | 'packages'> {
  /** Variables that the user's command sets. */
  readonly env?: Env;
}

/** What the watch has to know of it. */
export type ProgramScope = Pick<Launch, 'module' | 'output' | 'listed'> & {
  readonly build: { readonly type: Launch['build']['type']; readonly packages?: readonly string[] };
};

export type LaunchResult =
  | { readonly type: 'ok'; readonly launch: Launch }
  | { readonly type: 'failed'; readonly code: number; readonly diagnostics: readonly Diagnostic[] };

export interface LaunchOptions {
  readonly project: Project;
  readonly runTarget?: RunTarget;
  /** Something else than a main package is refused; else it is the build's to tell. */
  readonly checkTarget: boolean;
  readonly env: Env;
  readonly commands: CommandRunner;
  /** Asks which of several main packages is meant; undefined when nobody can be asked. Default: nobody can. */
  readonly choose?: (dirs: readonly string[], why?: string) => Promise<string | undefined>;
}

/** Decides between a build that gorl writes itself and the user's own command, and finds what it needs. */
export async function planLaunch(options: LaunchOptions): Promise<LaunchResult> {
  const { project, runTarget } = options;
  const module = findModule(project.cwd, options.env);
  if (runTarget !== undefined) return owned(options, module, { type: 'owned', ...runTarget });
  const wanted = wantedBuild(project, options.env);
  return wanted.type === 'owned' ? owned(options, module, wanted) : custom(wanted.line, options, module);
}

function custom(line: string, { project, env }: LaunchOptions, module: ModuleSearch): LaunchResult {
  const build = { type: 'custom', line } as const;
  const launch = { build, target: line.trim(), name: 'main', ...writtenBy(line, project.cwd), module };
  return { type: 'ok', launch: { ...launch, ...defined({ listed: evidentlyBuilt(line, env) }) } };
}

function evidentlyBuilt(line: string, env: Env): ListedBuild | undefined {
  const evident = process.platform === 'win32' ? undefined : evidentBuild(line);
  const goFile = findOnPath('go', env, 'absolute');
  if (evident === undefined || goFile === undefined) return undefined;
  return { goFile, flags: evident.flags, packages: evident.packages, env: evident.env };
}

function writtenBy(line: string, cwd: string): Pick<Launch, 'writes'> {
  const output = lastOutput(line);
  return output === undefined ? {} : { writes: resolve(cwd, output) };
}

/** Where the binary is put, as far as the config says so. */
export async function placesOf(
  wanted: Wanted | CustomPlan,
  packages: readonly string[],
  cwd: string,
  env: LaunchOptions['env'],
): Promise<Pick<Launch, 'output' | 'writes'>> {
  if (wanted.type === 'custom') return writtenBy(wanted.line, cwd);
  if (wanted.output === undefined) return {};
  return { output: await outputFile(wanted.output, cwd, () => programName(packages, cwd, env)) };
}

/** Without `-o` the go command writes a main package, and nothing else, into the working directory. */
function withOutput(build: OwnedBuild, cwd: string, env: LaunchOptions['env']): OwnedBuild | undefined {
  if (build.output !== undefined) return build;
  const [first = '.'] = build.packages;
  if (!first.startsWith('.') || !holdsMainPackage(resolve(cwd, first))) return undefined;
  const name = programName(build.packages, cwd, env);
  const output = process.platform === 'win32' ? `${name}.exe` : name;
  // That is an error which the go command tells.
  return isDirectory(resolve(cwd, output)) ? undefined : { ...build, output };
}

interface Wanted {
  readonly type: 'owned';
  readonly flags: readonly string[];
  /** Absent: the main package is to be found. */
  readonly packages?: readonly string[];
  readonly output?: string;
}

/** What the config asks for, before anything is looked for. */
export function wantedBuild({ loaded, file, cwd }: Project, env: LaunchOptions['env']): Wanted | CustomPlan {
  const line = loaded.settings['build.cmd'];
  const parsed = parseBuildCommand(line, process.platform === 'win32' ? 'powershell' : 'sh');
  if (loaded.origins['build.cmd'].type !== 'default') {
    const wanted = parsed === undefined ? undefined : withOutput(parsed, cwd, env);
    return wanted === undefined ? { type: 'custom', line } : { type: 'owned', ...wanted };
  }
  // With a config file the user may rely on air's default output; without one nothing else is written.
  const output = file === undefined ? undefined : parsed?.output;
  return { type: 'owned', flags: [], ...defined({ output }) };
}

async function owned(options: LaunchOptions, module: ModuleSearch, wanted: Wanted): Promise<LaunchResult> {
  const { project, env, commands, choose = () => Promise.resolve(undefined) } = options;
  const { cwd } = project;
  const search = await findToolchain({ cwd, env, commands, required: requiredVersions(module) });
  if (search.type === 'missing')
    return { type: 'failed', code: exitCode.environment, diagnostics: [search.diagnostic] };
  const { toolchain } = search;
  let { packages } = wanted;
  if (packages !== undefined && options.checkTarget) {
    const scope = { root: cwd, goFile: toolchain.goFile, env, commands, ...moduleScope(module) };
    const checked = await checkRunTarget({ ...scope, packages, choose });
    if (checked.type === 'refused') return { type: 'failed', code: exitCode.usage, diagnostics: [checked.diagnostic] };
    packages = checked.packages;
  }
  if (packages === undefined) {
    if (module.type === 'missing')
      return { type: 'failed', code: exitCode.environment, diagnostics: [module.diagnostic] };
    const found = await findMainPackages({
      root: cwd,
      goFile: toolchain.goFile,
      env,
      commands,
      ...moduleScope(module),
    });
    const chosen = found.type === 'several' ? await choose(found.dirs) : undefined;
    if (found.type === 'one') packages = [found.dir];
    else if (chosen !== undefined) packages = [chosen];
    else if (found.type === 'failed')
      return { type: 'failed', code: exitCode.environment, diagnostics: found.diagnostics };
    else
      return {
        type: 'failed',
        code: exitCode.usage,
        diagnostics: [found.type === 'several' ? severalMains(found.dirs) : noMain(found.reason)],
      };
  }
  const program = programName(packages, cwd, env);
  const places = await placesOf(wanted, packages, cwd, env);
  // `.` says nothing to a person.
  const target = packages.length === 1 && packages[0] === '.' ? program : packages.join(' ');
  const build = { goFile: toolchain.goFile, flags: wanted.flags, packages };
  return {
    type: 'ok',
    launch: {
      build: { type: 'owned', ...build, ...defined({ output: wanted.output }) },
      listed: build,
      target,
      name: places.output === undefined ? program : basename(places.output).replace(/\.exe$/, ''),
      ...places,
      toolchain,
      module,
    },
  };
}

function severalMains(dirs: readonly string[]): Diagnostic {
  const shown = dirs.slice(0, 8);
  return problem(`there are ${dirs.length} main packages here; say which one to run`, {
    notes: [...shown, ...(dirs.length > shown.length ? ['…'] : [])].map((dir) => ({
      message: dir === '…' ? dir : `gorl run ${dir}`,
    })),
    hint: 'or let gorl init write the choice into .air.toml',
  });
}

function noMain(reason: string): Diagnostic {
  return problem(`there is no main package to run: ${reason}`, {
    hint: 'start gorl where the program is, or name it: gorl run <package>',
  });
}
