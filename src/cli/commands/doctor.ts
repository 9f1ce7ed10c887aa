import { resolve } from 'node:path';
import { Environment } from '../../config/environment.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { parseBuildCommand } from '../../go/build-command.ts';
import { findMainPackages, type MainPackages } from '../../go/main-packages.ts';
import { findModule, moduleScope, requiredVersions, type ModuleSearch } from '../../go/module-files.ts';
import { findToolchain, type ToolchainSearch } from '../../go/toolchain.ts';
import { worst, type Check } from '../doctor/check.ts';
import { checkConfig } from '../doctor/config-checks.ts';
import { checkGo, checkMains, checkModule, type BuildKind } from '../doctor/go-checks.ts';
import { checkPort, expectedPorts } from '../doctor/port-checks.ts';
import { readPortState, readSources } from '../doctor/port-facts.ts';
import { renderChecks, renderChecksJson } from '../doctor/render-checks.ts';
import { checkContainer, checkNode, readContainerFacts } from '../doctor/system-checks.ts';
import { checkFileSystem, checkWatchLimits } from '../doctor/watch-checks.ts';
import { readFileSystemFacts, readWatchFacts } from '../doctor/watch-facts.ts';
import { ExitError, exitCode } from '../exit-code.ts';
import { createProcessHost } from '../process-host.ts';
import type { CommandLine } from '../program.ts';
import { loadProject, type Project } from '../project.ts';
import type { Launch } from '../launch.ts';
import { checkWatchRules, pollOf, watchRulesOf } from '../watching.ts';

/**
 * `gorl doctor`: what gorl depends on here, one line each on stdout. Exit code 0: nothing is broken
 * (there may be warnings); 1: something is; 2: the config cannot be used.
 */
export async function diagnose(line: CommandLine): Promise<number> {
  if (line.rest.length > 0)
    throw new ExitError(exitCode.usage, `gorl doctor takes no arguments: ${line.rest.join(' ')}`);
  const read = loadProject(line, process.cwd(), process.env);
  const project = read.type === 'ok' ? read.project : undefined;
  const cwd = project?.cwd ?? process.cwd();
  const build = buildKind(project);
  const go = await lookAtGo(cwd, build);
  const watching = project === undefined ? [] : checkWatching(project, go.module);
  const config = checkConfig(project, read.type === 'ok' ? read.project.diagnostics : read.diagnostics);
  const checks = [
    checkNode(process.version),
    ...go.checks,
    ...config,
    ...watching,
    checkContainer(readContainerFacts(process.env)),
    ...(await checkPorts(project, cwd, build, go.mains)),
  ];
  process.stdout.write(line.json === true ? renderChecksJson(checks) : renderChecks(checks, line.debug));
  const isUnusable = [...config, ...watching].some(({ id, status }) => id === 'config' && status === 'problem');
  if (isUnusable) return exitCode.usage;
  return worst(checks) === 'problem' ? exitCode.failed : exitCode.stopped;
}

/** As a start of gorl decides it. */
function buildKind(project: Project | undefined): BuildKind {
  if (project === undefined || project.loaded.origins['build.cmd'].type === 'default') return { type: 'automatic' };
  const line = project.loaded.settings['build.cmd'];
  const parsed = parseBuildCommand(line);
  return parsed?.output === undefined ? { type: 'custom', line } : { type: 'owned', line, packages: parsed.packages };
}

interface GoFacts {
  readonly checks: readonly Check[];
  readonly module: ModuleSearch;
  readonly mains?: MainPackages;
}

async function lookAtGo(cwd: string, build: BuildKind): Promise<GoFacts> {
  const env = process.env as Record<string, string>;
  const module = findModule(cwd, env);
  const wanted = requiredVersions(module);
  const host = createProcessHost(() => undefined);
  try {
    const { commands } = host;
    // Without `required`: the go command must not fetch another release for a question.
    const search = await findToolchain({ cwd, env: { ...env, GOTOOLCHAIN: env['GOTOOLCHAIN'] || 'local' }, commands });
    const mains = build.type === 'automatic' ? await findMains(cwd, module, search, commands) : undefined;
    const checks = [
      checkGo(search, build, wanted, process.env),
      checkModule(module, build),
      ...checkMains(mains, build),
    ];
    return { checks, module, ...(mains === undefined ? {} : { mains }) };
  } finally {
    host.guardian.quit();
  }
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

function checkWatching(project: Project, module: ModuleSearch): readonly Check[] {
  const { settings } = project.loaded;
  const launch: Launch = { build: { type: 'custom', line: '' }, target: '', name: '', module };
  const problems = checkWatchRules(project, launch);
  if (problems.length > 0) return checkConfig(undefined, problems);
  const fileSystem = readFileSystemFacts(project.root, pollOf(project), settings['build.poll_interval']);
  const rules = watchRulesOf(project, launch);
  return [checkFileSystem(project.root, fileSystem), ...checkWatchLimits(readWatchFacts(rules), fileSystem.mode)];
}

async function checkPorts(
  project: Project | undefined,
  cwd: string,
  build: BuildKind,
  mains: MainPackages | undefined,
): Promise<readonly Check[]> {
  const settings = project?.loaded.settings;
  const environment = new Environment({ base: process.env, root: project?.root ?? cwd, cwd });
  const packages = build.type === 'owned' ? build.packages : mains?.type === 'one' ? [mains.dir] : [];
  const ports = expectedPorts({
    env: environment.read(settings?.env_files ?? []).env,
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
