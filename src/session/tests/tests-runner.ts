import { ownRuns } from '../../engine/authorship/thresholds.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Fact } from '../../engine/task/effect.ts';
import type { RunEvent } from '../../engine/task/event.ts';
import type { Options } from '../../engine/task/options.ts';
import { createStoppableTask, type StoppableTask } from '../../engine/task/task.ts';
import type { TestRunListener } from '../../go/test/test-run.ts';
import { messageOf } from '../../go/build/build-failure.ts';
import { problem } from '../../protocol/diagnostic.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { TestsAsked } from '../../protocol/request.ts';
import { RunAuthorship, type RunAuthorshipDeps } from '../own-writes/run-authorship.ts';
import { isGoSource } from '../plan.ts';
import { planTests, type TestsWanted } from './plan-tests.ts';
import { checkTestName } from './test-name.ts';
import type { BegunTests, TestJob, TestsEnded } from './begin-tests.ts';
import type { KnownTests, TestGraph } from './test-graph.ts';

const options: Options = { newerWork: 'supersedes', priority: 'idle', ownWork: ownRuns };

export interface TestsRunnerDeps extends RunAuthorshipDeps {
  readonly reporter: Reporter;
  readonly graph: Pick<TestGraph, 'after' | 'cancel'>;
  /** Must not throw but for what the file system has against it. */
  readonly begin: (job: TestJob) => Promise<BegunTests>;
  /** Services run, too: they are more urgent, and nobody waits for the tests of the first build. */
  readonly isBeside: boolean;
  /** A run has come to its end. */
  readonly onFinished: (ok: boolean) => void;
}

const nothingAsked = { all: false, failed: false };

/** What is run because somebody asks, whatever has changed. */
type Special = Pick<TestsWanted, 'name' | 'golden'>;

/** A run, and what came of it. */
interface Run {
  readonly wanted: TestsWanted;
  readonly special: Special | undefined;
  /** What else was saved: it is not what a special run is for. */
  readonly files: readonly FileChange[];
  readonly startedAtMs: number;
  cancelled: boolean;
  tests?: BegunTests;
  ended?: TestsEnded;
  readonly counts: { passed: number; failed: number; skipped: number };
  packages: number;
  failedPackages: number;
  cached: number;
  failures: number;
  /** Unix ms. */
  endedAtMs?: number;
  /** Some packages were tested, or could not be. */
  wasBegun: boolean;
}

/** Tests as a task: `engine/task/` decides, this carries it out. */
export class TestsRunner {
  readonly #deps: TestsRunnerDeps;
  readonly #task: StoppableTask;
  readonly #authorship: RunAuthorship;
  readonly #runs = new Map<number, Run>();
  /** Packages whose newest result is a failure. */
  readonly #failing = new Set<string>();
  /** More than what was saved; until a run of it has come to its end. */
  #asked: Pick<TestsWanted, 'all' | 'failed'> = nothingAsked;
  /** A run beside those that changes ask for, which none of them takes the place of. */
  #special: Special | undefined;
  #isFirst: boolean;
  #isStopping = false;

  constructor(deps: TestsRunnerDeps) {
    this.#deps = deps;
    this.#isFirst = !deps.isBeside;
    this.#authorship = new RunAuthorship(deps);
    this.#task = createStoppableTask(options, {
      start: (run, files, emit) => this.#start(run, files, emit),
      cancel: (run) => this.#cancel(run),
      accept: (run) => this.#accept(run),
      report: (fact) => this.#report(fact),
    });
  }

  changed(files: readonly FileChange[]): void {
    // A save is not what they were asked for.
    this.#special = undefined;
    // No test writes sources; a golden file it may.
    const isSaved = files.some(({ path }) => isGoSource(path));
    this.#task.dispatch(isSaved ? { type: 'work-requested', files } : this.#authorship.request(files));
  }

  /**
   * Where nothing is to be run again, that is all.
   *
   * @param saved what was changed since the last run; default: all of it asked for a run itself
   */
  ask(tests: TestsAsked, saved: readonly FileChange[] = []): void {
    if (tests.which === 'named') return void this.#askNamed(tests.name);
    const { which } = tests;
    if ((which === 'failed' || which === 'golden') && this.#failing.size === 0) return this.#say('no test has failed');
    if (which === 'golden') return this.#askSpecial({ golden: true });
    const isAll = which === 'all' || (which === 'again' && this.#failing.size + saved.length === 0);
    this.#special = undefined;
    this.#asked = { all: this.#asked.all || isAll, failed: this.#asked.failed || !isAll };
    this.#task.dispatch({ type: 'work-requested', files: saved });
  }

  async #askNamed(name: string): Promise<void> {
    const problemOfName = await checkTestName(name);
    if (this.#isStopping) return;
    if (problemOfName === undefined) this.#askSpecial({ name, golden: false });
    else this.#say(`no tests have such a name: ${problemOfName}`);
  }

  #askSpecial(special: Special): void {
    this.#special = special;
    this.#task.dispatch({ type: 'work-requested', files: [] });
  }

  /** Something more urgent begins: what runs is cancelled, and done again when it is over. */
  makeWay(): void {
    this.#task.dispatch({ type: 'preempted' });
  }

  goOn(): void {
    this.#task.dispatch({ type: 'resumed' });
  }

  /** Kills what runs; resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#task.stop();
  }

  #start(number: number, files: readonly FileChange[], emit: (event: RunEvent) => void): void {
    const startedAtMs = this.#deps.now();
    const special = this.#special;
    const ordinary = { ...this.#asked, golden: false, files };
    const run: Run = {
      wanted: special === undefined ? ordinary : { ...nothingAsked, files: [], ...special },
      ...{ special, files },
      ...{ startedAtMs, cancelled: false, packages: 0, failedPackages: 0, cached: 0, failures: 0, wasBegun: false },
      counts: { passed: 0, failed: 0, skipped: 0 },
    };
    this.#runs.set(number, run);
    this.#authorship.started(number, startedAtMs);
    void this.#carryOut(number, run).then(() => {
      run.endedAtMs = this.#deps.now();
      this.#authorship.ended(number, run.endedAtMs);
      if (!run.cancelled) return emit({ type: 'run-ended', run: number });
      this.#runs.delete(number);
      emit({ type: 'run-cancelled', run: number });
    });
  }

  async #carryOut(number: number, run: Run): Promise<void> {
    const { wanted, special } = run;
    const known = await this.#deps.graph.after(wanted.files);
    if (run.cancelled) return;
    const stages = known && this.#stagesOf(known, run);
    if (stages?.length === 0) return;
    run.wasBegun = true;
    this.#deps.reporter.report({
      type: 'tests-started',
      run: number,
      packages: stages?.flat() ?? [],
      why: this.#isFirst ? 'start' : special !== undefined || wanted.all || wanted.failed ? 'request' : 'change',
    });
    const listener = this.#listener(number, run);
    try {
      run.tests = await this.#deps.begin({ run: number, stages, wanted, known, listener });
      if (run.cancelled) run.tests.cancel();
      run.ended = await run.tests.ended();
    } catch (error) {
      listener.failed({ durationMs: 0, diagnostics: [problem(messageOf(error))], output: '' });
    }
  }

  #stagesOf({ tested, files: { graph } }: KnownTests, { wanted, special }: Run): ReturnType<typeof planTests> {
    // Those that are gone fail no more; a listing with errors may leave some out.
    if (!graph.isBroken) for (const name of this.#failing) if (!tested.all.includes(name)) this.#failing.delete(name);
    const isNothing = special === undefined && wanted.failed && wanted.files.length + this.#failing.size === 0;
    return planTests(tested, isNothing ? { ...wanted, all: true } : wanted, this.#failing);
  }

  #listener(number: number, run: Run): TestRunListener {
    return {
      failed: (failed) => {
        run.failures += 1;
        this.#deps.reporter.report({ type: 'test-failed', run: number, ...failed });
      },
      ended: (test) => this.#deps.reporter.report({ type: 'test-ended', run: number, ...test }),
      tested: ({ package: name, outcome, isCached: cached, durationMs, counts, measured }) => {
        const isFailure = outcome === 'failed' || outcome === 'not-built';
        if (isFailure) this.#failing.add(name);
        // Of some of its tests: another one may have failed before.
        else if (run.wanted.name === undefined) this.#failing.delete(name);
        run.failedPackages += isFailure ? 1 : 0;
        const isNone = !isFailure && counts.passed + counts.skipped === 0;
        run.packages += outcome === 'no-tests' || (isNone && run.wanted.name !== undefined) ? 0 : 1;
        run.cached += cached ? 1 : 0;
        for (const each of ['passed', 'failed', 'skipped'] as const) run.counts[each] += counts[each];
        this.#deps.reporter.report({
          type: 'package-tested',
          run: number,
          package: name,
          ...{ outcome, cached, durationMs, counts },
          ...(measured.length === 0 ? {} : { measured }),
        });
      },
    };
  }

  /** What it took the place of is still to be run. */
  #specialIsOver({ special, files }: Run): void {
    if (this.#special === special) this.#special = undefined;
    if (files.length === 0 && !this.#asked.all && !this.#asked.failed) return;
    this.#task.dispatch({ type: 'work-requested', files });
  }

  #say(message: string): void {
    this.#deps.reporter.report({ type: 'notice', level: 'info', message });
  }

  #cancel(number: number): void {
    const run = this.#runs.get(number);
    if (run === undefined) return;
    run.cancelled = true;
    this.#deps.graph.cancel();
    run.tests?.cancel();
    if (run.wasBegun)
      this.#deps.reporter.report({
        type: 'tests-cancelled',
        run: number,
        reason: this.#isStopping ? 'shutdown' : 'change',
      });
  }

  #accept(number: number): void {
    const run = this.#runs.get(number);
    this.#runs.delete(number);
    if (run === undefined) return;
    if (run.special === undefined) {
      const { all, failed } = run.wanted;
      this.#asked = { all: this.#asked.all && !all, failed: this.#asked.failed && !failed && !all };
    } else this.#specialIsOver(run);
    this.#isFirst = false;
    if (!run.wasBegun) return this.#nothing(run);
    const ok = run.failures + run.failedPackages === 0;
    this.#deps.reporter.report({
      type: 'tests-finished',
      run: number,
      ok,
      counts: run.counts,
      packages: run.packages,
      failedPackages: run.failedPackages,
      cached: run.cached,
      durationMs: Math.round((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs),
      failing: [...this.#failing].toSorted(),
      ...run.ended,
    });
    this.#deps.onFinished(ok);
  }

  #nothing({ wanted: { all, failed, files } }: Run): void {
    // What a save is to services was told.
    if (this.#deps.isBeside && !all && !failed) return undefined;
    if (!all) return this.#deps.reporter.report({ type: 'nothing-to-do', reason: 'no test depends on it', files });
    this.#deps.reporter.report({ type: 'notice', level: 'warning', message: 'there are no packages to test' });
    this.#deps.onFinished(true);
  }

  #report(fact: Fact): void {
    if (fact.type !== 'loop-stopped') return;
    const names = fact.files.map(({ rel }) => rel).join(', ');
    this.#deps.reporter.report({
      type: 'notice',
      level: 'warning',
      message: `the tests write ${names} in each run: from now on, that runs none`,
      hint: 'save a source to run them again',
    });
  }
}
