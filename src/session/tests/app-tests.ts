import { mergeFiles, type FileChange } from '../../protocol/change.ts';
import type { TestsAsked } from '../../protocol/request.ts';
import { newestWrite } from '../newest-write.ts';
import type { WatchedSubject } from '../service-plan/subject.ts';
import type { TestsBeside, TestsBesideDeps } from './tests-beside.ts';

export interface AppTestsDeps extends Omit<TestsBesideDeps, 'takeEarly'> {
  /** From now on reports of tests are told. */
  readonly tellTests: () => Promise<void>;
}

/** Tests beside services. Nothing of them is loaded before somebody wants some. */
export class AppTests {
  readonly #deps: AppTestsDeps;
  #tests: TestsBeside | undefined;
  #opening: Promise<TestsBeside | undefined> | undefined;
  /** Changes of services' files since somebody wants tests; undefined: the watcher tells of those for tests. */
  #early: readonly FileChange[] | undefined;
  #isStopped = false;

  constructor(deps: AppTestsDeps) {
    this.#deps = deps;
  }

  /** As the config says. What was written after `sinceMs` (Unix ms) counts as saved. */
  start(sinceMs: number): void {
    if (this.#deps.project().loaded.settings['test.on_change']) void this.#open(sinceMs);
  }

  /** What is to be watched for them. */
  watched(): readonly WatchedSubject[] {
    return this.#tests === undefined ? [] : [this.#tests.watched()];
  }

  ask(tests: TestsAsked): void {
    void this.#open(this.#deps.adapters.clock.now()).then((opened) => opened?.ask(tests));
  }

  changed(files: readonly FileChange[]): void {
    this.#tests?.changed(files);
  }

  /** The same files may be of tests. */
  servicesChanged(files: readonly FileChange[]): void {
    if (this.#early !== undefined) this.#early = mergeFiles(this.#early, files);
  }

  /** A service is in another state, perhaps. */
  look(): void {
    this.#tests?.look();
  }

  /** Another config holds from now on. */
  adopt(): void {
    const { project, adapters } = this.#deps;
    if (this.#tests === undefined)
      this.start(newestWrite(adapters.files, project().configFiles) ?? adapters.clock.now());
    else void this.#tests.adopt();
  }

  /** Kills what runs; resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await (await this.#opening)?.stop();
  }

  #open(sinceMs: number): Promise<TestsBeside | undefined> {
    if (this.#opening === undefined) this.#early = [];
    this.#opening ??= this.#load(sinceMs);
    return this.#opening;
  }

  #takeEarly(): readonly FileChange[] {
    const early = this.#early ?? [];
    this.#early = undefined;
    return early;
  }

  async #load(sinceMs: number): Promise<TestsBeside | undefined> {
    const [{ openTestsBeside }] = await Promise.all([import('./tests-beside.ts'), this.#deps.tellTests()]);
    if (this.#isStopped) return undefined;
    const { project } = this.#deps;
    const openedWith = project();
    const tests = await openTestsBeside({ ...this.#deps, takeEarly: () => this.#takeEarly() }, sinceMs);
    if (this.#isStopped) {
      await tests?.stop();
      return undefined;
    }
    // What was wrong may be right next time.
    if (tests === undefined) this.#opening = undefined;
    this.#tests = tests;
    tests?.look();
    if (project() !== openedWith) await tests?.adopt();
    return tests;
  }
}
