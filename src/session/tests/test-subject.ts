import { defined } from '../../base/defined.ts';
import { placeOf } from '../../config/read/origin.ts';
import { parseTestArguments, type TestArguments } from '../../go/test/test-arguments.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import type { Env } from '../adapters.ts';
import { planLaunch } from '../service-plan/launch.ts';
import type { Project } from '../service-plan/project.ts';
import type { Subject } from '../service-plan/subject.ts';
import type { TestWords } from './begin-tests.ts';
import { checkWatchScope } from '../service-plan/watched.ts';

/** What is tested. Its launch names the packages, and those of the flags that `go build` takes, too. */
export interface TestedSubject extends Subject {
  readonly words: TestWords;
}

export type FoundTests =
  | { readonly type: 'ok'; readonly subject: TestedSubject }
  | { readonly type: 'failed'; readonly code: number; readonly diagnostics: readonly Diagnostic[] };

export interface TestSubjectOptions {
  /** What follows `gorl test`: flags are added to those of the config, packages and arguments replace them. */
  readonly words: readonly string[];
  readonly commands: CommandRunner;
  readonly env: Env;
}

/** What is tested, and how: `[test]` of the config, and what the command line says. */
export async function findTestSubject(
  project: Project,
  { words, commands, env }: TestSubjectOptions,
): Promise<FoundTests> {
  const tests = readTests(project, words);
  if (tests.type === 'refused') return { type: 'failed', code: exitCode.usage, diagnostics: [tests.diagnostic] };
  const runTarget = { flags: tests.buildFlags, packages: tests.packages };
  const planned = await planLaunch({ project, runTarget, checkTarget: false, env, commands });
  if (planned.type === 'failed') return planned;
  const { launch } = planned;
  if (launch.module.type === 'missing')
    return { type: 'failed', code: exitCode.environment, diagnostics: [launch.module.diagnostic] };
  const problems = await checkWatchScope(project, launch);
  if (problems.length > 0) return { type: 'failed', code: exitCode.usage, diagnostics: problems };
  return {
    type: 'ok',
    subject: {
      project,
      launch,
      words: { flags: tests.flags, args: tests.args, ...defined({ coverage: tests.coverage }) },
    },
  };
}

/** Another set of packages, or other flags: the go command has to say anew what they are made of. */
export function isBuiltOtherwise(before: Subject, after: Subject): boolean {
  return JSON.stringify(before.launch.build) !== JSON.stringify(after.launch.build);
}

function readTests(project: Project, words: readonly string[]): TestArguments {
  const { settings, origins } = project.loaded;
  const { 'test.flags': flags, 'test.packages': packages, 'test.args': args } = settings;
  const usual = parseTestArguments([...flags, ...packages, '--', ...args]);
  if (usual.type === 'refused') {
    const origin = origins['test.flags'];
    const location = 'line' in origin ? placeOf(origin) : undefined;
    return { ...usual, diagnostic: { ...usual.diagnostic, ...defined({ location }) } };
  }
  const said = parseTestArguments(words);
  if (said.type === 'refused') return said;
  const everything = usual.packages.length === 0 ? ['./...'] : usual.packages;
  return {
    ...said,
    flags: [...usual.flags, ...said.flags],
    buildFlags: [...usual.buildFlags, ...said.buildFlags],
    packages: said.packages.length === 0 ? everything : said.packages,
    args: said.args.length === 0 ? usual.args : said.args,
    ...defined({ coverage: said.coverage ?? usual.coverage }),
  };
}
