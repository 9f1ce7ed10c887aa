import { defined } from '../base/defined.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Batch } from '../engine/batch.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import { isGoSource, kindsOf, planAction, type Plan, type PlanOptions } from './plan.ts';
import type { Clock } from './adapters.ts';
import type { AppSide } from './gateway/app-side.ts';
import type { SessionGraph } from './graph/create-graph.ts';
import type { AppWrites } from './own-writes/app-writes.ts';
import type { OwnWrites } from './own-writes/own-writes.ts';
import type { ProjectFiles } from './project-files.ts';
import { isPageFile, isWatchedAnyway } from './service-plan/page-files.ts';
import { generatorInputs } from './service-plan/generators.ts';
import { planOptions } from './service-plan/plan-options.ts';
import type { Subject } from './service-plan/subject.ts';
import { envFilesOf } from './service-plan/watched.ts';

export interface ServiceChangesDeps {
  readonly subject: () => Subject;
  /** There are other services. */
  readonly isOneOfMany: () => boolean;
  readonly reporter: Reporter;
  readonly files: ProjectFiles;
  /** Told of every change, before anything follows from it. */
  readonly heard: (files: readonly FileChange[]) => void;
  readonly graph: Pick<SessionGraph, 'view' | 'changed'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The service's machine. */
  readonly dispatch: (event: Event) => void;
  readonly state: () => Pick<State, 'paused' | 'build'>;
  /** What shows files in pages without a restart; undefined without a proxy. */
  readonly pages: () => Pick<AppSide, 'show'> | undefined;
  /** Those of its builds. */
  readonly ownWrites: OwnWrites;
  readonly appWrites: AppWrites;
  /** Unix ms until which gorl was stopped as a job: a save from that time waited for a person. */
  readonly stoppedUntilMs: () => number;
}

/** Says of a service's changed files what they ask of its machine: none of what its own builds and its app wrote. */
export class ServiceChanges {
  readonly #deps: ServiceChangesDeps;

  constructor(deps: ServiceChangesDeps) {
    this.#deps = deps;
  }

  changed(files: readonly FileChange[], savedAtMs: number): void {
    this.#deps.heard(files);
    const rest = this.#withoutAppWrites(this.#withoutOwnWrites(this.#own(files)));
    const pages = this.#areForPages(rest) ? this.#deps.pages() : undefined;
    if (pages === undefined) this.#plan(rest, savedAtMs);
    else void pages.show(rest, this.#isProgramKnown).then((others) => this.#plan(others, savedAtMs));
    // Never before the build. A command's own writes may make another program, too.
    this.#deps.graph.changed(files);
  }

  /** Of several services each takes what may be its own, and says nothing of the rest. */
  #own(files: readonly FileChange[]): readonly FileChange[] {
    if (!this.#deps.isOneOfMany()) return files;
    const options = this.#planOptions();
    return files.filter((file) => kindsOf(file, options).some((kind) => kind !== 'elsewhere' && kind !== 'others'));
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
  endBuild(files: readonly FileChange[]): void {
    if (this.#deps.state().build.id !== 'building') return;
    this.#deps.dispatch({ type: 'files-changed', batch: { action: 'rebuild', cause: { type: 'files', files } } });
  }

  #batchOf(files: readonly FileChange[], savedAtMs: number): Batch | undefined {
    const { action, reason, mayWait } = this.#actionFor(files);
    if (action !== undefined) {
      this.#deps.appWrites.asked(files);
      return {
        action,
        cause: { type: 'files', files },
        ...(savedAtMs > this.#deps.stoppedUntilMs() ? { savedAtMs: Math.round(savedAtMs) } : {}),
        ...defined({ mayWait }),
      };
    }
    this.#deps.reporter.report({ type: 'nothing-to-do', reason, files });
    return undefined;
  }

  #actionFor(files: readonly FileChange[]): Plan {
    return planAction(files, this.#planOptions());
  }

  #planOptions(): PlanOptions {
    return { ...planOptions(this.#deps.subject()), ...defined({ program: this.#deps.graph.view() }) };
  }

  /** What a hook wrote is in the build that the hook belongs to; only a program that reads it must start again. */
  #withoutOwnWrites(files: readonly FileChange[]): readonly FileChange[] {
    if (this.#deps.ownWrites.idle) return files;
    const { own, rest, learned } = this.#deps.ownWrites.sift(
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
    const { own, rest, learned } = this.#deps.appWrites.sift(
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
