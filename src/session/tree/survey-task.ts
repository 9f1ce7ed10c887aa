import { extensionOf } from '../../base/paths.ts';
import type { GeneratePlan } from '../../go/build/generate/generate-plan.ts';
import type { PackageGraph } from '../../go/graph/package-graph.ts';
import { ProgramFiles } from '../../go/graph/program-files.ts';
import { holdsMainPackage } from '../../go/packages/package-clause.ts';
import { compileRules } from '../../watch/scope/compile-rules.ts';
import { prepareRules } from '../../watch/scope/prepare-rules.ts';
import type { WatchScope } from '../../watch/scope/watch-scope.ts';
import { startSurvey, type SurveyOptions } from '../../watch/survey/survey.ts';
import { isForOthers } from '../graph/other-programs.ts';
import { isGoSource } from '../plan.ts';
import { compileInputs } from '../service-plan/generators.ts';
import { programScopeOf } from '../service-plan/watched.ts';

/** What to look for in a tree beside what the program is compiled from. Plain data: another process does it. */
export interface SurveyTask {
  readonly rules: Omit<WatchScope, 'program' | 'reach' | 'inputs'>;
  readonly generate: GeneratePlan;
  /** Undefined: nobody has told yet what the program is made of. */
  readonly graph: PackageGraph | undefined;
  /** Absolute; other programs are looked for below it. */
  readonly root: string;
  /** The user wants builds for test files. */
  readonly testsCount: boolean;
}

/** Topmost directories in which, and below which, there is nothing that is wanted. */
export async function survey(task: SurveyTask): Promise<readonly string[]> {
  const program = task.graph && new ProgramFiles(task.graph);
  const { generate } = task;
  const rules: WatchScope = {
    ...task.rules,
    ...(program && { program: programScopeOf(program) }),
    ...(generate.generators.length > 0 && { inputs: compileInputs(generate) }),
  };
  await prepareRules(rules);
  const soon = (fire: () => void): void => void setImmediate(fire);
  return [...(await startSurvey({ ...wantedBeside(task, rules, program), soon }).without)];
}

function wantedBeside(
  { rules: { includeExt, buildRules = [] }, generate, root, testsCount }: SurveyTask,
  rules: WatchScope,
  program: ProgramFiles | undefined,
): Omit<SurveyOptions, 'soon'> {
  const { filter } = compileRules(rules);
  const isCompiled = (name: string): boolean => isGoSource(name) && !(testsCount && name.endsWith('_test.go'));
  const extensions = new Set(includeExt);
  const isAnyName = extensions.has('*') || buildRules.length > 0 || generate.generators.length > 0;
  const isOthers = (path: string): boolean =>
    program !== undefined && isForOthers(path, program, root, holdsMainPackage);
  return {
    filter,
    mayWant: (name) => !isCompiled(name) && (isAnyName || extensions.has(extensionOf(name))),
    wants: (path) => filter.file(path).watch && !isOthers(path),
  };
}
