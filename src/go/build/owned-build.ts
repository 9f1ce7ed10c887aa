import { existsSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defined } from '../../base/defined.ts';
import type { CommandResult, Reporter } from '../../engine/ports.ts';
import { LineSplitter } from '../output/line-splitter.ts';
import { isArchive, notMain } from '../packages/archive.ts';
import { packageIn } from '../packages/package-clause.ts';
import type { ArtifactStore } from './artifacts.ts';
import type { BegunBuild } from './build-ahead.ts';
import { succeeded, type BuildCommands, type Tried } from './build-commands.ts';
import { diagnose, failedBuild } from './build-diagnosis.ts';
import { readContentId } from './build-id.ts';
import type { BuildOutcome } from './build-outcome.ts';
import type { BuildPlan, OwnedPlan } from './build-plan.ts';
import type { FastLane, LaneBuilt, LaneRequest } from './fast-lane.ts';
import { goBuildSpec } from './go-build-spec.ts';
import { linkedPlainly } from './plain-link.ts';
import { publishBinary } from './publish-binary.ts';
import { requireProject } from './required-project.ts';
import { buildLabel } from './shell-steps.ts';
import { shownCommand } from './shown-command.ts';
import type { SourceSnapshot } from './source-snapshot.ts';
import type { Sources } from './sources.ts';

export interface OwnedBuildOptions {
  readonly artifacts: ArtifactStore;
  readonly reporter: Reporter;
  readonly sources: Sources;
  readonly service: string;
  /** Default: all builds are the go command's. */
  readonly lane: FastLane | undefined;
}

export interface OwnedBuildJob {
  readonly generation: number;
  readonly steady: boolean;
  readonly plan: BuildPlan;
  readonly build: OwnedPlan;
  /** When the whole build began, by performance.now(). */
  readonly beganMs: number;
  /** The go command is at work on it already. */
  readonly begun?: BegunBuild;
}

const cancelled: BuildOutcome = { type: 'cancelled' };

/** After so many disturbed tries a build reads a snapshot, which nobody can disturb. */
const mostTries = 3;

/** A build whose command gorl writes: by the fast lane, or by the go command. */
export class OwnedBuild {
  readonly #job: OwnedBuildJob;
  readonly #commands: BuildCommands;
  readonly #options: OwnedBuildOptions;
  /** Of the binary. */
  readonly #path: string;

  constructor(job: OwnedBuildJob, commands: BuildCommands, options: OwnedBuildOptions) {
    this.#job = job;
    this.#commands = commands;
    this.#options = options;
    this.#path = options.artifacts.pathOf(job.generation);
  }

  /** Builds. @throws what the file system has against it */
  async outcome(): Promise<BuildOutcome> {
    const { build, plan, steady } = this.#job;
    const fast = await this.#fast();
    if (this.#commands.cancelled) return cancelled;
    if (fast !== undefined) return fast;
    let tried: Tried | undefined;
    for (let tries = 0; tried === undefined || (tried.worthless && tries <= mostTries + 1); tries++) {
      const { begun } = this.#job;
      const isBegun = tries === 0 && begun !== undefined;
      tried = await (isBegun ? this.#goOn(begun) : this.#goBuild(steady || tries >= mostTries));
      if (this.#commands.cancelled) return cancelled;
    }
    const { result } = tried;
    if (!succeeded(result))
      return linkedPlainly(build, result, (plain) => this.#again(plain)) ?? failedBuild(plan, result, (rest) => rest);
    if (result.output.trim() !== '') this.#tellWarnings(result.output);
    if (await isArchive(this.#path)) {
      const [target = '.'] = build.packages;
      const diagnostics = [notMain(build.packages.join(' '), packageIn(resolve(plan.cwd, target)))];
      return { type: 'failed', diagnostics, output: '', end: result.end };
    }
    return this.#made({ by: 'go', contentId: await readContentId(this.#path) });
  }

  #again(build: OwnedPlan): Promise<BuildOutcome> {
    const { begun: _, ...job } = this.#job;
    return new OwnedBuild({ ...job, build }, this.#commands, this.#options).outcome();
  }

  /** Without the go command; undefined where that is not possible. */
  async #fast(): Promise<BuildOutcome | undefined> {
    const { generation, build, steady } = this.#job;
    const { lane } = this.#options;
    if (lane === undefined || build.fastLane !== true) return undefined;
    this.#requireProject();
    const workDir = await this.#options.artifacts.makeWorkDir(generation);
    const snapshot = steady ? await this.#snapshot(workDir) : undefined;
    // Of sources that are not still, only a snapshot is any good.
    if (steady && snapshot === undefined) return undefined;
    const outcome = await lane.build({ ...this.#laneRequest(workDir), ...defined({ snapshot }) });
    if (this.#commands.cancelled) return undefined;
    if (outcome?.type === 'failed') await this.#tellErrors(outcome);
    if (outcome?.type !== 'built') return undefined;
    this.#commands.look();
    return this.#commands.cancelled ? cancelled : this.#made({ by: 'lane', contentId: outcome.contentId });
  }

  /** The compiler's word is good for the eye; the go command is asked before anything follows from it. */
  async #tellErrors({ output, end }: CommandResult): Promise<void> {
    const { generation, plan, beganMs } = this.#job;
    const { diagnostics, rest } = await diagnose(plan, output, end);
    const isWhole = diagnostics.length > 0 && rest.length === 0 && !this.#commands.cancelled;
    const durationMs = Math.round(performance.now() - beganMs);
    if (isWhole) this.#options.reporter.report({ type: 'errors-found', generation, durationMs, diagnostics });
  }

  async #made(built: LaneBuilt): Promise<BuildOutcome> {
    const { generation, build, plan } = this.#job;
    await publishBinary(generation, build, plan, this.#options);
    this.#options.lane?.built(this.#laneRequest(''), built);
    const artifact = { generation, path: this.#path, ...defined({ contentId: built.contentId }) };
    return { type: 'succeeded', artifact };
  }

  #laneRequest(workDir: string): LaneRequest {
    const { generation, build, plan } = this.#job;
    return { plan: { ...plan, build }, generation, path: this.#path, workDir, commands: this.#commands };
  }

  async #goBuild(steady: boolean): Promise<Tried> {
    this.#requireProject();
    const { generation, build, plan } = this.#job;
    const { artifacts, service } = this.#options;
    const workDir = await artifacts.makeWorkDir(generation);
    const snapshot = steady ? await this.#snapshot(workDir) : undefined;
    const overlay = snapshot === undefined ? [] : ['-overlay', snapshot.overlay];
    this.#tellStarted();
    const spec = goBuildSpec({
      ...{ plan, build, workDir, label: buildLabel(service, generation), onOutput: this.#progress() },
      args: ['build', ...overlay, ...this.#goArgs()],
    });
    const onWrite = snapshot !== undefined ? 'trust' : steady ? 'let' : 'kill';
    const { result, worthless } = await this.#commands.try(spec, { workDir, onWrite });
    // Somebody cleared tmp_dir: the go command blames the sources for it.
    const removed = !succeeded(result) && !existsSync(workDir);
    if (snapshot === undefined) return { result, worthless: worthless || removed };
    return { result: { ...result, output: snapshot.restorePaths(result.output) }, worthless: removed };
  }

  /** Waits for what has begun, instead of beginning. */
  async #goOn(begun: BegunBuild): Promise<Tried> {
    const { generation } = this.#job;
    // Its binary comes to the place that is told.
    this.#tellStarted();
    begun.listen(this.#progress());
    this.#commands.adopt({
      pid: undefined,
      ended: begun.tried.then(({ result }) => result),
      cancel: () => begun.drop(),
    });
    const tried = await begun.tried;
    if (tried.worthless || this.#commands.cancelled || !succeeded(tried.result)) return tried;
    await this.#options.artifacts.makeWorkDir(generation);
    renameSync(begun.path, this.#path);
    return tried;
  }

  #goArgs(): readonly string[] {
    const { flags, packages } = this.#job.build;
    return [...flags, '-o', this.#path, ...packages];
  }

  #tellStarted(): void {
    const { build, plan } = this.#job;
    const { cwd, env } = plan;
    const words = [build.goFile, 'build', ...this.#goArgs()];
    const shown = { words, cwd, env, startedWith: plan.startedWith ?? env };
    this.#options.reporter.report({ type: 'command-started', name: 'cmd', command: shownCommand(shown) });
  }

  /** Of what a go build says: what it downloads. */
  #progress(): (output: string) => void {
    let downloads = '';
    const progress = new LineSplitter((text) => {
      if (text.startsWith('go: downloading ')) downloads += `${text}\n`;
    });
    return (output) => {
      progress.push(output);
      if (downloads !== '') this.#options.reporter.report({ type: 'command-output', name: 'cmd', text: downloads });
      downloads = '';
    };
  }

  /** It may be moved away at any time: whatever is made then would be a part of it, made anew. */
  #requireProject(): void {
    const { project, cwd } = this.#job.plan;
    requireProject(project ?? [cwd]);
  }

  async #snapshot(workDir: string): Promise<SourceSnapshot | undefined> {
    // Seldom needed: no start is to read it.
    const { snapshotFor } = await import('./source-snapshot.ts');
    const { build, plan } = this.#job;
    const { cwd, env } = plan;
    return snapshotFor(build, env, this.#options.sources.files(), join(workDir, '.src'), cwd);
  }

  /** What a build that succeeded said (a C compiler's warnings, `-v`), without the progress already shown. */
  #tellWarnings(output: string): void {
    const text = output.replaceAll(/^go: downloading .*\n?/gm, '');
    if (text.trim() !== '') this.#options.reporter.report({ type: 'command-output', name: 'cmd', text });
  }
}
