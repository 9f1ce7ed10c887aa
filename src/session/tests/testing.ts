import { createArtifactStore, type ArtifactStore } from '../../go/build/artifacts.ts';
import { artifactMaker } from '../../go/build/leftovers.ts';
import { atLowPriority } from '../../go/build/low-priority.ts';
import type { Listing } from '../../go/graph/list-packages.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { SourceWrites } from '../../watch/quiet/source-writes.ts';
import { testsConsumer } from '../../watch/scope/consumer.ts';
import type { Adapters } from '../adapters.ts';
import type { WatchedSubject } from '../service-plan/subject.ts';
import { moduleFiles } from '../service-plan/watched.ts';
import { watchedSources } from '../watched-sources.ts';
import type { Watching } from '../watching.ts';
import { beginTests, ownedBuild, type TestJob } from './begin-tests.ts';
import type { TestedSubject } from './test-subject.ts';
import { TestGraph } from './test-graph.ts';
import { TestsRunner, type TestsRunnerDeps } from './tests-runner.ts';

export interface TestingDeps extends Pick<TestsRunnerDeps, 'isBeside' | 'onFinished'> {
  readonly adapters: Adapters;
  /** As `adapters` loads it. */
  readonly listPackages: Awaited<ReturnType<Adapters['loadListPackages']>>;
  readonly reporter: Reporter;
  readonly subject: () => TestedSubject;
  readonly writes: SourceWrites;
  readonly watching: () => Watching | undefined;
  /** Another graph than before. What was written after `sinceMs` (Unix ms) may not be in it. */
  readonly onGraph: (sinceMs: number) => void;
  /** These were found by a look, and nobody has been told. */
  readonly changed: (files: readonly FileChange[]) => void;
}

const service = 'tests';

/** Tests, what they are made of, and where they are built. */
export class Testing {
  readonly graph: TestGraph;
  readonly runner: TestsRunner;
  readonly #deps: TestingDeps;
  readonly #artifacts: ArtifactStore;

  constructor(deps: TestingDeps) {
    const { adapters, subject } = deps;
    const { files, clock } = adapters;
    const written = { writtenAt: (path: string) => files.writtenAt(path), now: () => clock.now() };
    this.#deps = deps;
    const maker = artifactMaker(adapters.sessionId);
    this.#artifacts = createArtifactStore({ dir: subject().project.tmpDir, name: 'test', maker, service });
    this.graph = new TestGraph({
      ...written,
      list: () => this.#list(),
      readSource: (path) => files.readSource(path),
      soon: (fire) => clock.soon(fire),
      onGraph: deps.onGraph,
    });
    this.runner = new TestsRunner({
      ...deps,
      ...written,
      graph: this.graph,
      begin: (job) => this.#begin(job),
    });
  }

  watched(): WatchedSubject {
    return { ...this.#deps.subject(), consumer: testsConsumer, program: () => this.graph.known?.files };
  }

  /** Kills what runs; resolves when nothing is left. */
  async stop(): Promise<void> {
    this.graph.cancel();
    await this.runner.stop();
    await this.#artifacts.removeAll();
  }

  #list(): Listing {
    const { subject, adapters, listPackages, isBeside } = this.#deps;
    return listPackages({
      build: ownedBuild(subject()),
      cwd: subject().project.cwd,
      env: adapters.env,
      commands: isBeside ? atLowPriority(adapters.commands) : adapters.commands,
      moduleFiles: moduleFiles(subject().launch),
      tests: true,
    });
  }

  #begin(job: TestJob): ReturnType<typeof beginTests> {
    const { adapters, reporter, subject, writes, watching, isBeside, changed } = this.#deps;
    const sources = watchedSources({ writes, watching, consumer: testsConsumer, changed });
    const where = { artifacts: this.#artifacts, sources, service, lowPriority: isBeside };
    return beginTests(job, { adapters, reporter, subject, ...where, ...subject().words });
  }
}
