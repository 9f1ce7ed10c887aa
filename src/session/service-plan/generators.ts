import type { GeneratePlan } from '../../go/build/generate/generate-plan.ts';
import { InputFiles } from '../../go/build/generate/input-files.ts';
import type { Project } from './project.ts';

/** What a project's generators read. Nothing but `globs` may be asked for before these are loaded. */
export interface GeneratorInputs {
  readonly globs: readonly string[];
  /** Some generator reads it. */
  wants(path: string): boolean;
  /** Whether a file that some generator reads may lie in that directory or below it. */
  mayLieBelow(directory: string): boolean;
  /** The indexes of the generators that read it, in their order. */
  of(path: string): readonly number[];
}

/** Compiled once for each project. */
const known = new WeakMap<Project, GeneratorInputs>();

export function generatePlan({ loaded, root, tmpDir }: Project): GeneratePlan {
  const generators = loaded.generators.map(({ name, cmd, files, exclude }) => ({ name, cmd, files, exclude }));
  return { root, tmpDir, generators };
}

export function generatorInputs(project: Project): GeneratorInputs {
  const compiled = known.get(project) ?? compileInputs(generatePlan(project));
  known.set(project, compiled);
  return compiled;
}

/** Those that a change of that file makes run, by their names. */
export function readersOf(path: string, project: Project): readonly string[] {
  return generatorInputs(project)
    .of(path)
    .flatMap((index) => project.loaded.generators[index]?.name ?? []);
}

/** What these generators read. */
export function compileInputs({ root, tmpDir, generators }: GeneratePlan): GeneratorInputs {
  let compiled: readonly InputFiles[] | undefined;
  const inputs = (): readonly InputFiles[] =>
    (compiled ??= generators.map((generator) => new InputFiles(generator, { root, tmpDir })));
  return {
    globs: generators.flatMap(({ files, exclude }) => [...files, ...exclude]),
    wants: (path) => inputs().some((each) => each.wants(path)),
    mayLieBelow: (directory) => inputs().some((each) => each.mayLieBelow(directory)),
    of: (path) => [...inputs().entries()].filter(([, each]) => each.wants(path)).map(([index]) => index),
  };
}
