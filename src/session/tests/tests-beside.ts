import { mergeFiles, type FileChange } from '../../protocol/change.ts';
import type { OnItsWay } from '../../engine/order/standing.ts';
import type { TestsAsked } from '../../protocol/request.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Adapters } from '../adapters.ts';
import type { SourceWrites } from '../../watch/quiet/source-writes.ts';
import type { WatchedSubject } from '../service-plan/subject.ts';
import type { Watching } from '../watching.ts';
import type { Project } from '../service-plan/project.ts';
import { newestWrite } from '../newest-write.ts';
import { findTestSubject, isBuiltOtherwise, type TestedSubject } from './test-subject.ts';
import { Testing, type TestingDeps } from './testing.ts';

export interface TestsBesideDeps {
  readonly adapters: Adapters;
  readonly reporter: Reporter;
  /** The config itself. */
  readonly project: () => Project;
  /** A service is on its way: it is built, or starts. */
  readonly isBusy: () => OnItsWay | undefined;
  readonly writes: SourceWrites;
  readonly watching: () => Watching | undefined;
  /** Changes of services' files while nothing was watched for tests; called once. */
  readonly takeEarly: () => readonly FileChange[];
  /** What the tests are made of is watched from now on; what was written after `sinceMs` (Unix ms) counts as changed. */
  readonly watchOn: (sinceMs: number | undefined) => void;
}

/** So long, in ms, tests wait for a service that has started and does not get ready. */
const longestStartMs = 10_000;

/** Tests beside services: those that a save affects, once nothing more urgent is to be done. */
export class TestsBeside {
  readonly #deps: TestsBesideDeps;
  readonly #testing: Testing;
  #subject: TestedSubject;
  /** Changes that no run was asked for. */
  #saved: readonly FileChange[] = [];
  /** Unix ms. */
  #unwatchedSinceMs: number | undefined;
  /** Undefined before the first look. */
  #isBusy: boolean | undefined;
  #isStopped = false;
  /** Whoever starts has had its time, since the last build. */
  #isLate = false;
  #forgetStart: (() => void) | undefined;

  constructor(
    deps: TestsBesideDeps,
    subject: TestedSubject,
    listPackages: TestingDeps['listPackages'],
    sinceMs: number,
  ) {
    this.#deps = deps;
    this.#unwatchedSinceMs = sinceMs;
    this.#subject = subject;
    this.#testing = new Testing({
      ...deps,
      listPackages,
      subject: () => this.#subject,
      isBeside: true,
      onGraph: (askedAtMs) => this.#graphIsKnown(askedAtMs),
      changed: (files) => this.changed(files),
      onFinished: () => deps.watching()?.quiet(),
    });
  }

  watched(): WatchedSubject {
    return this.#testing.watched();
  }

  ask(tests: TestsAsked): void {
    const takesSaved = tests.which === 'again' || tests.which === 'all';
    const saved = takesSaved ? this.#saved : [];
    if (takesSaved) this.#saved = [];
    this.look();
    this.#testing.runner.ask(tests, saved);
  }

  changed(files: readonly FileChange[]): void {
    if (!this.#deps.project().loaded.settings['test.on_change']) {
      this.#saved = mergeFiles(this.#saved, files);
      return;
    }
    // The same files may be a service's, which is told next.
    this.#deps.adapters.clock.soon(() => {
      this.look();
      this.#testing.runner.changed(files);
    });
  }

  /** A service is in another state, perhaps. */
  look(): void {
    if (this.#isStopped) return;
    const busy = this.#deps.isBusy();
    if (busy === 'starts') this.#forgetStart ??= this.#waitForStart();
    // One that ends and starts again and again must not keep tests from their end.
    if (busy === 'builds') this.#startIsOver();
    const isBusy = busy === 'builds' || (busy === 'starts' && !this.#isLate);
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    const { graph, runner } = this.#testing;
    if (isBusy) {
      graph.cancel();
      return runner.makeWay();
    }
    runner.goOn();
    if (graph.known === undefined) void graph.after([]);
  }

  /** Another config holds from now on. */
  async adopt(): Promise<void> {
    const { project, adapters, watchOn } = this.#deps;
    const adopted = project();
    const found = await findTestsOf(this.#deps);
    // A newer config is on its way to be adopted.
    if (found === undefined || project() !== adopted || this.#isStopped) return;
    if (isBuiltOtherwise(this.#subject, found)) this.#testing.graph.forget();
    this.#subject = found;
    if (this.#testing.graph.known !== undefined) watchOn(newestWrite(adapters.files, adopted.configFiles));
  }

  /** Kills what runs; resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#startIsOver();
    await this.#testing.stop();
  }

  /** What was saved before the first answer is known to nobody else. */
  #graphIsKnown(askedAtMs: number): void {
    this.#deps.watchOn(this.#unwatchedSinceMs ?? askedAtMs);
    if (this.#unwatchedSinceMs === undefined) return;
    this.#unwatchedSinceMs = undefined;
    const early = this.#deps.takeEarly();
    if (early.length > 0) this.changed(early);
  }

  #waitForStart(): () => void {
    return this.#deps.adapters.clock.after(longestStartMs, () => {
      this.#isLate = true;
      this.look();
    });
  }

  #startIsOver(): void {
    this.#forgetStart?.();
    this.#forgetStart = undefined;
    this.#isLate = false;
  }
}

/**
 * What was written after `sinceMs` (Unix ms) counts as saved.
 *
 * @returns undefined where nothing can be tested; that was told
 */
export async function openTestsBeside(deps: TestsBesideDeps, sinceMs: number): Promise<TestsBeside | undefined> {
  const subject = await findTestsOf(deps);
  return subject && new TestsBeside(deps, subject, await deps.adapters.loadListPackages(), sinceMs);
}

async function findTestsOf({ adapters, project, reporter }: TestsBesideDeps): Promise<TestedSubject | undefined> {
  const found = await findTestSubject(project(), { words: [], commands: adapters.commands, env: adapters.env });
  if (found.type === 'ok') return found.subject;
  reporter.report({ type: 'problems', diagnostics: found.diagnostics });
  return undefined;
}
