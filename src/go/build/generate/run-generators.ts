import { loadGlobs } from '../../../base/glob.ts';
import type { Reporter } from '../../../engine/ports.ts';
import type { GeneratePlan, GeneratorPlan } from './generate-plan.ts';
import { type GeneratorMemory, idOf } from './generator-memory.ts';
import { InputFiles } from './input-files.ts';
import { lookAtInputs, writtenBetween, type InputStates } from './input-state.ts';

/** A run of a generator's command that has ended. */
export interface GeneratorRun {
  readonly succeeded: boolean;
  /** Nobody wants to know what it said: it runs again. */
  drop(): void;
}

export interface GenerateOptions<R extends GeneratorRun> {
  readonly memory: GeneratorMemory;
  readonly reporter: Reporter;
  /** The build is not wanted any more. */
  readonly isCancelled: () => boolean;
  /** Resolves when what was written so far has been told. */
  readonly quiet: () => Promise<void>;
  readonly run: (generator: GeneratorPlan, index: number) => Promise<R>;
  /** What it made may be believed. */
  readonly succeeded: (ended: EndedGenerator<R>) => void;
}

export interface EndedGenerator<R> {
  readonly generator: GeneratorPlan;
  readonly run: R;
}

/** So many times in all a command runs because its inputs were written while it ran. */
const mostTries = 3;

/**
 * Runs the generators whose inputs are not those of their last success, one by one; each finds what the one before has
 * written. Returns the first that failed.
 */
export async function runGenerators<R extends GeneratorRun>(
  plan: GeneratePlan,
  options: GenerateOptions<R>,
): Promise<EndedGenerator<R> | undefined> {
  await loadGlobs(plan.generators.flatMap(({ files, exclude }) => [...files, ...exclude]));
  for (const [index, generator] of plan.generators.entries()) {
    const run = await runGenerator(plan, index, generator, options);
    if (options.isCancelled()) return undefined;
    if (run?.succeeded === false) return { generator, run };
    if (run !== undefined) options.succeeded({ generator, run });
  }
  return undefined;
}

/** Undefined: there was nothing to do, or it was cancelled. */
async function runGenerator<R extends GeneratorRun>(
  plan: GeneratePlan,
  index: number,
  generator: GeneratorPlan,
  { memory, reporter, isCancelled, quiet, run }: GenerateOptions<R>,
): Promise<R | undefined> {
  const id = idOf(generator, plan);
  const inputs = new InputFiles(generator, plan);
  const look = async (): Promise<InputStates> => {
    const states = await lookAtInputs(await inputs.find(), memory.seen(id));
    memory.saw(id, states);
    return states;
  };
  let writtenBefore: readonly string[] = [];
  for (let tries = 1; ; tries++) {
    const before = await look();
    if (isCancelled() || memory.isDone(id, before)) return undefined;
    if (before.size === 0 && memory.tellEmpty(id)) reporter.report(noInputs(generator));
    const ended = await run(generator, index);
    if (isCancelled()) return undefined;
    const rewrites = memory.rewrites(id);
    const written = writtenBetween(before, await look()).filter((path) => !rewrites.has(path));
    // In two tries in a row: that is its own work.
    const own = written.filter((path) => writtenBefore.includes(path));
    if (own.length > 0) memory.rewrote(id, own);
    const isUnread = written.length > own.length && tries < mostTries;
    if (!isUnread) {
      if (ended.succeeded) memory.succeeded(id, before);
      return ended;
    }
    // It may have read half of a file. If the file differs now, that cancels the build.
    ended.drop();
    writtenBefore = written;
    await quiet();
    if (isCancelled()) return undefined;
  }
}

function noInputs({ name, files }: GeneratorPlan): Parameters<Reporter['report']>[0] {
  return {
    type: 'notice',
    level: 'warning',
    message: `no file matches the files of the generator ${name}: ${files.join(', ')}`,
    hint: 'globs are relative to root: "*.templ" is only root itself, "**/*.templ" all directories',
  };
}
