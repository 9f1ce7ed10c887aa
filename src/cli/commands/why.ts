import { resolve } from 'node:path';
import { defined } from '../../base/defined.ts';
import type { Env } from '../../base/env.ts';
import { inRealDirectory, relativeTo } from '../../base/paths.ts';
import { Environment } from '../../config/env/environment.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { listPackages } from '../../go/graph/list-packages.ts';
import { ProgramFiles } from '../../go/graph/program-files.ts';
import { holdsMainPackage } from '../../go/packages/package-clause.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { wrapWords } from '../../report/terminal/wrap.ts';
import { explainChange, type ExplainFacts, type Explanation } from '../../session/explain/explain-change.ts';
import { createProcessHost } from '../../session/process-host.ts';
import { planLaunch } from '../../session/service-plan/launch.ts';
import { loadProject, type Project } from '../../session/service-plan/project.ts';
import { planServices, type SubjectsResult } from '../../session/service-plan/plan-services.ts';
import { onlySubject, type NamedSubject, type Subject } from '../../session/service-plan/subject.ts';
import { isUnprofiled, listedBuild } from '../../session/service-plan/tuned-build.ts';
import { checkWatchScope, envFilesOf, moduleFiles, watchScopeOf } from '../../session/service-plan/watched.ts';
import { compileRules } from '../../watch/scope/compile-rules.ts';
import type { CommandLine } from '../command-line.ts';
import { ExitError } from '../exit-error.ts';
import { createReporting } from '../reporting.ts';

const words: Readonly<Record<Explanation['action'], string>> = {
  rebuild: 'builds, and restarts the app if the binary differs',
  restart: 'restarts the app without a build',
  'rebuild-and-restart': 'builds and restarts the app',
  'read-config': 'reads the config again',
  'run-rule': 'runs a command',
  nothing: 'does nothing',
};

/**
 * `gorl why FILE…`: what a change of each file would do, on stdout. Exit code 0: it is known; 2: the config cannot be
 * used; 3: there is no Go, or no program.
 */
export async function explainFiles(line: CommandLine): Promise<number> {
  if (line.rest.length === 0) throw new ExitError(exitCode.usage, 'gorl why needs a file', 'such as gorl why main.go');
  const startedIn = process.cwd();
  const read = loadProject(line, startedIn, process.env);
  if (read.type === 'failed') return refuse(line, exitCode.usage, read.diagnostics);
  process.chdir(read.project.cwd);
  const host = createProcessHost(() => undefined);
  try {
    const { commands } = host;
    const planned = await servicesOf(read.project, commands);
    if (planned.type === 'failed') return await refuse(line, planned.code, planned.diagnostics);
    const { services, project } = planned.subjects;
    const known = await Promise.all(services.map((subject) => factsOf(subject, commands)));
    const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
    const rel = relativeTo(project.root);
    for (const file of line.rest) {
      const path = inRealDirectory(resolve(startedIn, file));
      for (const facts of known) {
        const whose = known.length > 1 ? `${facts.subject.name}: ` : '';
        const text = textOf(`${whose}${rel(path)}`, explainChange(path, facts));
        process.stdout.write(`${text.map((each) => wrapWords(each, columns, 4)).join('\n')}\n`);
      }
    }
    return exitCode.stopped;
  } finally {
    host.guardian.quit();
  }
}

function textOf(name: string, { action, reason, chain }: Explanation): readonly string[] {
  return [`${name} ${words[action]}`, `  ${reason}`, ...(chain.length > 1 ? [`  ${chain.join(' → ')}`] : [])];
}

/** Those of the config, or the only program. */
async function servicesOf(project: Project, commands: CommandRunner): Promise<SubjectsResult> {
  const env = process.env as Record<string, string>;
  if (project.loaded.services.length > 0) return planServices({ project, choice: {}, args: [], env, commands });
  const result = await planLaunch({ project, checkTarget: false, env, commands });
  if (result.type === 'failed') return result;
  const problems = await checkWatchScope(project, result.launch);
  if (problems.length > 0) return { type: 'failed', code: exitCode.usage, diagnostics: problems };
  return { type: 'ok', subjects: onlySubject({ project, launch: result.launch }) };
}

async function factsOf(
  subject: NamedSubject,
  commands: CommandRunner,
): Promise<ExplainFacts & { readonly subject: NamedSubject }> {
  const env = { ...envOf(subject), ...subject.env };
  const program = await programOf(subject, env, commands);
  const { filter } = compileRules(watchScopeOf(subject.project, subject.launch, program));
  const more = { holdsProgram: holdsMainPackage, isUnprofiled: isUnprofiled(subject, env) };
  return { subject, filter, ...defined({ program }), ...more };
}

function envOf({ project }: Subject): Env {
  const { cwd, root } = project;
  return new Environment({ base: process.env, root, cwd }).read(envFilesOf(project)).env;
}

async function programOf(subject: Subject, env: Env, commands: CommandRunner): Promise<ProgramFiles | undefined> {
  const { project, launch } = subject;
  const listed = listedBuild(subject, env);
  if (listed === undefined) return undefined;
  const question = {
    build: listed,
    cwd: project.cwd,
    env: { ...env, ...listed.env },
    commands,
    moduleFiles: moduleFiles(launch),
  };
  const graph = await listPackages(question).graph;
  return graph && new ProgramFiles(graph);
}

async function refuse(line: CommandLine, code: number, diagnostics: readonly Diagnostic[]): Promise<number> {
  const reporting = await createReporting({ line, shortcuts: () => [], env: process.env });
  reporting.report({ type: 'problems', diagnostics });
  await reporting.close();
  return code;
}
