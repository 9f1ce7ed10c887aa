import { defined } from '../../base/defined.ts';
import { hasErrors } from '../../config/read/load.ts';
import type { ServiceConfig } from '../../config/read/services.ts';
import type { Env } from '../../base/env.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { findModule } from '../../go/packages/module-files.ts';
import { distinct, problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { appProblems } from './app-problems.ts';
import { appFileInput } from './app-spec.ts';
import { planLaunch, type LaunchResult } from './launch.ts';
import { serviceProject, type Project } from './project.ts';
import { chosenNames, type ServiceChoice } from './service-choice.ts';
import type { NamedSubject, Subjects } from './subject.ts';
import { checkWatchScope } from './watched.ts';

export interface ServicesOptions {
  /** Its config has services. */
  readonly project: Project;
  readonly choice: ServiceChoice;
  /** Words of the command line for the app. */
  readonly args: readonly string[];
  readonly env: Env;
  readonly commands: CommandRunner;
}

export type SubjectsResult =
  | { readonly type: 'ok'; readonly subjects: Subjects }
  | { readonly type: 'failed'; readonly code: number; readonly diagnostics: readonly Diagnostic[] };

/** Finds out how each service is built and run. All that is wrong is told at once. */
export async function planServices(options: ServicesOptions): Promise<SubjectsResult> {
  const { project, args } = options;
  const all = project.loaded.services;
  const chosen = chosenNames(
    all.map(({ name }) => name),
    options.choice,
  );
  if (chosen.type === 'refused') return usage([chosen.diagnostic]);
  const { names } = chosen;
  if (args.length > 0) return usage([argumentsForMany(args, names.length)]);
  const planned = await Promise.all(
    all.filter(({ name }) => names.includes(name)).map((service) => planService(service, options)),
  );
  const failed = planned.filter((each) => each.type === 'failed');
  if (failed.length > 0)
    return {
      type: 'failed',
      code: Math.min(...failed.map(({ code }) => code)),
      diagnostics: distinct(failed.flatMap(({ diagnostics }) => diagnostics)),
    };
  const subjects = planned.flatMap((each) => (each.type === 'ok' ? [each] : []));
  // One that is not run here is taken to run elsewhere.
  const services = subjects.map(({ subject }) => ({
    ...subject,
    dependsOn: subject.dependsOn.filter((name) => names.includes(name)),
  }));
  // The same fault of what they share is each one's.
  const diagnostics = distinct([...project.diagnostics, ...subjects.flatMap(({ warnings }) => warnings)]);
  const { routing } = project.loaded;
  return { type: 'ok', subjects: { project: { ...project, diagnostics }, services, ...defined({ routing }) } };
}

function usage(diagnostics: readonly Diagnostic[]): SubjectsResult {
  return { type: 'failed', code: exitCode.usage, diagnostics };
}

function argumentsForMany(args: readonly string[], services: number): Diagnostic {
  return problem(`the config has services (${services}), so the arguments are for none of them: ${args.join(' ')}`, {
    hint: 'write args = […] in the table of the service that they are for',
  });
}

type PlannedService =
  | { readonly type: 'ok'; readonly subject: NamedSubject; readonly warnings: readonly Diagnostic[] }
  | { readonly type: 'failed'; readonly code: number; readonly diagnostics: readonly Diagnostic[] };

async function planService(service: ServiceConfig, options: ServicesOptions): Promise<PlannedService> {
  const { name, dependsOn, restartWith } = service;
  const found = serviceProject(options.project, service);
  if (found.type === 'failed') return { type: 'failed', code: exitCode.usage, diagnostics: [found.diagnostic] };
  const { project } = found;
  const env = { ...options.env, ...service.env };
  const result = await launchOf(service, project, { ...options, env });
  if (result.type === 'failed')
    return { ...result, diagnostics: result.diagnostics.map((each) => placed(each, service)) };
  const { launch } = result;
  const scope = await checkWatchScope(project, launch);
  const problems = [...scope, ...appProblems({ ...appFileInput({ project, launch }, false), args: [] }, env)];
  if (hasErrors(problems)) return { type: 'failed', code: exitCode.usage, diagnostics: problems };
  const subject = { project, launch, name, dependsOn, restartWith, env: service.env };
  return { type: 'ok', subject, warnings: problems };
}

function launchOf(service: ServiceConfig, project: Project, { env, commands }: ServicesOptions): Promise<LaunchResult> {
  const { name, run, package: main } = service;
  if (run !== undefined) {
    const module = findModule(project.cwd, env);
    return Promise.resolve({ type: 'ok', launch: { build: { type: 'none' }, target: run, name, module } });
  }
  const runTarget = main === undefined ? {} : { runTarget: { flags: [], packages: [main] } };
  return planLaunch({ project, ...runTarget, checkTarget: main !== undefined, env, commands });
}

/** Says whose it is, and where that is written. */
function placed(diagnostic: Diagnostic, { name, place }: ServiceConfig): Diagnostic {
  if (diagnostic.location !== undefined) return diagnostic;
  return {
    ...diagnostic,
    message: `services.${name}: ${diagnostic.message}`,
    location: { ...place },
    source: 'config',
  };
}
