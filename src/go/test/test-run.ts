import type { CommandSpec } from '../../engine/ports.ts';
import { join } from 'node:path';
import { defined } from '../../base/defined.ts';
import type { Env } from '../../base/env.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { BuildCommands, succeeded, type BuildCommandsOptions } from '../build/build-commands.ts';
import { describeEnd, notStarted } from '../build/build-failure.ts';
import type { CodeContext } from '../crash/stack-trace.ts';
import { goldenFlag, hasGoldenFlag, noGoldenFlag } from './golden-flag.ts';
import { testBuildFailure, testFailure, type TestFailure } from './test-failure.ts';
import { readTestWords } from './test-messages.ts';
import { TestStream, type PackageEnd, type TestCounts, type TestEnd } from './test-stream.ts';

/** What to test, and how. */
export interface TestPlan {
  /** Absolute. */
  readonly goFile: string;
  /** For `go test`. */
  readonly flags: readonly string[];
  /** For the test binaries. */
  readonly args: readonly string[];
  /** Absolute; where the go command runs. */
  readonly cwd: string;
  readonly env: Env;
  readonly code: CodeContext;
  /** Import path → absolute directory. */
  readonly directories: ReadonlyMap<string, string>;
  /** Golden files are written anew: by those packages whose test binaries have the flag for that. */
  readonly golden: boolean;
  /** What was run of the code is written down. */
  readonly withCoverage: boolean;
  /** Groups of import paths or patterns, tested one after the other. */
  readonly stages: readonly (readonly string[])[];
}

export interface FailedTest extends TestFailure {
  /** Absent where the go command itself could not begin. */
  readonly package?: string;
  /** Absent where no single test is to blame. */
  readonly test?: string;
  readonly durationMs: number;
}

export interface TestedPackage {
  readonly package: string;
  readonly outcome: 'passed' | 'failed' | 'not-built' | 'no-tests';
  readonly isCached: boolean;
  readonly durationMs: number;
  readonly counts: TestCounts;
  /** Lines that tell of benchmarks and of coverage. */
  readonly measured: readonly string[];
}

export interface TestRunListener {
  /** Of one that failed, `failed` has told. */
  ended(test: Omit<TestEnd, 'output' | 'isParent'>): void;
  /** As soon as it is known. */
  failed(test: FailedTest): void;
  tested(one: TestedPackage): void;
}

export interface TestRunOptions extends BuildCommandsOptions {
  /** Absolute, there: GOTMPDIR. */
  readonly workDir: string;
  readonly label: string;
  readonly lowPriority: boolean;
}

/** After so many disturbed tries a run comes to its end whatever is written: a test may write sources itself. */
const mostTries = 2;

/** One run of tests. */
export class TestRun {
  readonly #plan: TestPlan;
  readonly #options: TestRunOptions;
  readonly #listener: TestRunListener;
  readonly #commands: BuildCommands;
  /** What was told, in its order: reading the code around a place takes a moment. */
  #telling: Promise<void> = Promise.resolve();
  /** What compilers said: of a package that many import it is told once. */
  readonly #toldBuilds = new Set<string>();

  readonly #coverProfiles: string[] = [];

  constructor(plan: TestPlan, options: TestRunOptions, listener: TestRunListener) {
    this.#plan = plan;
    this.#options = options;
    this.#listener = listener;
    this.#commands = new BuildCommands({ ...options, withTests: true });
  }

  /** Absolute; those of stages that have run to their ends. */
  get coverProfiles(): readonly string[] {
    return this.#coverProfiles;
  }

  get cancelled(): boolean {
    return this.#commands.cancelled;
  }

  /** Kills the tests with all their processes. */
  cancel(): void {
    this.#commands.cancel();
  }

  /** Resolves when all is told, and no process of it is left. */
  async ended(): Promise<void> {
    for (const stage of this.#plan.stages) {
      const packages = this.#plan.golden ? await this.#withGoldenFlag(stage) : stage;
      if (this.cancelled) break;
      if (packages.length > 0) await this.#stage(packages);
    }
    await this.#telling;
    await this.#commands.cancelEnded();
  }

  async #stage(packages: readonly string[]): Promise<void> {
    for (let tries = 0, isWorthless = true; isWorthless && !this.cancelled; tries++)
      isWorthless = await this.#try(packages, tries >= mostTries);
  }

  async #try(packages: readonly string[], isLast: boolean): Promise<boolean> {
    const { workDir } = this.#options;
    /** Go before 1.24 tells why in plain text, which comes on another way. */
    const unexplained: PackageEnd[] = [];
    let ends = 0;
    const stream = new TestStream({
      testEnded: (end) => this.#testEnded(end),
      packageEnded: (end) => {
        ends += 1;
        if (isNotBuilt(end) && end.buildOutput === undefined) unexplained.push(end);
        else this.#packageEnded(end);
      },
    });
    const onWrite = isLast ? 'let' : 'kill';
    const profile = join(workDir, `cover-${this.#coverProfiles.length}.out`);
    const flags = this.#plan.withCoverage ? [`-coverprofile=${profile}`] : [];
    const spec = this.#spec(packages, stream, flags, this.#args());
    const { result, worthless } = await this.#commands.try(spec, { workDir, onWrite });
    if (this.cancelled || worthless) return worthless;
    if (this.#plan.withCoverage) this.#coverProfiles.push(profile);
    stream.finish();
    const said = `${stream.rest}${result.output}`;
    for (const end of unexplained) this.#packageEnded({ ...end, buildOutput: said });
    if (ends === 0 && !succeeded(result)) this.#tell(() => this.#notBegun(said, result.end));
    return false;
  }

  /** Only they know what flags they have, and no other flag may be given to them. */
  async #withGoldenFlag(packages: readonly string[]): Promise<readonly string[]> {
    if (packages.length === 0) return [];
    const found: string[] = [];
    const stream = new TestStream({
      testEnded: () => undefined,
      packageEnded(end) {
        // Whose tests do not compile says so in the run itself.
        if (isNotBuilt(end) || hasGoldenFlag(end.output)) found.push(end.package);
      },
    });
    const spec = this.#spec(packages, stream, ['-run', '^$'], ['-h']);
    await this.#commands.try(spec, { workDir: this.#options.workDir, onWrite: 'let' });
    stream.finish();
    if (!this.cancelled && found.length === 0) this.#tell(async () => ({ durationMs: 0, ...noGoldenFlag }));
    return found;
  }

  #spec(
    packages: readonly string[],
    stream: TestStream,
    flags: readonly string[],
    args: readonly string[],
  ): CommandSpec {
    const { goFile, cwd, env } = this.#plan;
    const { workDir, label, lowPriority } = this.#options;
    return {
      command: {
        type: 'argv',
        file: goFile,
        args: [
          ...['test', '-json', ...this.#plan.flags, ...flags, ...packages],
          ...(args.length === 0 ? [] : ['-args', ...args]),
        ],
      },
      cwd,
      // Not TMPDIR: tests read it, and the go command would know no result of an earlier run any more.
      env: { ...env, GOTMPDIR: workDir },
      label,
      stdout: (text) => stream.push(text),
      ...(lowPriority ? { lowPriority } : {}),
    };
  }

  #args(): readonly string[] {
    const { args, golden } = this.#plan;
    return golden ? [...args, goldenFlag] : args;
  }

  #testEnded({ output: text, isParent, ...end }: TestEnd): void {
    // What failed below a test was told.
    const isToTell = end.outcome === 'failed' && !(isParent && readTestWords(text).messages.length === 0);
    if (isToTell)
      this.#tell(async () => {
        const { diagnostics, output } = await testFailure(text, this.#context(end.package));
        const { package: name, test, durationMs } = end;
        return { package: name, test, durationMs, ...explained(diagnostics, output, 'failed') };
      });
    this.#inTurn(() => this.#listener.ended(end));
  }

  #packageEnded(end: PackageEnd): void {
    const { package: name, durationMs, isCached } = end;
    const isBroken = isNotBuilt(end);
    const hasDied = !isBroken && end.outcome === 'failed' && (end.unfinished.length > 0 || end.counts.failed === 0);
    const killer = hasDied ? onlyInnermost(end.unfinished) : undefined;
    if (isBroken) this.#tellBuild(end);
    if (hasDied) this.#tellDeath(end, killer);
    const counts = killer === undefined ? end.counts : { ...end.counts, failed: end.counts.failed + 1 };
    const outcome = isBroken ? 'not-built' : end.outcome === 'skipped' ? 'no-tests' : end.outcome;
    const measured = isBroken
      ? []
      : end.output.split('\n').filter((line) => /^(?:Benchmark\S+\s+\d+\s|coverage: )/.test(line));
    this.#inTurn(() => this.#listener.tested({ package: name, outcome, isCached, durationMs, counts, measured }));
  }

  #tellBuild({ package: name, buildOutput = '', durationMs }: PackageEnd): void {
    if (this.#toldBuilds.has(buildOutput)) return;
    this.#toldBuilds.add(buildOutput);
    const { cwd, code } = this.#plan;
    this.#tell(async () => {
      const { diagnostics, output } = await testBuildFailure(buildOutput, cwd, code);
      return { package: name, durationMs, ...explained(diagnostics, output, 'it could not be built') };
    });
  }

  /** The test binary ended without a word of the test that ran, or failed although no test did. */
  #tellDeath({ package: name, durationMs, output: text }: PackageEnd, test: string | undefined): void {
    this.#tell(async () => {
      const { diagnostics, output } = await testFailure(text, this.#context(name));
      const found = diagnostics.length > 0 ? diagnostics : [deathOf(text, test)];
      return { package: name, durationMs, ...defined({ test }), diagnostics: found, output };
    });
  }

  async #notBegun(said: string, end: ProcessEnd): Promise<FailedTest> {
    if (end.type === 'spawn-failed') return { durationMs: 0, diagnostics: [notStarted(end.message)], output: '' };
    const { cwd, code } = this.#plan;
    const { diagnostics, output } = await testBuildFailure(said, cwd, code);
    return { durationMs: 0, ...explained(diagnostics, output, describeEnd(end)) };
  }

  #context(name: string): { readonly code: CodeContext; readonly directory: string | undefined } {
    return { code: this.#plan.code, directory: this.#plan.directories.get(name) };
  }

  /** After all that was told before; nobody wants to hear of a run that was cancelled. */
  #inTurn(tell: () => void | Promise<void>): void {
    this.#telling = this.#telling.then(() => (this.cancelled ? undefined : tell()));
  }

  #tell(find: () => Promise<FailedTest>): void {
    this.#inTurn(async () => {
      const failed = await find();
      if (!this.cancelled) this.#listener.failed(failed);
    });
  }
}

/** The test that ran, if it was the only one. */
function onlyInnermost(unfinished: readonly string[]): string | undefined {
  const innermost = unfinished.filter((test) => !unfinished.some((other) => other.startsWith(`${test}/`)));
  return innermost.length === 1 ? innermost[0] : undefined;
}

/** Only some releases tell how it ended. */
function deathOf(text: string, test: string | undefined): Diagnostic {
  const status = /^exit status \d+$/m.exec(text)?.[0];
  const what = test === undefined ? 'the package failed, and no test did' : 'the test binary ended while it ran';
  const hint = `look for os.Exit or log.Fatal in ${test === undefined ? 'TestMain or init' : 'what it calls'}`;
  return problem(status === undefined ? what : `${what}: ${status}`, { source: 'test', hint });
}

function isNotBuilt({ outcome, buildOutput, output }: PackageEnd): boolean {
  return outcome === 'failed' && (buildOutput !== undefined || /^FAIL\t\S+ \[(?:build|setup) failed\]$/m.test(output));
}

/** A failure without a word is one all the same. */
function explained(diagnostics: readonly Diagnostic[], output: string, otherwise: string): TestFailure {
  return diagnostics.length > 0 || output !== ''
    ? { diagnostics, output }
    : { diagnostics: [problem(otherwise, { source: 'test' })], output };
}
