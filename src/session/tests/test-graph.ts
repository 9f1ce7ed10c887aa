import type { Listing } from '../../go/graph/list-packages.ts';
import { joinGraphs, type PackageGraph } from '../../go/graph/package-graph.ts';
import { ProgramFiles } from '../../go/graph/program-files.ts';
import { directoriesOf, TestedPackages } from '../../go/test/affected-tests.ts';
import type { FileChange } from '../../protocol/change.ts';
import { SourceHeaders, type HeaderFiles } from '../graph/source-headers.ts';
import { isGoSource } from '../plan.ts';

export interface TestGraphDeps extends HeaderFiles {
  /** Asks the go command what the tests are made of. */
  readonly list: () => Listing;
  /** Unix ms. */
  readonly now: () => number;
  /** Another graph than before. What was written after `sinceMs` (Unix ms) may not be in it. */
  readonly onGraph: (sinceMs: number) => void;
}

/** What is known of the tests. */
export interface KnownTests {
  readonly files: ProgramFiles;
  readonly tested: TestedPackages;
  /** Import path → absolute directory. */
  readonly directories: ReadonlyMap<string, string>;
}

/**
 * What tests are made of, as the go command has said: asked when somebody wants to run some and a change may have made
 * another graph. Nothing is run by an answer that is older than the change.
 */
export class TestGraph {
  readonly #deps: TestGraphDeps;
  readonly #headers: SourceHeaders;
  #known: KnownTests | undefined;
  #listing: Listing | undefined;
  #newest: Promise<void> = Promise.resolve();
  #isAsking = false;
  #isOutdated = false;

  constructor(deps: TestGraphDeps) {
    this.#deps = deps;
    this.#headers = new SourceHeaders(deps);
  }

  /** Undefined until the go command has answered. */
  get known(): KnownTests | undefined {
    return this.#known;
  }

  /** What is known after these changes; undefined where the go command cannot say anything. Never rejects. */
  async after(files: readonly FileChange[]): Promise<KnownTests | undefined> {
    if (
      this.#isOutdated ||
      this.#known === undefined ||
      this.#known.files.graph.isBroken ||
      files.some((file) => this.#mayChange(file))
    )
      await (files.length === 0 && this.#isAsking && !this.#isOutdated ? this.#newest : this.#asked());
    return this.#known;
  }

  /** What was known is of other packages, or of other flags. */
  forget(): void {
    this.#isOutdated = true;
  }

  /** Ends a go command that is asked. */
  cancel(): void {
    this.#listing?.cancel();
  }

  #mayChange({ path, kind }: FileChange): boolean {
    if (!isGoSource(path)) return false;
    return kind !== 'modified' || !path.endsWith('.go') || this.#headers.differs(path);
  }

  /** Whoever asks for an answer that is outdated by a newer question waits for that one's. */
  async #asked(): Promise<void> {
    const mine = this.#ask();
    this.#newest = mine;
    this.#isAsking = true;
    await mine;
    if (this.#newest === mine) this.#isAsking = false;
    if (this.#newest !== mine) await this.#newest;
  }

  async #ask(): Promise<void> {
    const askedAtMs = this.#deps.now();
    const listing = this.#deps.list();
    this.#listing = listing;
    const answer = await listing.graph;
    if (answer === undefined || this.#listing !== listing) return;
    const before = this.#isOutdated ? undefined : this.#known?.files.graph;
    this.#isOutdated = false;
    const graph = answer.isBroken && before !== undefined ? joinGraphs(before, answer) : answer;
    this.#headers.learn(graph, askedAtMs, () => undefined);
    if (JSON.stringify(graph) === JSON.stringify(before)) return;
    this.#known = knownOf(graph);
    this.#deps.onGraph(askedAtMs);
  }
}

function knownOf(graph: PackageGraph): KnownTests {
  const files = new ProgramFiles(graph);
  return { files, tested: new TestedPackages(files), directories: directoriesOf(graph) };
}
