import { defined } from '../../base/defined.ts';
import type { BegunBuild } from './build-ahead.ts';
import { BuildCommands, succeeded } from './build-commands.ts';
import { failedBuild } from './build-diagnosis.ts';
import { unexpectedFailure, type FailedBuild } from './build-failure.ts';
import type { BuildOutcome } from './build-outcome.ts';
import type { BuildPlan, CustomPlan } from './build-plan.ts';
import type { GeneratorMemory } from './generate/generator-memory.ts';
import { OwnedBuild, type OwnedBuildJob, type OwnedBuildOptions } from './owned-build.ts';
import { ShellSteps, type ShellResult, type ShellStepsOptions } from './shell-steps.ts';

export interface BuildRunOptions extends ShellStepsOptions, OwnedBuildOptions {
  /** What is known of the generators; it is added to. */
  readonly generators: GeneratorMemory;
}

export interface BuildJob extends Pick<OwnedBuildJob, 'generation' | 'steady' | 'plan'> {
  /** Dropped with the end of this build. Default: nothing is done yet. */
  readonly begun: BegunBuild | undefined;
}

const cancelled: BuildOutcome = { type: 'cancelled' };

/** One build from its first hook to its result. */
export class BuildRun {
  readonly #generation: number;
  readonly #steady: boolean;
  readonly #plan: BuildPlan;
  readonly #begun: BegunBuild | undefined;
  readonly #options: BuildRunOptions;
  readonly #commands: BuildCommands;
  readonly #shell: ShellSteps;
  readonly #beganAtMs = Date.now();
  readonly #beganMs = performance.now();

  constructor(job: BuildJob, options: BuildRunOptions) {
    const { generation, steady, plan } = job;
    this.#generation = generation;
    this.#steady = steady;
    this.#plan = plan;
    this.#begun = job.begun;
    this.#options = options;
    this.#commands = new BuildCommands(options);
    this.#shell = new ShellSteps(options, { plan, generation, steady, commands: this.#commands });
  }

  get cancelled(): boolean {
    return this.#commands.cancelled;
  }

  /** Runs the build. Resolves when no process of it is left and its work directory is gone. Never rejects. */
  async outcome(): Promise<BuildOutcome> {
    try {
      return this.cancelled ? cancelled : await this.#build();
    } catch (error) {
      return unexpectedFailure(error);
    } finally {
      const dropped = this.#begun?.drop();
      await this.#commands.cancelEnded();
      // Its files are nobody's business, as long as nothing runs.
      if (this.cancelled) await dropped;
      const { artifacts } = this.#options;
      if (this.cancelled) await artifacts.clearHookDir(this.#beganAtMs);
      await artifacts.clean(this.#generation, true);
    }
  }

  /**
   * Kills the command that runs, with all its processes, and lets no further one start. What earlier hooks left in
   * the background (`redis-server &`) goes too: the next build starts those hooks again, and each cancelled build
   * would leave one more. After a build that ended they stay, as with air, since the app may need them; they end
   * with gorl.
   */
  cancel(): void {
    this.#commands.cancel();
  }

  async #build(): Promise<BuildOutcome> {
    const { build, stopOnError } = this.#plan;
    const hook = await this.#runHooks();
    if (this.cancelled) return cancelled;
    if (hook !== undefined && stopOnError) return this.#shellFailed(hook);
    const ungenerated = await this.#generate();
    if (this.cancelled) return cancelled;
    if (ungenerated !== undefined) return ungenerated;
    if (build.type === 'custom') return this.#custom(build);
    if (build.type === 'none') return { type: 'succeeded', artifact: { generation: this.#generation } };
    const job = { generation: this.#generation, steady: this.#steady, plan: this.#plan, build, beganMs: this.#beganMs };
    return new OwnedBuild({ ...job, ...defined({ begun: this.#begun }) }, this.#commands, this.#options).outcome();
  }

  /** The first hook that failed. */
  async #runHooks(): Promise<ShellResult | undefined> {
    for (const line of this.#plan.preCmd) {
      let hook = await this.#shell.run({ name: 'pre_cmd', line });
      if (hook.worthless && !this.cancelled) {
        await this.#commands.quiet();
        if (!this.cancelled) hook = await this.#shell.run({ name: 'pre_cmd', line }, true);
      }
      if (this.cancelled) return undefined;
      const { result } = hook;
      if (succeeded(result)) {
        hook.filter.finish();
        continue;
      }
      this.#options.reporter.report({ type: 'command-failed', name: 'pre_cmd', command: line, end: result.end });
      return hook;
    }
    return undefined;
  }

  /** The failure of the first generator that failed. */
  async #generate(): Promise<FailedBuild | undefined> {
    const { generate } = this.#plan;
    if (generate === undefined) return undefined;
    const { generators: memory, reporter } = this.#options;
    // No start without a generator is to read it.
    const { runGenerators } = await import('./generate/run-generators.ts');
    const failed = await runGenerators(generate, {
      memory,
      reporter,
      isCancelled: () => this.cancelled,
      quiet: () => this.#commands.quiet(),
      run: async ({ name: generator, cmd: line }, index) => {
        const startedMs = performance.now();
        const ended = await this.#shell.run({ name: 'generate', line, index, generator });
        const durationMs = Math.round(performance.now() - startedMs);
        return { ...ended, succeeded: succeeded(ended.result), durationMs, drop: () => ended.filter.drop() };
      },
      succeeded({ generator, run }) {
        run.filter.finish();
        reporter.report({ type: 'generator-finished', generator: generator.name, durationMs: run.durationMs });
      },
    });
    return failed && { ...(await this.#shellFailed(failed.run, 'generator')), generator: failed.generator.name };
  }

  async #custom({ line }: CustomPlan): Promise<BuildOutcome> {
    let command = await this.#shell.run({ name: 'cmd', line });
    if (command.worthless && !this.cancelled) command = await this.#shell.run({ name: 'cmd', line }, true);
    if (this.cancelled) return cancelled;
    if (!succeeded(command.result)) return this.#shellFailed(command);
    command.filter.finish();
    return { type: 'succeeded', artifact: { generation: this.#generation } };
  }

  /** The output was shown as it came, but for the problems in it. */
  async #shellFailed({ line, result, filter }: ShellResult, source?: 'generator'): Promise<FailedBuild> {
    const { cwd, roots } = this.#plan;
    // No start waits for it.
    const { searchedPlaces } = await import('../output/output-places.ts');
    const places = searchedPlaces({ line, cwd, roots });
    return failedBuild(this.#plan, result, (rest) => filter.leftOver(rest), { places, ...defined({ source }) });
  }
}
