import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CommandRunner, CommandSpec } from '../../src/engine/ports.ts';
import type { Report } from '../../src/protocol/report.ts';
import { BuildCommands } from '../../src/go/build/build-commands.ts';
import { readContentId } from '../../src/go/build/build-id.ts';
import type { FastLane, LaneOutcome, LaneRequest } from '../../src/go/build/fast-lane.ts';
import type { SourceSnapshot } from '../../src/go/build/source-snapshot.ts';
import { stillSources, type WriteObserver } from '../../src/go/build/sources.ts';
import { createFastLane } from '../../src/go/lane/create-fast-lane.ts';
import { plainCommands } from './plain-commands.ts';
import { tempProject, type TempProject } from './temp-project.ts';
import { waitFor } from './wait-for.ts';

type Env = Readonly<Record<string, string>>;

export interface LaneRigOptions {
  readonly files: Readonly<Record<string, string>>;
  /** Complete; by the directory of the project. */
  readonly env: Env | ((dir: string) => Env);
  readonly flags?: readonly string[];
  readonly packages?: readonly string[];
  /** Default: an edit that only moves lines is like any other. */
  readonly lineCutoff?: true;
  readonly lightFlags?: readonly string[];
  /** Below the project: where the build runs. */
  readonly cwd?: string;
  /** A command of the toolchain or the go command is about to start. */
  readonly onCommand?: (spec: CommandSpec) => void;
}

interface Made {
  readonly path: string;
  readonly contentId: string | undefined;
}

/** A project on disk, go build, and a fast lane beside it that has learned from go build. */
export class LaneRig {
  readonly project: TempProject;
  readonly notices: string[] = [];
  readonly warnings: string[] = [];
  unproven = 0;
  /** Beside those of the options, from now on. */
  moreFlags: readonly string[] = [];
  readonly #env: Env;
  readonly #observers = new Set<WriteObserver>();
  readonly #options: LaneRigOptions;
  readonly #goFile: string;
  readonly #lane: FastLane;
  readonly #timers: (() => void)[] = [];
  #generation = 0;

  constructor(options: LaneRigOptions) {
    this.#options = options;
    this.project = tempProject(options.files);
    this.#env = typeof options.env === 'function' ? options.env(this.project.dir) : options.env;
    this.#goFile = execFileSync('sh', ['-c', 'command -v go'], { env: this.#env }).toString().trim();
    const reporter = {
      report: (report: Report): void => {
        if (report.type !== 'notice') return;
        (report.level === 'debug' ? this.notices : this.warnings).push(report.message);
      },
    };
    const runner: CommandRunner = {
      start: (spec) => {
        options.onCommand?.(spec);
        return plainCommands.start(spec);
      },
    };
    const commands = (): BuildCommands =>
      new BuildCommands({ commands: runner, reporter, sources: stillSources, rewrites: new Set() });
    this.#commands = commands;
    this.#lane = createFastLane({
      reporter,
      commands: runner,
      sources: { observe: (observer) => this.#observe(observer) },
      idleCommands: commands,
      makeDir: () => this.#makeDir('lane'),
      after: (_, fire) => {
        this.#timers.push(fire);
        return () => void this.#timers.splice(this.#timers.indexOf(fire), 1);
      },
      tmpDir: this.#makeDir('tmp'),
      onUnproven: () => void (this.unproven += 1),
      service: 'app',
    });
  }

  readonly #commands: () => BuildCommands;

  get cwd(): string {
    return this.project.at(this.#options.cwd ?? '.');
  }

  /** Builds with go build. Returns the output where that fails. */
  goBuild(path: string, more: readonly string[] = []): string | undefined {
    const { flags = ['-buildvcs=false', '-ldflags=-s -w'], packages = ['.'] } = this.#options;
    const options = { cwd: this.cwd, env: this.#env, stdio: 'pipe' } as const;
    try {
      execFileSync(this.#goFile, ['build', ...flags, ...more, '-o', path, ...packages], options);
      return undefined;
    } catch (error) {
      return (error as { stderr: Buffer }).stderr.toString();
    }
  }

  /**
   * What the go command makes now is what the lane knows. Resolves with what it says of itself.
   *
   * @param more flags of which the lane is told, and the go command is not
   */
  async learn(more: readonly string[] = []): Promise<string> {
    const made = await this.#madeByGo();
    return this.#idle(() => this.#askToLearn(made, more));
  }

  /** The same, where nothing is to come of it. Resolves when it has ended. */
  async learnInVain(): Promise<void> {
    this.#askToLearn(await this.#madeByGo(), []);
    this.fireTimers();
    await this.#lane.close();
  }

  /** The lane's turn. @param snapshot what is to be read in the place of the sources */
  async build(
    snapshot?: SourceSnapshot,
  ): Promise<{ readonly path: string; readonly outcome: LaneOutcome | undefined }> {
    const path = join(this.#makeDir('bin'), `lane-${(this.#generation += 1)}`);
    return { path, outcome: await this.#lane.build({ ...this.#request(path), ...(snapshot && { snapshot }) }) };
  }

  /** Nobody builds for a while: go build is asked for the same. Resolves with what the lane says then. */
  prove(path: string, contentId: string): Promise<string> {
    return this.#idle(() => this.#lane.built(this.#request(path), { by: 'lane', contentId }));
  }

  /** Nobody does anything for a while. Resolves with what the lane says then. */
  rest(): Promise<string> {
    return this.#idle(() => undefined);
  }

  /** A watcher tells of a write. */
  written(name: string): void {
    const path = this.project.at(name);
    for (const observer of this.#observers) observer.written({ directory: dirname(path), name: basename(path) });
  }

  /** There is something to do as soon as nobody builds for a while. */
  get isWaiting(): boolean {
    return this.#timers.length > 0;
  }

  get isHeard(): boolean {
    return this.#observers.size > 0;
  }

  /** Another build begins. */
  interrupt(): void {
    this.#lane.interrupt();
  }

  /** Runs what waits for a timer. */
  fireTimers(): void {
    this.#timers.splice(0).forEach((fire) => fire());
  }

  /** @returns what undoes it */
  edit(changes: Readonly<Record<string, string | undefined>>): () => void {
    const before = Object.keys(changes).map((name) => [name, this.#read(name)] as const);
    this.#write(Object.entries(changes));
    return () => this.#write(before);
  }

  read(name: string): string {
    return readFileSync(this.project.at(name), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lane.close();
    this.project.remove();
  }

  #observe(observer: WriteObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  async #madeByGo(): Promise<Made> {
    const path = join(this.#makeDir('bin'), `go-${(this.#generation += 1)}`);
    const failure = this.goBuild(path);
    if (failure !== undefined) throw new Error(failure);
    return { path, contentId: await readContentId(path) };
  }

  #askToLearn({ path, contentId }: Made, more: readonly string[]): void {
    this.#lane.built(this.#request(path, more), { by: 'go', contentId });
  }

  async #idle(told: () => void): Promise<string> {
    const isWord = (text: string): boolean => text.includes('fast lane');
    const known = this.notices.length;
    told();
    this.fireTimers();
    await waitFor(() => this.notices.slice(known).some(isWord), { timeoutMs: 60_000 });
    return this.notices.slice(known).find(isWord) ?? '';
  }

  #request(path: string, more: readonly string[] = []): LaneRequest {
    const { flags = ['-buildvcs=false', '-ldflags=-s -w'], packages = ['.'], lineCutoff, lightFlags } = this.#options;
    const build = {
      type: 'owned',
      goFile: this.#goFile,
      flags: [...flags, ...this.moreFlags, ...more],
      packages,
      fastLane: true,
      ...(lineCutoff && { lineCutoff }),
      ...(lightFlags && { lightFlags }),
    } as const;
    return {
      plan: { cwd: this.cwd, env: this.#env, build },
      generation: this.#generation,
      path,
      workDir: this.#makeDir(`work-${this.#generation}`),
      commands: this.#commands(),
    };
  }

  #makeDir(name: string): string {
    const dir = this.project.at('.rig', name);
    mkdirSync(dir, { recursive: true });
    return dir;
  }

  #read(name: string): string | undefined {
    try {
      return this.read(name);
    } catch {
      return undefined;
    }
  }

  #write(changes: readonly (readonly [name: string, text: string | undefined])[]): void {
    for (const [name, text] of changes) {
      const path = this.project.at(name);
      mkdirSync(dirname(path), { recursive: true });
      if (text === undefined) rmSync(path);
      else writeFileSync(path, text);
    }
  }
}
