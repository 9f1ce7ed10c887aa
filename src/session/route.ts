import { defined } from '../base/defined.ts';
import { mergeFiles, type FileChange } from '../protocol/change.ts';
import type { Batch } from '../engine/batch.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import { consumerId, type Consumer } from '../watch/scope/consumer.ts';
import { isGoSource, kindsOf, planAction, type Plan, type PlanOptions } from './plan.ts';
import type { Clock } from './adapters.ts';
import type { PageSide } from './gateway/page-side.ts';
import type { SessionGraph } from './graph/create-graph.ts';
import { AppWrites } from './own-writes/app-writes.ts';
import { OwnWrites } from './own-writes/own-writes.ts';
import { ProjectDirectory } from './project-directory.ts';
import type { ProjectFiles } from './project-files.ts';
import { isPageFile, isWatchedAnyway } from './service-plan/page-files.ts';
import { generatorInputs } from './service-plan/generators.ts';
import { planOptions } from './service-plan/plan-options.ts';
import type { Subject } from './service-plan/subject.ts';
import { envFilesOf } from './service-plan/watched.ts';

/** Changes of one consumer's files. */
interface Owned {
  readonly consumer: Consumer;
  readonly files: readonly FileChange[];
}

export interface RouterDeps {
  readonly subject: () => Subject;
  readonly reporter: Reporter;
  readonly files: ProjectFiles;
  readonly graph: Pick<SessionGraph, 'view' | 'changed'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The service's machine. */
  readonly dispatch: (event: Event) => void;
  readonly state: () => Pick<State, 'paused' | 'build'>;
  /** What shows files in pages without a restart; undefined without a proxy. */
  readonly pages: () => Pick<PageSide, 'show'> | undefined;
  readonly runRule: (rule: number, files: readonly FileChange[]) => void;
  readonly configChanged: () => void;
}

/** Takes changed files to their owners: the config, a build rule, a build's own work, or the service's machine. */
export class Router {
  readonly ownWrites = new OwnWrites();
  readonly #appWrites = new AppWrites();
  readonly #directory: ProjectDirectory;
  readonly #deps: RouterDeps;
  /** Of the config and of rules, while paused; the machine holds the others itself. */
  #held: readonly Owned[] = [];
  /** Unix ms until which gorl was stopped as a job: a save from that time waited for a person. */
  #stoppedUntilMs = 0;

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#directory = new ProjectDirectory(deps.files, deps.reporter);
  }

  /** Gorl starts: the project is there. */
  begin(): void {
    this.#directory.isThere(this.#deps.subject().project);
  }

  /** What happened in the service's machine. */
  observe(event: Event, { paused }: Pick<State, 'paused'>): void {
    if (event.type === 'process-started') this.#appWrites.started(this.#deps.clock.now());
    if (event.type === 'pause-toggled' && !paused) this.#releaseHeld();
  }

  changed(consumer: Consumer, files: readonly FileChange[], savedAtMs: number): void {
    if (files.length === 0) return;
    // All that is in it is reported again when it is back.
    if (!this.#directory.isThere(this.#deps.subject().project)) return this.#endBuild(files);
    if (consumer.type === 'service') return this.#serviceChanged(files, savedAtMs);
    if (this.#deps.state().paused) return this.#hold({ consumer, files });
    if (consumer.type === 'config') this.#deps.configChanged();
    else this.#deps.runRule(consumer.rule, files);
  }

  /** gorl was stopped, by Ctrl-Z, and goes on. */
  wentOn(): void {
    this.#stoppedUntilMs = this.#deps.clock.now();
  }

  #serviceChanged(files: readonly FileChange[], savedAtMs: number): void {
    const rest = this.#withoutAppWrites(this.#withoutOwnWrites(files));
    const pages = this.#areForPages(rest) ? this.#deps.pages() : undefined;
    if (pages === undefined) this.#plan(rest, savedAtMs);
    else void pages.show(rest, this.#isProgramKnown).then((others) => this.#plan(others, savedAtMs));
    // Never before the build. A command's own writes may make another program, too.
    this.#deps.graph.changed(files);
  }

  #plan(files: readonly FileChange[], savedAtMs: number): void {
    const batch = files.length === 0 ? undefined : this.#batchOf(files, savedAtMs);
    if (batch !== undefined) this.#deps.dispatch({ type: 'files-changed', batch });
  }

  /** The app may serve all of them from disk; none is an input of a build, as far as anybody knows. */
  #areForPages(files: readonly FileChange[]): boolean {
    const options = this.#planOptions();
    const isForPages = (file: FileChange): boolean => {
      if (!isPageFile(file.path) || kindsOf(file, options).some((kind) => kind !== 'runtime')) return false;
      return !options.buildReadsAll || !isWatchedAnyway(file.path, this.#deps.subject().project);
    };
    return files.length > 0 && !this.#deps.state().paused && files.every(isForPages);
  }

  /** Nothing of it is about to be told: what it embeds is known, or nobody will ever say. */
  get #isProgramKnown(): boolean {
    return this.#deps.subject().launch.listed === undefined || this.#deps.graph.view()?.isWhole === true;
  }

  /** A build that goes on while its project is gone would make the way to its output anew: go build does. */
  #endBuild(files: readonly FileChange[]): void {
    if (this.#deps.state().build.id !== 'building') return;
    this.#deps.dispatch({ type: 'files-changed', batch: { action: 'rebuild', cause: { type: 'files', files } } });
  }

  #batchOf(files: readonly FileChange[], savedAtMs: number): Batch | undefined {
    const { action, reason, mayWait } = this.#actionFor(files);
    if (action !== undefined) {
      this.#appWrites.asked(files);
      return {
        action,
        cause: { type: 'files', files },
        ...(savedAtMs > this.#stoppedUntilMs ? { savedAtMs: Math.round(savedAtMs) } : {}),
        ...defined({ mayWait }),
      };
    }
    this.#deps.reporter.report({ type: 'nothing-to-do', reason, files });
    return undefined;
  }

  #hold({ consumer, files }: Owned): void {
    this.#deps.reporter.report({ type: 'files-held', files });
    const held = this.#held.find((each) => consumerId(each.consumer) === consumerId(consumer));
    const all = { consumer, files: mergeFiles(held?.files ?? [], files) };
    this.#held = [...this.#held.filter((each) => each !== held), all];
  }

  #releaseHeld(): void {
    const held = this.#held;
    this.#held = [];
    for (const { consumer, files } of held) this.changed(consumer, files, this.#deps.clock.now());
  }

  #actionFor(files: readonly FileChange[]): Plan {
    return planAction(files, this.#planOptions());
  }

  #planOptions(): PlanOptions {
    return { ...planOptions(this.#deps.subject()), ...defined({ program: this.#deps.graph.view() }) };
  }

  /** What a hook wrote is in the build that the hook belongs to; only a program that reads it must start again. */
  #withoutOwnWrites(files: readonly FileChange[]): readonly FileChange[] {
    if (this.ownWrites.idle) return files;
    const { own, rest, learned } = this.ownWrites.sift(
      files.map((file) => ({
        file,
        atMs: this.#deps.files.writtenAt(file.path),
        generated: () => this.#deps.files.isGenerated(file.path),
        readBy: () => generatorInputs(this.#deps.subject().project).of(file.path),
      })),
    );
    if (learned.length > 0) {
      const names = learned.map(({ rel }) => rel).join(', ');
      this.#deps.reporter.report({
        type: 'notice',
        level: 'warning',
        message: `every build writes ${names}: from now on, that does not start another build`,
        hint: 'to ignore it for good, use build.exclude_file or build.exclude_regex',
      });
    }
    if (this.#isReadByApp(own))
      this.#deps.dispatch({
        type: 'files-changed',
        batch: { action: 'restart', cause: { type: 'files', files: own } },
      });
    return rest;
  }

  /** Env files do not count: each build reads them. */
  #isReadByApp(own: readonly FileChange[]): boolean {
    const envFiles = envFilesOf(this.#deps.subject().project);
    const read = own.filter(({ path }) => !envFiles.includes(path));
    const { action } = read.length > 0 ? this.#actionFor(read) : {};
    return action === 'rebuild-and-restart' || action === 'restart';
  }

  /**
   * What the app writes as it starts would start it again forever. Never a source or an env file: somebody else who
   * saves whenever the app has started looks the same, and no save of what the program is made of may be lost.
   */
  #withoutAppWrites(files: readonly FileChange[]): readonly FileChange[] {
    const envFiles = envFilesOf(this.#deps.subject().project);
    const isOurs = ({ path }: FileChange): boolean => isGoSource(path) || envFiles.includes(path);
    const suspects = files.filter((file) => !isOurs(file));
    const { own, rest, learned } = this.#appWrites.sift(
      suspects.map((file) => ({ file, atMs: this.#deps.files.writtenAt(file.path) })),
    );
    const { reporter } = this.#deps;
    if (learned.length > 0) {
      const names = learned.map(({ rel }) => rel).join(', ');
      reporter.report({
        type: 'notice',
        level: 'warning',
        message: `the app writes ${names} whenever it starts: from now on, that triggers nothing`,
        hint: `to ignore it for good: build.exclude_file = ${JSON.stringify(learned.map(({ rel }) => rel))}`,
      });
    }
    if (own.length > 0)
      reporter.report({ type: 'nothing-to-do', reason: 'written by the app as it started', files: own });
    return files.filter((file) => isOurs(file) || rest.includes(file));
  }

  /** They were written while a build ran that may not have read them. */
  buildOnceMore(files: readonly FileChange[]): void {
    const batch = files.length === 0 ? undefined : this.#batchOf(files, this.#deps.clock.now());
    if (batch !== undefined) this.#deps.dispatch({ type: 'files-changed', batch });
  }
}
