import { join } from 'node:path';
import { stampOf } from '../../base/file-times.ts';
import { isSourceName } from '../packages/source-names.ts';
import type { ArtifactStore } from './artifacts.ts';
import { neverRan, type BuildCommands, type Tried } from './build-commands.ts';
import { buildKey } from './build-key.ts';
import type { BuildPlan, OwnedPlan } from './build-plan.ts';
import { goBuildSpec } from './go-build-spec.ts';
import { requireProject } from './required-project.ts';
import type { Sources, SourceWrite } from './sources.ts';

/** One save may be several writes. */
const beginAfterMs = 2;
/** From the end of the quiet window to the build: nobody plans longer than that. */
const dropAfterMs = 30;

export interface BuildAheadOptions {
  readonly sources: Sources;
  /** Of its own. */
  readonly artifacts: Pick<ArtifactStore, 'pathOf' | 'makeWorkDir' | 'clean' | 'removeAll'>;
  readonly commands: () => BuildCommands;
  /** For the run ids of what is started. */
  readonly label: string;
  readonly after: (ms: number, fire: () => void) => () => void;
  /** The go command would be asked, should that file (an absolute path) be all that was written. */
  readonly isForGo: (path: string) => boolean;
}

/** A go build that began before it was asked for. */
export interface BegunBuild {
  /** Absolute: where its binary is, when it has ended. */
  readonly path: string;
  readonly tried: Promise<Tried>;
  /** Hears all that it says, also what it has said already. */
  listen(onOutput: (text: string) => void): void;
  /** Ends it, and what it has left. Resolves when nothing of it is left. Never rejects. */
  drop(): Promise<void>;
}

interface Expected {
  readonly key: string;
  readonly plan: BuildPlan;
  readonly build: OwnedPlan;
}

interface Begun extends BegunBuild {
  readonly key: string;
  /** See BuildGuard. */
  readonly known: ReadonlyMap<string, string>;
  /** Sources were written since: it is worth nothing. */
  isSpoiled: boolean;
}

/**
 * Begins with go build as soon as a source is written, while the quiet window runs. What is written next makes it worth
 * nothing, as any build; then the next one begins when it is asked for. It is dropped when nobody asks.
 */
export class BuildAhead {
  readonly #options: BuildAheadOptions;
  readonly #stop: () => void;
  #expected: Expected | undefined;
  #forget: (() => void) | undefined;
  #begun: Begun | undefined;
  /** There is one try in a quiet window. */
  #isSpent = false;
  /** Absolute paths of what was written before it begins. */
  #heard = new Set<string>();
  #count = 0;
  readonly #dropped = new Set<Promise<void>>();
  /** What has begun, until nothing is left of it. */
  readonly #open = new Set<Promise<void>>();

  constructor(options: BuildAheadOptions) {
    this.#options = options;
    this.#stop = options.sources.observe({ written: (write) => this.#written(write), changed: () => undefined });
  }

  /** Nothing is built: the next build is expected to be like that one. */
  expect(plan: BuildPlan): void {
    const { build } = plan;
    // Before it, others would have to run.
    const isAlone = plan.preCmd.length === 0 && plan.generate === undefined;
    this.#expected = build.type === 'owned' && isAlone ? { key: buildKey({ ...plan, build }), plan, build } : undefined;
  }

  /**
   * A build begins.
   *
   * @param steady it reads what cannot change
   * @returns what it need not do any more: the caller has to drop it
   */
  take({ build, cwd, env }: BuildPlan, steady: boolean): BegunBuild | undefined {
    const begun = this.#begun;
    this.#expected = undefined;
    this.#begun = undefined;
    this.#heard.clear();
    this.#cancelTimer();
    if (begun === undefined) return undefined;
    const isIt = !steady && build.type === 'owned' && begun.key === buildKey({ build, cwd, env });
    if (isIt && !begun.isSpoiled) return begun;
    void begun.drop();
    return undefined;
  }

  /** Resolves when nothing is left of what was dropped: it may still take back what it told the go command's cache. */
  async settled(): Promise<void> {
    await Promise.all(this.#dropped);
  }

  async close(): Promise<void> {
    this.#stop();
    this.#expected = undefined;
    this.#cancelTimer();
    void this.#begun?.drop();
    this.#begun = undefined;
    // One that a build goes on with is dropped by that.
    await Promise.all(this.#open);
    await this.#options.artifacts.removeAll();
  }

  #written({ directory, name, late }: SourceWrite): void {
    if (this.#expected === undefined || name === undefined || !isSourceName(name)) return;
    const path = join(directory, name);
    if (this.#begun !== undefined) {
      // At its end, the quiet window tells of what is known already.
      if (late !== true || this.#begun.known.get(path) !== stampOf(path)) this.#begun.isSpoiled = true;
      return;
    }
    if (late === true || this.#isSpent) return;
    this.#heard.add(path);
    this.#cancelTimer();
    if (!this.#options.isForGo(path)) return;
    this.#forget = this.#options.after(beginAfterMs, () => this.#begin());
  }

  #begin(): void {
    if (this.#expected === undefined) return;
    const { after, sources } = this.#options;
    this.#isSpent = true;
    const begun = this.#start(this.#expected);
    this.#begun = begun;
    void sources.quiet().then(() => {
      this.#isSpent = false;
      after(dropAfterMs, () => {
        if (this.#begun !== begun) return;
        this.#begun = undefined;
        void begun.drop();
      });
    });
  }

  #start({ key, plan, build }: Expected): Begun {
    const { artifacts, label } = this.#options;
    const number = (this.#count += 1);
    const path = artifacts.pathOf(number);
    const known = new Map([...this.#heard].map((each) => [each, stampOf(each)] as const));
    this.#heard.clear();
    const commands = this.#options.commands();
    const args = ['build', ...build.flags, '-o', path, ...build.packages];
    let said = '';
    let listener: ((text: string) => void) | undefined;
    const run = async (): Promise<Tried> => {
      requireProject(plan.project ?? [plan.cwd]);
      const workDir = await artifacts.makeWorkDir(number);
      const onOutput = (text: string): void => {
        if (listener === undefined) said += text;
        else listener(text);
      };
      const spec = goBuildSpec({ plan, build, args, workDir, label: `${label}-${number}`, onOutput });
      return commands.try(spec, { workDir, onWrite: 'kill', known });
    };
    // The build itself will say what the file system has against it.
    const tried = run().catch(() => neverRan);
    let isOver = false;
    void tried.then(() => (isOver = true));
    const end = async (): Promise<void> => {
      if (!isOver) commands.cancel();
      await tried;
      await commands.cancelEnded();
      await artifacts.clean(number, false);
    };
    let dropped: Promise<void> | undefined;
    let close: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (close = resolve));
    this.#open.add(open);
    void open.then(() => this.#open.delete(open));
    return {
      ...{ key, path, tried, known, isSpoiled: false },
      listen(onOutput) {
        listener = onOutput;
        if (said !== '') onOutput(said);
        said = '';
      },
      drop: () => (dropped ??= this.#track(end().finally(close))),
    };
  }

  async #track(ended: Promise<void>): Promise<void> {
    this.#dropped.add(ended);
    try {
      await ended;
    } finally {
      this.#dropped.delete(ended);
    }
  }

  #cancelTimer(): void {
    this.#forget?.();
    this.#forget = undefined;
  }
}
