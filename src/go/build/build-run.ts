import { defined } from '../../base/defined.ts';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Artifact } from '../../protocol/artifact.ts';
import type { CommandResult, CommandSpec } from '../../engine/ports.ts';
import { isArchive, notMain } from '../packages/archive.ts';
import { outputFile } from './artifacts.ts';
import { BuildCommands, succeeded, type Tried } from './build-commands.ts';
import { readContentId } from './build-id.ts';
import { describeEnd, messageOf, notStarted, unexpectedFailure, type FailedBuild } from './build-failure.ts';
import { parseBuildOutput, type OutputContext } from '../output/build-output.ts';
import type { BuildPlan, CustomPlan, OwnedPlan } from './build-plan.ts';
import { appendToErrorLog } from './error-log.ts';
import { attachExcerpts } from '../output/excerpt.ts';
import { LineSplitter } from '../output/line-splitter.ts';
import { packageIn } from '../packages/package-clause.ts';
import { programName } from '../packages/program-name.ts';
import type { GeneratorMemory } from './generate/generator-memory.ts';
import { requireProject } from './required-project.ts';
import { buildLabel, ShellSteps, type ShellResult, type ShellStepsOptions } from './shell-steps.ts';
import type { SourceSnapshot } from './source-snapshot.ts';

export type BuildOutcome =
  | { readonly type: 'succeeded'; readonly artifact: Artifact }
  | FailedBuild
  | { readonly type: 'cancelled' };

export interface BuildRunOptions extends ShellStepsOptions {
  /** What is known of the generators; it is added to. */
  readonly generators: GeneratorMemory;
}

const cancelled: BuildOutcome = { type: 'cancelled' };

/** After so many disturbed tries a build reads a snapshot, which nobody can disturb. */
const mostTries = 3;

/** One build from its first hook to its result. */
export class BuildRun {
  readonly #generation: number;
  readonly #steady: boolean;
  readonly #plan: BuildPlan;
  readonly #options: BuildRunOptions;
  readonly #commands: BuildCommands;
  readonly #shell: ShellSteps;
  readonly #beganAtMs = Date.now();

  constructor(generation: number, steady: boolean, plan: BuildPlan, options: BuildRunOptions) {
    this.#generation = generation;
    this.#steady = steady;
    this.#plan = plan;
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
      await this.#commands.cancelEnded();
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
    return build.type === 'owned' ? this.#owned(build) : this.#custom(build);
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

  async #owned(build: OwnedPlan): Promise<BuildOutcome> {
    const path = this.#options.artifacts.pathOf(this.#generation);
    let tried: Tried | undefined;
    for (let tries = 0; tried === undefined || (tried.worthless && tries <= mostTries + 1); tries++) {
      tried = await this.#goBuild(build, this.#steady || tries >= mostTries);
      if (this.cancelled) return cancelled;
    }
    const { result } = tried;
    if (!succeeded(result)) return this.#failed(result, (rest) => rest);
    if (result.output.trim() !== '') this.#tellWarnings(result.output);
    if (await isArchive(path)) {
      const [target = '.'] = build.packages;
      const diagnostics = [notMain(build.packages.join(' '), packageIn(resolve(this.#plan.cwd, target)))];
      return { type: 'failed', diagnostics, output: '', end: result.end };
    }
    await this.#publish(build);
    const contentId = await readContentId(path);
    const artifact = { generation: this.#generation, path, ...defined({ contentId }) };
    return { type: 'succeeded', artifact };
  }

  async #goBuild(build: OwnedPlan, steady: boolean): Promise<Tried> {
    this.#requireProject();
    const { cwd, env } = this.#plan;
    const { artifacts, reporter } = this.#options;
    const path = artifacts.pathOf(this.#generation);
    const workDir = await artifacts.makeWorkDir(this.#generation);
    const snapshot = steady ? await this.#snapshot(build, workDir) : undefined;
    const overlay = snapshot === undefined ? [] : ['-overlay', snapshot.overlay];
    let downloads = '';
    const progress = new LineSplitter((text) => {
      if (text.startsWith('go: downloading ')) downloads += `${text}\n`;
    });
    const spec: CommandSpec = {
      command: {
        type: 'argv',
        file: build.goFile,
        args: ['build', ...overlay, ...build.flags, '-o', path, ...build.packages],
      },
      cwd,
      // The C compiler leaves its files in TMPDIR when it is killed.
      env: { ...env, GOTMPDIR: workDir, TMPDIR: workDir },
      label: buildLabel(this.#options.service, this.#generation),
      onOutput(output) {
        progress.push(output);
        if (downloads !== '') reporter.report({ type: 'command-output', name: 'cmd', text: downloads });
        downloads = '';
      },
    };
    const onWrite = snapshot !== undefined ? 'trust' : steady ? 'let' : 'kill';
    const { result, worthless } = await this.#commands.try(spec, { workDir, onWrite });
    // Somebody cleared tmp_dir: the go command blames the sources for it.
    const removed = !succeeded(result) && !existsSync(workDir);
    if (snapshot === undefined) return { result, worthless: worthless || removed };
    return { result: { ...result, output: snapshot.restorePaths(result.output) }, worthless: removed };
  }

  /** It may be moved away at any time: whatever is made then would be a part of it, made anew. */
  #requireProject(): void {
    requireProject(this.#plan.project ?? [this.#plan.cwd]);
  }

  async #snapshot(build: OwnedPlan, workDir: string): Promise<SourceSnapshot | undefined> {
    // Seldom needed: no start is to read it.
    const { snapshotFor } = await import('./source-snapshot.ts');
    const { cwd, env } = this.#plan;
    return snapshotFor(build, env, this.#options.sources.files(), join(workDir, '.src'), cwd);
  }

  /** What a build that succeeded said (a C compiler's warnings, `-v`), without the progress already shown. */
  #tellWarnings(output: string): void {
    const text = output.replaceAll(/^go: downloading .*\n?/gm, '');
    if (text.trim() !== '') this.#options.reporter.report({ type: 'command-output', name: 'cmd', text });
  }

  async #publish(build: OwnedPlan): Promise<void> {
    const { cwd, env, runsOutput } = this.#plan;
    const { output } = build;
    const file =
      output === undefined ? undefined : await outputFile(output, cwd, () => programName(build.packages, cwd, env));
    try {
      this.#tellShared(file, this.#options.artifacts.publish(this.#generation, file, runsOutput));
    } catch (error) {
      // Nobody asked for that place: its own file does as well.
      if (output === undefined) return;
      const message = `cannot put the new binary at ${output}: ${messageOf(error)}`;
      if (runsOutput === true) throw new Error(message, { cause: error });
      this.#options.reporter.report({
        type: 'notice',
        level: 'warning',
        message,
        hint: 'until then, gorl runs its own copy',
      });
    }
  }

  #tellShared(file: string | undefined, holder: number | undefined): void {
    if (holder === undefined) return;
    const what = file === undefined ? 'a program with this name here' : `its program from ${file}`;
    const message = `another gorl (pid ${holder}) runs ${what}, so this one runs its own copy`;
    this.#options.reporter.report({ type: 'notice', level: 'info', message });
  }

  /** The output was shown as it came, but for the problems in it. */
  async #shellFailed({ line, result, filter }: ShellResult, source?: 'generator'): Promise<FailedBuild> {
    const { cwd, roots } = this.#plan;
    // No start waits for it.
    const { searchedPlaces } = await import('../output/output-places.ts');
    const places = searchedPlaces({ line, cwd, roots });
    return this.#failed(result, (rest) => filter.leftOver(rest), { places, ...defined({ source }) });
  }

  /** @param untold of the lines that are in no problem, those that were not shown yet */
  async #failed(
    result: CommandResult,
    untold: (rest: readonly string[]) => readonly string[],
    context: Pick<OutputContext, 'places' | 'source'> = {},
  ): Promise<FailedBuild> {
    const plan = this.#plan;
    // Not where the whole project was moved away meanwhile: that would make a part of it anew.
    if (plan.log !== undefined && existsSync(plan.cwd))
      await appendToErrorLog(plan.log, result.output.trim() || describeEnd(result.end));
    const parsed = parseBuildOutput(result.output, {
      cwd: plan.cwd,
      ...context,
      modules: plan.modules?.() ?? [],
    });
    const found = result.end.type === 'spawn-failed' ? [notStarted(result.end.message)] : parsed.diagnostics;
    const diagnostics = await attachExcerpts(found, { base: plan.cwd, roots: plan.roots });
    return { type: 'failed', diagnostics, output: untold(parsed.rest).join('\n'), end: result.end };
  }
}
