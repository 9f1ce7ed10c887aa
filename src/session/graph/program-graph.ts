import { basename } from 'node:path';
import type { Listing } from '../../go/graph/list-packages.ts';
import { joinGraphs, type PackageGraph } from '../../go/graph/package-graph.ts';
import { ProgramFiles } from '../../go/graph/program-files.ts';
import { createTask } from '../../engine/task/task.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { ProgramView } from '../plan.ts';
import { isForOthers } from './other-programs.ts';
import { SourceHeaders, type HeaderFiles } from './source-headers.ts';

/** A build that goes on for so long is not noticeably longer for a question beside it. */
const patienceMs = 1000;

export interface ProgramGraphDeps extends HeaderFiles {
  /** Asks the go command; undefined where it cannot say: the build is the user's own command. */
  readonly list: () => Listing | undefined;
  /** Absolute; other programs are looked for below it. */
  readonly root: () => string;
  readonly holdsProgram: (directory: string) => boolean;
  /** Unix ms. */
  readonly now: () => number;
  /** When the newest build began; Unix ms. */
  readonly buildStartedAtMs: () => number;
  /** Another graph than before. What was written after `sinceMs` (Unix ms) is not in the newest build, perhaps. */
  readonly onGraph: (sinceMs: number) => void;
  /** All is known of that graph that tells whether a change makes another one. */
  readonly onKnown: () => void;
  /** A build runs that a question would slow down. */
  readonly isBuilding: () => boolean;
  /** Calls `fire` once after so many ms, unless what it returns is called before. */
  readonly after: (ms: number, fire: () => void) => () => void;
  /** The go command cannot say anything of the program, and nobody else has. */
  readonly onUnknown: () => void;
  /** The whole graph, as the go command has told it. */
  readonly remember: (graph: PackageGraph) => void;
}

/**
 * What the program is made of, as far as the go command has said so. It is asked when the first build is over, then
 * whenever a change can have made another graph, and once more after each build while something is missing. Beside a
 * build it would take a quarter of the time that the build has, so it waits for its end, if that is soon.
 */
export class ProgramGraph {
  readonly #deps: ProgramGraphDeps;
  readonly #headers: SourceHeaders;
  readonly #task = createTask(
    { newerWork: 'supersedes', priority: 'normal' },
    {
      start: (run, _files, emit) => void this.#ask().then(() => emit({ type: 'run-ended', run })),
      cancel: () => this.#asked?.listing?.cancel(),
      accept: () => this.#accept(),
      report() {},
      end() {},
    },
  );
  #asked: { readonly listing?: Listing; readonly atMs: number } | undefined;
  #answer: PackageGraph | undefined;
  #files: ProgramFiles | undefined;
  #isAsked = false;
  #forgetOwed: (() => void) | undefined;
  /** The newest question has no answer: go.mod cannot be read, perhaps. */
  #hasFailed = false;
  /** What is known is from an earlier session: enough to watch by, not to say that a change does nothing. */
  #isRecalled = false;

  constructor(deps: ProgramGraphDeps) {
    this.#deps = deps;
    this.#headers = new SourceHeaders(deps);
  }

  /** Undefined until something is known. */
  get files(): ProgramFiles | undefined {
    return this.#files;
  }

  /** The go command has answered in this session. */
  get hasAnswered(): boolean {
    return this.#files !== undefined && !this.#isRecalled;
  }

  /** What was known in an earlier session; the go command is asked all the same. */
  recall(graph: PackageGraph): void {
    if (this.#files !== undefined) return;
    this.#isRecalled = true;
    this.#files = new ProgramFiles(graph);
  }

  /** Undefined until something is known. */
  view(): ProgramView | undefined {
    const files = this.#files;
    if (files === undefined) return undefined;
    return {
      roleOf: (path) => files.roleOf(path),
      isWhole: !this.#isAsked && !this.#lacks,
      mayChange: (file) => this.mayChange(file),
      isOthers: (path) => !this.#isRecalled && isForOthers(path, files, this.#deps.root(), this.#deps.holdsProgram),
    };
  }

  /** Whether the program's graph may be another by a change of that file. */
  mayChange({ path, kind }: FileChange): boolean {
    const role = this.#files?.roleOf(path);
    if (role === undefined || role.type === 'embedded') return false;
    if ((role.type === 'new' || role.type === 'left-out') && this.#staysOut(path)) return false;
    if (role.type === 'module' || role.type === 'new' || kind !== 'modified') return true;
    return basename(path).endsWith('.go') && this.#headers.differs(path);
  }

  /** What an earlier session knew of the system is not enough. */
  #staysOut(path: string): boolean {
    return !this.#isRecalled && this.#files?.isSurelyLeftOut(path, this.#deps.readSource(path)) === true;
  }

  /** Call after what the change asks for has begun. */
  changed(files: readonly FileChange[]): void {
    if (this.#files === undefined) return;
    if (!this.#lacks && !files.some((file) => this.mayChange(file))) return;
    this.#isAsked = true;
    if (!this.#deps.isBuilding()) this.#refresh();
    else this.#forgetOwed ??= this.#deps.after(patienceMs, () => this.#refresh());
  }

  /** A build is over, and somebody else's turn begins. */
  buildEnded(): void {
    const isOwed = this.#forgetOwed !== undefined && !this.#deps.isBuilding();
    if (isOwed || (!this.#isAsked && (this.#files === undefined || this.#lacks))) this.#refresh();
  }

  /** Another program, or another way to build it. */
  restart(): void {
    this.#files = undefined;
    this.#isRecalled = false;
    this.#refresh();
  }

  /** Ends a go command that runs. */
  stop(): void {
    this.#forgetOwed?.();
    this.#task.dispatch({ type: 'stop-requested' });
  }

  /** The go command could not tell all. */
  get #lacks(): boolean {
    return this.#hasFailed || this.#isRecalled || this.#files?.graph.isBroken === true;
  }

  #refresh(): void {
    this.#forgetOwed?.();
    this.#forgetOwed = undefined;
    this.#isAsked = true;
    this.#task.dispatch({ type: 'work-requested', files: [] });
  }

  async #ask(): Promise<void> {
    const listing = this.#deps.list();
    this.#asked = { ...(listing === undefined ? {} : { listing }), atMs: this.#deps.now() };
    this.#answer = await listing?.graph;
  }

  #accept(): void {
    this.#isAsked = false;
    const askedAtMs = this.#asked?.atMs ?? this.#deps.now();
    const answer = this.#answer;
    this.#answer = undefined;
    this.#hasFailed = answer === undefined;
    const before = this.#files?.graph;
    if (answer === undefined) {
      if (before === undefined) this.#deps.onUnknown();
      return;
    }
    const graph = answer.isBroken && before !== undefined ? joinGraphs(before, answer) : answer;
    const isAnother = JSON.stringify(graph) !== JSON.stringify(before);
    const isNews = isAnother || this.#isRecalled;
    this.#isRecalled = false;
    this.#headers.learn(graph, askedAtMs, () => isNews && this.#deps.onKnown());
    if (!isAnother) return;
    if (!graph.isBroken) this.#deps.remember(graph);
    this.#files = new ProgramFiles(graph);
    this.#deps.onGraph(Math.min(askedAtMs, this.#deps.buildStartedAtMs()));
  }
}
