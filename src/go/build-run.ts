import { resolve } from 'node:path';
import type { Diagnostic } from '../engine/diagnostic.ts';
import type { Artifact } from '../engine/event.ts';
import type { CommandResult, CommandRunner, CommandSpec, Reporter, RunningCommand } from '../engine/ports.ts';
import type { ProcessEnd } from '../engine/process-end.ts';
import { isArchive, notMain } from './archive.ts';
import type { ArtifactStore } from './artifacts.ts';
import { outputFile } from './artifacts.ts';
import { readContentId } from './build-id.ts';
import { parseBuildOutput } from './build-output.ts';
import type { BuildPlan, CustomPlan, OwnedPlan } from './build-plan.ts';
import { DiagnosedError } from './diagnosed-error.ts';
import { appendToErrorLog } from './error-log.ts';
import { attachExcerpts } from './excerpt.ts';
import { LineSplitter } from './line-splitter.ts';
import { packageIn } from './package-clause.ts';
import { programName } from './program-name.ts';

export type BuildOutcome =
  | { readonly type: 'succeeded'; readonly artifact: Artifact }
  | {
      readonly type: 'failed';
      readonly diagnostics: readonly Diagnostic[];
      readonly output: string;
      readonly end: ProcessEnd;
    }
  | { readonly type: 'cancelled' };

export interface BuildRunOptions {
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  readonly artifacts: ArtifactStore;
  readonly plan: () => BuildPlan;
}

type Env = Readonly<Record<string, string>>;
const cancelled: BuildOutcome = { type: 'cancelled' };

/** One build from its first hook to its result. */
export class BuildRun {
  readonly #generation: number;
  readonly #options: BuildRunOptions;
  /** All that were started: what one left in the background may live on. */
  readonly #commands: RunningCommand[] = [];
  #cancelling: Promise<unknown> | undefined;
  cancelled = false;

  constructor(generation: number, options: BuildRunOptions) {
    this.#generation = generation;
    this.#options = options;
  }

  /** Runs the build. Resolves when no process of it is left and its work directory is gone. Never rejects. */
  async outcome(): Promise<BuildOutcome> {
    try {
      return this.cancelled ? cancelled : await this.#build();
    } catch (error) {
      return unexpected(error);
    } finally {
      await this.#cancelling;
      await this.#options.artifacts.clean(this.#generation, true);
    }
  }

  /**
   * Kills the command that runs, with all its processes, and lets no further one start. What earlier hooks left in
   * the background (`redis-server &`) goes too: the next build starts those hooks again, and each cancelled build
   * would leave one more. After a build that ended they stay, as with air, since the app may need them; they end
   * with gorl.
   */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.#cancelling = Promise.allSettled(this.#commands.map((command) => command.cancel()));
  }

  async #build(): Promise<BuildOutcome> {
    const plan = this.#options.plan();
    const env = plan.env();
    const hook = await this.#runHooks(plan, env);
    if (this.cancelled) return cancelled;
    if (hook !== undefined && plan.stopOnError) return this.#failed(plan, hook, '');
    return plan.build.type === 'owned' ? this.#owned(plan, plan.build, env) : this.#custom(plan, plan.build, env);
  }

  /** The result of the first hook that failed. */
  async #runHooks(plan: BuildPlan, env: Env): Promise<CommandResult | undefined> {
    for (const line of plan.preCmd) {
      const result = await this.#shell(plan, 'pre_cmd', line, env);
      if (this.cancelled) return undefined;
      if (succeeded(result)) continue;
      this.#options.reporter.report({ type: 'command-failed', name: 'pre_cmd', command: line, end: result.end });
      return result;
    }
    return undefined;
  }

  async #custom(plan: BuildPlan, { line }: CustomPlan, env: Env): Promise<BuildOutcome> {
    const result = await this.#shell(plan, 'cmd', line, env);
    if (this.cancelled) return cancelled;
    // The output was shown as it came: it is not told a second time.
    return succeeded(result)
      ? { type: 'succeeded', artifact: { generation: this.#generation } }
      : this.#failed(plan, result, '');
  }

  async #owned(plan: BuildPlan, build: OwnedPlan, env: Env): Promise<BuildOutcome> {
    const { artifacts, reporter } = this.#options;
    const path = artifacts.pathOf(this.#generation);
    const workDir = await artifacts.makeWorkDir(this.#generation);
    if (this.cancelled) return cancelled;
    const progress = new LineSplitter((text) => {
      if (text.startsWith('go: downloading '))
        reporter.report({ type: 'command-output', name: 'cmd', text: `${text}\n` });
    });
    const result = await this.#run({
      command: { type: 'argv', file: build.goFile, args: ['build', ...build.flags, '-o', path, ...build.packages] },
      cwd: plan.cwd,
      env: { ...env, GOTMPDIR: workDir },
      label: `build-${this.#generation}`,
      onOutput: (text) => progress.push(text),
    });
    if (this.cancelled) return cancelled;
    const parsed = parseBuildOutput(result.output, { cwd: plan.cwd, ...baseOf(plan) });
    if (!succeeded(result)) return this.#failed(plan, result, parsed.rest.join('\n'));
    if (result.output.trim() !== '') this.#tellWarnings(result.output);
    if (await isArchive(path)) {
      const [target = '.'] = build.packages;
      const diagnostics = [notMain(build.packages.join(' '), packageIn(resolve(plan.cwd, target)))];
      return { type: 'failed', diagnostics, output: '', end: result.end };
    }
    await this.#publish(plan, build, env);
    const contentId = await readContentId(path);
    const artifact = { generation: this.#generation, path, ...(contentId === undefined ? {} : { contentId }) };
    return { type: 'succeeded', artifact };
  }

  /** What a build that succeeded said (a C compiler's warnings, `-v`), without the progress already shown. */
  #tellWarnings(output: string): void {
    const text = output.replaceAll(/^go: downloading .*\n?/gm, '');
    if (text.trim() !== '') this.#options.reporter.report({ type: 'command-output', name: 'cmd', text });
  }

  async #publish(plan: BuildPlan, build: OwnedPlan, env: Env): Promise<void> {
    const { output } = build;
    const file =
      output === undefined
        ? undefined
        : await outputFile(output, plan.cwd, () => programName(build.packages, plan.cwd, env));
    try {
      this.#tellShared(file, this.#options.artifacts.publish(this.#generation, file, plan.runsOutput));
    } catch (error) {
      // Nobody asked for that place: its own file does as well.
      if (output === undefined) return;
      const message = `cannot put the new binary at ${output}: ${messageOf(error)}`;
      if (plan.runsOutput === true) throw new Error(message, { cause: error });
      this.#options.reporter.report({
        type: 'notice',
        level: 'warning',
        message,
        hint: 'gorl runs its own copy meanwhile',
      });
    }
  }

  #tellShared(file: string | undefined, holder: number | undefined): void {
    if (holder === undefined) return;
    const what = file === undefined ? 'a program of this name here' : `its program from ${file}`;
    const message = `another gorl (pid ${holder}) runs ${what}, so this one runs its own copy`;
    this.#options.reporter.report({ type: 'notice', level: 'info', message });
  }

  async #failed(plan: BuildPlan, result: CommandResult, output: string): Promise<BuildOutcome> {
    if (plan.log !== undefined) await appendToErrorLog(plan.log, result.output.trim() || describe(result.end));
    const modules = plan.modules?.() ?? [];
    const parsed = parseBuildOutput(result.output, { cwd: plan.cwd, ...baseOf(plan), modules });
    const found = result.end.type === 'spawn-failed' ? [notStarted(result.end.message)] : parsed.diagnostics;
    const diagnostics = await attachExcerpts(found, { base: plan.base ?? plan.cwd, roots: plan.roots });
    return { type: 'failed', diagnostics, output, end: result.end };
  }

  async #shell(plan: BuildPlan, name: 'pre_cmd' | 'cmd', line: string, env: Env): Promise<CommandResult> {
    const { reporter } = this.#options;
    reporter.report({ type: 'command-started', name, command: line });
    return this.#run({
      command: { type: 'shell', line },
      cwd: plan.cwd,
      env,
      label: name === 'cmd' ? `build-${this.#generation}` : name,
      onOutput: (text) => reporter.report({ type: 'command-output', name, text }),
    });
  }

  async #run(spec: CommandSpec): Promise<CommandResult> {
    const command = this.#options.commands.start(spec);
    this.#commands.push(command);
    const result = await command.ended;
    await this.#cancelling;
    return result;
  }
}

function succeeded({ end }: CommandResult): boolean {
  return end.type === 'code' && end.code === 0;
}

function baseOf({ base }: BuildPlan): { readonly base?: string } {
  return base === undefined ? {} : { base };
}

function describe(end: ProcessEnd): string {
  if (end.type === 'code') return `exit status ${end.code}`;
  return end.type === 'signal' ? `signal: ${end.signal}` : end.message;
}

function notStarted(message: string): Diagnostic {
  return {
    severity: 'error',
    message: `the build command did not start: ${message}`,
    notes: [],
    source: 'environment',
  };
}

function unexpected(error: unknown): BuildOutcome {
  const message = messageOf(error);
  const plain: Diagnostic = { severity: 'error', message, notes: [], source: 'environment' };
  const diagnostics = [error instanceof DiagnosedError ? error.diagnostic : plain];
  return { type: 'failed', diagnostics, output: '', end: { type: 'spawn-failed', message } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
