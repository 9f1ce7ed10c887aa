/** What happened to one test of a package, as `go test -json` tells it; durations in ms. */
export interface TestEnd {
  readonly package: string;
  /** `TestSum`, `TestSum/negative`. */
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** What it printed, and the frame that the testing package prints around it. */
  readonly output: string;
  /** A test below it has failed, and said so itself. */
  readonly isParent: boolean;
}

/** What came of a package. */
export interface PackageEnd {
  readonly package: string;
  /** `skipped`: it has no tests. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  /** The go command knew the result. */
  readonly isCached: boolean;
  /** It could not be built: the compiler's words. */
  readonly buildOutput?: string;
  /** What was printed outside of its tests, and by those that were cut off. */
  readonly output: string;
  /** They had begun, and have no end: the test binary died. */
  readonly unfinished: readonly string[];
  readonly counts: TestCounts;
}

/** Of top-level tests and all below. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestStreamListener {
  testEnded(end: TestEnd): void;
  packageEnded(end: PackageEnd): void;
}

/** One line of the stream (`go doc test2json`, `go help buildjson`). */
interface TestEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
  readonly Elapsed?: number;
  readonly FailedBuild?: string;
  /** Of a package that is built. */
  readonly ImportPath?: string;
}

interface RunningTest {
  output: string;
  /** A test below it has failed. */
  hasFailedChild: boolean;
}

interface RunningPackage {
  readonly tests: Map<string, RunningTest>;
  readonly counts: { passed: number; failed: number; skipped: number };
  output: string;
}

/** Reads the JSON stream of one `go test`. What is no JSON is kept for whoever asks. */
export class TestStream {
  readonly #listener: TestStreamListener;
  readonly #packages = new Map<string, RunningPackage>();
  /** By import path, variants (`p [p.test]`) included: what the compiler said. */
  readonly #built = new Map<string, string>();
  #partial = '';
  #rest = '';

  constructor(listener: TestStreamListener) {
    this.#listener = listener;
  }

  /** Lines that are no events: those of a go command before 1.24, which tells of builds in plain text. */
  get rest(): string {
    return this.#rest;
  }

  push(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** No more comes. */
  finish(): void {
    if (this.#partial !== '') this.#line(this.#partial);
    this.#partial = '';
  }

  #line(line: string): void {
    const event = line.startsWith('{') ? parsed(line) : undefined;
    if (event !== undefined) return this.#event(event);
    // Go before 1.24.
    const [, notBuilt] = /^FAIL\t(\S+) \[(?:build|setup) failed\]$/.exec(line) ?? [];
    if (notBuilt === undefined) this.#rest += `${line}\n`;
    else this.#event({ Package: notBuilt, Action: 'fail', Output: `${line}\n` });
  }

  #event(event: TestEvent): void {
    const { Action: action, ImportPath: built, Output: output = '', Package: name, Test: test } = event;
    if (action === 'build-output' && built !== undefined) {
      this.#built.set(built, (this.#built.get(built) ?? '') + output);
      return;
    }
    if (name === undefined) return;
    const running = this.#package(name);
    if (test === undefined) this.#ofPackage(name, running, event);
    else this.#ofTest(name, running, test, event);
  }

  #ofTest(
    name: string,
    running: RunningPackage,
    test: string,
    { Action: action, Output: output = '', Elapsed: s = 0 }: TestEvent,
  ): void {
    const one = running.tests.get(test) ?? { output: '', hasFailedChild: false };
    switch (action) {
      case 'run':
        running.tests.set(test, one);
        break;
      case 'output':
        running.tests.set(test, one);
        one.output += output;
        break;
      case 'pass':
      case 'fail':
      case 'skip': {
        const outcome = ({ pass: 'passed', fail: 'failed', skip: 'skipped' } as const)[action];
        running.tests.delete(test);
        running.counts[outcome] += 1;
        if (outcome === 'failed') this.#tellParents(running, test);
        const { output: text, hasFailedChild: isParent } = one;
        this.#listener.testEnded({ package: name, test, outcome, durationMs: s * 1000, output: text, isParent });
        break;
      }
      default:
    }
  }

  #tellParents({ tests }: RunningPackage, test: string): void {
    for (let at = test.lastIndexOf('/'); at > 0; at = test.lastIndexOf('/', at - 1)) {
      const parent = tests.get(test.slice(0, at));
      if (parent !== undefined) parent.hasFailedChild = true;
    }
  }

  #ofPackage(name: string, running: RunningPackage, event: TestEvent): void {
    const { Action: action, Output: output = '', Elapsed: s = 0, FailedBuild: failed } = event;
    running.output += output;
    if (action !== 'pass' && action !== 'fail' && action !== 'skip') return;
    const unfinished = [...running.tests];
    const buildOutput = failed === undefined ? undefined : this.#built.get(failed);
    this.#packages.delete(name);
    this.#listener.packageEnded({
      package: name,
      outcome: ({ pass: 'passed', fail: 'failed', skip: 'skipped' } as const)[action],
      durationMs: s * 1000,
      isCached: /^ok\s.*\(cached\)/m.test(running.output),
      ...(buildOutput === undefined ? {} : { buildOutput }),
      output: unfinished.map(([, { output: text }]) => text).join('') + running.output,
      unfinished: unfinished.map(([test]) => test),
      counts: running.counts,
    });
  }

  #package(name: string): RunningPackage {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const running = { tests: new Map<string, RunningTest>(), counts: { passed: 0, failed: 0, skipped: 0 }, output: '' };
    this.#packages.set(name, running);
    return running;
  }
}

function parsed(line: string): TestEvent | undefined {
  try {
    return JSON.parse(line) as TestEvent;
  } catch {
    return undefined;
  }
}
