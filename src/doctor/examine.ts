import { resolve } from 'node:path';
import { defined } from '../base/defined.ts';
import type { Env } from '../base/env.ts';
import { Environment } from '../config/env/environment.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { readScore } from '../go/lane/lane-score.ts';
import { findMainPackages, type MainPackages } from '../go/packages/main-packages.ts';
import { findModule, moduleScope, requiredVersions, type ModuleSearch } from '../go/packages/module-files.ts';
import { ownRelease } from '../go/toolchain/offline.ts';
import { findToolchain, type ToolchainSearch } from '../go/toolchain/toolchain.ts';
import { appProblems } from '../session/service-plan/app-problems.ts';
import type { Check } from './check.ts';
import { checkCommands, type ShellLine } from './command-checks.ts';
import { checkConfig } from './config-checks.ts';
import { checkEmbeds } from './embed-checks.ts';
import { checkTracked } from './git-checks.ts';
import { checkGo, checkMains, checkModule, type BuildKind } from './go-checks.ts';
import { checkServices } from './service-checks.ts';
import { checkPort, expectedPorts } from './port-checks.ts';
import { readPortState, readSources } from './port-facts.ts';
import { checkContainer, checkNode, readContainerFacts } from './system-checks.ts';
import { checkLane, type LaneFacts } from './lane-check.ts';
import { checkTerminal, readTerminalFacts } from './terminal-check.ts';
import { checkFileSystem, checkWatchLimits } from './watch-checks.ts';
import { readFileSystemFacts, readWatchFacts } from './watch-facts.ts';
import { compileRules } from '../watch/scope/compile-rules.ts';
import { createProcessHost } from '../session/process-host.ts';
import { loadProject, type ConfigChoice, type Project } from '../session/service-plan/project.ts';
import { placesOf, wantedBuild, type Launch, type ProgramScope } from '../session/service-plan/launch.ts';
import { checkWatchScope, pollOf, watchScopeOf } from '../session/service-plan/watched.ts';

export interface Examination {
  readonly checks: readonly Check[];
  /** With this config nothing can be started. */
  readonly unusableConfig: boolean;
}

/** Looks at what gorl depends on here: Go, the module, the config, what is watched, the machine, the ports. */
export async function examine(line: ConfigChoice): Promise<Examination> {
  const read = loadProject(line, process.cwd(), process.env);
  const project = read.type === 'ok' ? read.project : undefined;
  const cwd = project?.cwd ?? process.cwd();
  const build = buildKind(project);
  const { settings } = project?.loaded ?? {};
  const environment = new Environment({ base: process.env, root: project?.root ?? cwd, cwd });
  const { env } = environment.read(settings?.env_files ?? []);
  const host = createProcessHost(() => undefined);
  try {
    const { commands } = host;
    const areMany = (project?.loaded.services.length ?? 0) > 0;
    const go = await lookAtGo(cwd, build, commands, areMany);
    const start = project === undefined ? undefined : await expectedStart(project, go);
    const watching = start === undefined ? [] : await checkWatching(start, commands, env);
    const config = checkConfig(project, read.type === 'ok' ? read.project.diagnostics : read.diagnostics);
    const checks = [
      checkNode(process.version),
      ...go.checks,
      ...config,
      ...(project !== undefined && areMany ? await checkServices(project, commands, env) : []),
      ...(start === undefined ? [] : checkConfig(undefined, problemsOf(start))),
      ...(project === undefined ? [] : checkCommands({ lines: shellLines(project), cwd, env })),
      ...(await lookAtEmbeds(cwd, build, go, commands, env)),
      ...watching,
      ...(project === undefined || build.type === 'custom' ? [] : [checkLane(laneFacts(project))]),
      checkContainer(readContainerFacts(process.env)),
      checkTerminal(await readTerminalFacts(settings?.['app.tty'] ?? true, commands, env)),
      ...(await checkPorts(project, cwd, env, build, go.mains)),
    ];
    const unusableConfig = [...config, ...watching].some(({ id, status }) => id === 'config' && status === 'problem');
    return { checks, unusableConfig };
  } finally {
    host.guardian.quit();
  }
}

function laneFacts({ loaded, tmpDir }: Project): LaneFacts {
  const { 'build.fast_lane': isWanted, 'build.tuned': isTuned } = loaded.settings;
  return { isWanted: isWanted && isTuned, score: readScore(tmpDir) };
}

/** As a start of gorl decides it. */
function buildKind(project: Project | undefined): BuildKind {
  const wanted = project === undefined ? undefined : wantedBuild(project, process.env as Record<string, string>);
  if (project === undefined || wanted === undefined) return { type: 'automatic' };
  const line = project.loaded.settings['build.cmd'];
  if (wanted.type === 'custom') return wanted;
  return wanted.packages === undefined ? { type: 'automatic' } : { ...wanted, line, packages: wanted.packages };
}

interface GoFacts {
  readonly checks: readonly Check[];
  readonly module: ModuleSearch;
  readonly search: ToolchainSearch;
  readonly mains?: MainPackages;
}

/** @param areMany which program is meant is said by each service */
async function lookAtGo(cwd: string, build: BuildKind, commands: CommandRunner, areMany: boolean): Promise<GoFacts> {
  const env = process.env as Record<string, string>;
  const module = findModule(cwd, env);
  const wanted = requiredVersions(module);
  // Without `required`: the go command must not fetch another release for a question.
  const search = await findToolchain({ cwd, env: ownRelease(env), commands });
  const mains = build.type === 'automatic' && !areMany ? await findMains(cwd, module, search, commands) : undefined;
  const checks = [checkGo(search, build, wanted, process.env), checkModule(module, build), ...checkMains(mains, build)];
  return { checks, module, search, ...defined({ mains }) };
}

/** Every line of the config that a shell runs, in the order in which they run. */
function shellLines(project: Project): readonly ShellLine[] {
  if (process.platform === 'win32') return [];
  const { settings, rules, generators } = project.loaded;
  const wanted = wantedBuild(project, process.env as Record<string, string>);
  const hooks = settings['build.pre_cmd'];
  const of = (key: string, lines: readonly string[], first = false): ShellLine[] =>
    lines.filter((line) => line.trim() !== '').map((line, at) => ({ key, line, first: first && at === 0 }));
  return [
    ...of('build.pre_cmd', hooks, true),
    ...generators.map(({ name, cmd }) => ({ key: `build.generate "${name}"`, line: cmd, first: hooks.length === 0 })),
    ...of('build.cmd', wanted.type === 'custom' ? [wanted.line] : [], hooks.length + generators.length === 0),
    ...of('build.full_bin', [settings['build.full_bin']]),
    ...rules.map(({ name, cmd }) => ({ key: `build.rules "${name}"`, line: cmd, first: true })),
    ...of('build.post_cmd', settings['build.post_cmd']),
  ];
}

async function lookAtEmbeds(
  cwd: string,
  build: BuildKind,
  { search, module, mains }: GoFacts,
  commands: CommandRunner,
  env: Env,
): Promise<readonly Check[]> {
  if (search.type === 'missing' || module.type !== 'found') return [];
  const { goFile } = search.toolchain;
  if (build.type === 'owned') return checkEmbeds({ goFile, cwd, commands, env, ...build });
  const packages = build.type === 'custom' ? ['./...'] : mains?.type === 'one' ? [mains.dir] : [];
  return packages.length === 0 ? [] : checkEmbeds({ goFile, cwd, commands, env, flags: [], packages });
}

async function findMains(
  cwd: string,
  module: ModuleSearch,
  search: ToolchainSearch,
  commands: CommandRunner,
): Promise<MainPackages | undefined> {
  if (search.type === 'missing' || module.type === 'missing') return undefined;
  return findMainPackages({
    root: cwd,
    goFile: search.toolchain.goFile,
    env: process.env as Record<string, string>,
    commands,
    ...moduleScope(module),
  });
}

/** What a start would build, watch and run, as far as that is known without asking anybody. */
interface ExpectedStart {
  readonly project: Project;
  readonly scope: ProgramScope & Pick<Launch, 'writes'>;
}

async function expectedStart(project: Project, { module, mains }: GoFacts): Promise<ExpectedStart> {
  const env = process.env as Record<string, string>;
  const wanted = wantedBuild(project, env);
  const { type } = wanted;
  const packages = type === 'custom' ? [] : (wanted.packages ?? (mains?.type === 'one' ? [mains.dir] : []));
  const places = await placesOf(wanted, packages, project.cwd, env);
  return { project, scope: { build: { type, packages }, module, ...places } };
}

/** A start says the same of how the program is named. */
function problemsOf({ project: { loaded, cwd, root }, scope: { output, writes } }: ExpectedStart): Diagnostic[] {
  return appProblems(
    { config: loaded, cwd, root, output, ...defined({ writes }), runTarget: false, args: [] },
    process.env,
  );
}

/** The tree that a start watches, by the same rules. */
async function checkWatching(
  { project, scope }: ExpectedStart,
  commands: CommandRunner,
  env: Env,
): Promise<readonly Check[]> {
  const { settings } = project.loaded;
  const problems = await checkWatchScope(project, scope);
  if (problems.length > 0) return checkConfig(undefined, problems);
  const rules = watchScopeOf(project, scope);
  const { filter } = compileRules(rules);
  const fileSystem = readFileSystemFacts(filter.starts, pollOf(project), settings['build.poll_interval']);
  return [
    checkFileSystem(filter.root, fileSystem),
    ...checkWatchLimits(readWatchFacts(rules, filter), fileSystem.mode),
    ...(settings['build.respect_gitignore'] ? await checkTracked({ filter, commands, env }) : []),
  ];
}

async function checkPorts(
  project: Project | undefined,
  cwd: string,
  env: Env,
  build: BuildKind,
  mains: MainPackages | undefined,
): Promise<readonly Check[]> {
  const settings = project?.loaded.settings;
  const packages = build.type === 'owned' ? build.packages : mains?.type === 'one' ? [mains.dir] : [];
  const ports = expectedPorts({
    env,
    ...(settings === undefined
      ? {}
      : {
          proxy: {
            enabled: settings['proxy.enabled'],
            proxyPort: settings['proxy.proxy_port'],
            appPort: settings['proxy.app_port'],
          },
        }),
    commands:
      settings === undefined
        ? []
        : [settings['build.full_bin'], [...settings['build.entrypoint'], ...settings['build.args_bin']].join(' ')],
    sources: Object.assign({}, ...packages.map((dir) => readSources(resolve(cwd, dir)))) as Record<string, string>,
  });
  return Promise.all(ports.map(async (each) => checkPort(each, await readPortState(each.port))));
}
