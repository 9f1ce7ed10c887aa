import { isatty } from 'node:tty';
import { defined } from '../base/defined.ts';
import { hasErrors } from '../config/read/load.ts';
import { isPattern } from '../go/packages/run-arguments.ts';
import { problem, type Diagnostic } from '../protocol/diagnostic.ts';
import { exitCode } from '../protocol/exit-code.ts';
import type { ProcessHost } from '../session/process-host.ts';
import { appProblems } from '../session/service-plan/app-problems.ts';
import { appFileInput } from '../session/service-plan/app-spec.ts';
import { planLaunch, type RunTarget } from '../session/service-plan/launch.ts';
import type { Project } from '../session/service-plan/project.ts';
import { onlySubject, type Subject, type Subjects } from '../session/service-plan/subject.ts';
import { checkWatchScope } from '../session/service-plan/watched.ts';
import type { CommandLine } from './command-line.ts';

export interface PlannerOptions {
  readonly line: CommandLine;
  readonly host: ProcessHost;
  /** Of `gorl run`. */
  readonly runTarget?: RunTarget;
  /** Words for the app. */
  readonly args: readonly string[];
}

export type PlannedSession = { readonly type: 'ok'; readonly subjects: Subjects } | PlanFailed;

interface PlanFailed {
  readonly type: 'failed';
  readonly code: number;
  readonly diagnostics: readonly Diagnostic[];
}

type PlannedLaunch = { readonly type: 'ok'; readonly subject: Subject } | PlanFailed;

/** Finds out what is built and run: the services of the config, those that a pattern names, or one program. */
export function sessionPlanner(options: PlannerOptions): (project: Project) => Promise<PlannedSession> {
  const { line, host, runTarget, args } = options;
  const programs = askOnce(options);
  const planOne = launchPlanner(options, programs.choose);
  const env = process.env as Record<string, string>;
  const { commands } = host;
  const planSeveral = async ({ dirs, names }: Answer, project: Project): Promise<PlannedSession> => {
    const { planPrograms } = await import('../session/service-plan/plan-pattern.ts');
    const target = { flags: runTarget?.flags ?? [], packages: dirs };
    return planPrograms(target, { project, choice: { only: names }, args, env, commands });
  };
  return async (project) => {
    const isMany = runTarget === undefined && project.loaded.services.length > 0;
    // Most sessions run one program.
    if (isMany) {
      const { planServices } = await import('../session/service-plan/plan-services.ts');
      return planServices({ project, choice: line, args, env, commands });
    }
    if (runTarget?.packages.some(isPattern) === true) {
      const { planPattern } = await import('../session/service-plan/plan-pattern.ts');
      return planPattern(runTarget, { project, choice: line, args, env, commands });
    }
    if (line.only !== undefined || line.except !== undefined) return noServices;
    const known = programs.several();
    if (known !== undefined) return planSeveral(known, project);
    const planned = await planOne(project);
    programs.begun();
    const several = programs.several();
    if (several !== undefined) return planSeveral(several, project);
    return planned.type === 'ok' ? { type: 'ok', subjects: onlySubject(planned.subject) } : planned;
  };
}

const noServices: PlanFailed = {
  type: 'failed',
  code: exitCode.usage,
  diagnostics: [
    problem('--only and --except choose from services, and there are none', {
      hint: 'add [services.NAME] tables to the config, or run a pattern: gorl run ./cmd/...',
    }),
  ],
};

interface Answer {
  /** What could be chosen. */
  readonly dirs: readonly string[];
  readonly chosen: readonly string[];
  /** What those are called as services. */
  readonly names: readonly string[];
}

/** Asks which main packages are meant, once and before there is a session: then the keyboard is the shortcuts'. */
function askOnce({ line }: PlannerOptions): {
  readonly choose: (dirs: readonly string[], why?: string) => Promise<string | undefined>;
  /** More than one was chosen. */
  readonly several: () => Answer | undefined;
  /** Nobody is asked any more. */
  readonly begun: () => void;
} {
  let mayAsk = line.keys && isatty(0) && isatty(2);
  let answer: Answer | undefined;
  const several = (): Answer | undefined => (answer !== undefined && answer.chosen.length > 1 ? answer : undefined);
  return {
    several,
    begun: () => void (mayAsk = false),
    async choose(dirs, why) {
      if (mayAsk) {
        if (why !== undefined) process.stderr.write(`${why}\n`);
        // Most starts have one main package.
        const { askForPrograms } = await import('./picker/ask-for-program.ts');
        answer = { dirs, ...(await askForPrograms(dirs, process.cwd(), process.env)) };
      }
      return several() === undefined ? dirs.find((dir) => dir === answer?.chosen[0]) : undefined;
    },
  };
}

/** Finds out how to build. */
function launchPlanner(
  { host, runTarget, args }: PlannerOptions,
  choose: NonNullable<Parameters<typeof planLaunch>[0]['choose']>,
): (project: Project) => Promise<PlannedLaunch> {
  let isFirst = true;
  let target = runTarget;
  return async (project) => {
    const env = process.env as Record<string, string>;
    const result = await planLaunch({
      project,
      ...defined({ runTarget: target }),
      checkTarget: isFirst && target !== undefined,
      env,
      commands: host.commands,
      choose,
    });
    isFirst = false;
    if (result.type === 'failed') return result;
    const problems = await checkWatchScope(project, result.launch);
    if (problems.length > 0) return { type: 'failed', code: exitCode.usage, diagnostics: problems };
    const { launch } = result;
    // What was chosen at the start holds.
    if (target !== undefined && launch.build.type === 'owned') target = { ...target, packages: launch.build.packages };
    const found = appProblems({ ...appFileInput({ project, launch }, runTarget !== undefined), args }, env);
    if (hasErrors(found)) return { type: 'failed', code: exitCode.usage, diagnostics: found };
    const diagnostics = [...project.diagnostics, ...found];
    return { type: 'ok', subject: { project: { ...project, diagnostics }, launch } };
  };
}
