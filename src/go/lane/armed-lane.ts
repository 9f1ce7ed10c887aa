import { linkSync, rmSync, statSync } from 'node:fs';
import { isSuccess } from '../../protocol/process-end.ts';
import { stampOf } from '../../base/file-times.ts';
import type { RunningCommand } from '../../engine/ports.ts';
import { Ahead, filesOf, plainOwners, type AheadContext } from './ahead.ts';
import { wholeOf } from './archive-file.ts';
import type { LaneOutcome } from '../build/fast-lane.ts';
import type { Capture } from './capture.ts';
import { CompiledPackages } from './compiled-packages.ts';
import { compilerErrors } from './compiler-errors.ts';
import { stampContentId } from './content-id.ts';
import { decide, type ChangedPackage } from './decide.ts';
import { differences, type Copies } from './differences.ts';
import { currentState, noState, readState, type FileState } from './file-states.ts';
import { takeFingerprint } from './fingerprint.ts';
import { LineCutoff } from './line-cutoff.ts';
import type { OwnPackage, Program } from './program.ts';
import { compile, plainLinker, type Linker, type ToolContext } from './toolchain-run.ts';

export interface LaneBuild {
  /** Absolute: the binary. */
  readonly path: string;
  readonly context: ToolContext;
  readonly isCancelled: () => boolean;
  /** Default: the sources themselves are read. */
  readonly copies?: Copies;
  /** A command that runs already is part of the build from now on. */
  readonly adopt: (running: RunningCommand) => void;
}

export interface ArmedLaneOptions {
  readonly dir: string;
  readonly lineCutoff: boolean;
}

interface ArmedLaneParts {
  readonly packages: CompiledPackages;
  readonly ahead: Ahead;
  readonly linker: Linker;
  readonly lines: LineCutoff | undefined;
}

/** Beyond so many packages the go command is as fast: it compiles as many at once as there are cores. */
const mostPackages = 8;

/**
 * Compiles what changed, and links, as the go command would, without the go command. What it knows is always of
 * archives that are there: each compilation that is whole is kept, whatever comes of the build.
 */
export class ArmedLane {
  readonly #capture: Capture;
  readonly #packages: CompiledPackages;
  readonly #linker: Linker;
  readonly #ahead: Ahead;
  readonly #lines: LineCutoff | undefined;
  /** What was compiled last, by absolute path. */
  readonly #files: Map<string, FileState>;
  #isExact = true;
  #linked: { readonly path: string; readonly contentId: string; readonly version: number } | undefined;

  constructor(capture: Capture, { packages, ahead, linker, lines }: ArmedLaneParts) {
    this.#capture = capture;
    this.#packages = packages;
    this.#ahead = ahead;
    this.#linker = linker;
    this.#lines = lines;
    this.#files = new Map(capture.program.files);
  }

  /**
   * @param options.dir absolute, there, of its own: for archives
   * @param options.lineCutoff whether a package of which only lines moved may leave its importers as they are
   * @throws when an archive is gone already, or is none
   */
  static async of(capture: Capture, { dir, lineCutoff }: ArmedLaneOptions): Promise<ArmedLane> {
    const packages = await CompiledPackages.of(capture, dir);
    const lines = lineCutoff ? new LineCutoff(dir) : undefined;
    const lane = new ArmedLane(capture, { packages, ahead: new Ahead(packages, dir), linker: plainLinker, lines });
    for (const own of capture.program.packages.values()) lane.#keepLines(own);
    return lane;
  }

  /** What it makes is what the go command would make; else line numbers of inlined functions may be old ones. */
  get isExact(): boolean {
    return this.#isExact;
  }

  /** When the newest of the files that it knows was written, Unix ms. */
  get newestChangeMs(): number {
    return Math.max(0, ...[...this.#files.keys()].map((path) => changedMs(path)));
  }

  /** What is on disk differs from what was compiled last. */
  get isBehind(): boolean {
    return differences(this.#program()).length > 0;
  }

  /** What was compiled, the newest last: for a report. */
  get history(): readonly string[] {
    return this.#packages.history;
  }

  /** Builds if what changed is an ordinary edit. @throws when files cannot be written */
  async build(request: LaneBuild): Promise<LaneOutcome> {
    const program = this.#program();
    const decision = decide(program, differences(program, request.copies), request.context.cwd);
    try {
      if (decision.type === 'slow') return decision;
      const stopped = await this.#compileAll(decision.changed, request);
      return stopped ?? (await this.#link(request));
    } finally {
      this.drop();
    }
  }

  /** A file was written, and there may be more to come: what will surely be compiled is compiled now. */
  written(path: string, context: AheadContext): void {
    this.#ahead.written(path, this.#program(), context);
  }

  /** A write of that file would be no ordinary edit. */
  leaves(path: string): boolean {
    const before = this.#files.get(path);
    const now = currentState(path, before ?? noState);
    if (before === undefined || now.hash === '' || before.frame !== now.frame) return true;
    return !plainOwners(this.#capture.program.packages).has(path);
  }

  /** What was begun for a write is not needed. */
  drop(): void {
    this.#ahead.drop();
  }

  /**
   * Whether compiling a package that has not changed, and linking what is there, give what the go command made. Leaves
   * nothing but the binary at `path`.
   *
   * @param contentId of the binary of the go command
   * @returns why not; undefined if they do
   */
  async testItself(
    contentId: string,
    { path, context }: Pick<LaneBuild, 'path' | 'context'>,
  ): Promise<string | undefined> {
    const plain = [...this.#capture.program.packages.values()].findLast(({ isPlain }) => isPlain);
    if (plain === undefined) return 'no package of the program is made by the Go compiler alone';
    const archive = this.#packages.nextArchiveOf(plain.id);
    const step = this.#packages.stepOf(plain.id);
    const result = await compile(step, { archive, archives: this.#packages.archives, context });
    if (!isSuccess(result.end)) return `${plain.path} could not be compiled: ${result.output}`;
    const isSame = wholeOf(archive) === wholeOf(this.#packages.archiveOf(plain.id));
    rmSync(archive, { force: true });
    if (!isSame) return `${plain.path} came out otherwise than with the go command`;
    const linked = await this.#link({ path, context });
    if (linked.type !== 'built') return linked.type === 'slow' ? linked.reason : linked.output;
    return linked.contentId === contentId ? undefined : 'the binary came out otherwise than with the go command';
  }

  /** Level by level, since what a package exports decides about its importers. @returns why there is nothing to link */
  async #compileAll(changed: readonly ChangedPackage[], request: LaneBuild): Promise<LaneOutcome | undefined> {
    const files = new Map(changed.flatMap((each) => [...each.files]));
    const edited = new Set(changed.map(({ id }) => id));
    for (let count = 0; ;) {
      const stale = this.#packages.stale(edited);
      if (stale.length === 0) return undefined;
      const known = count + this.#packages.surelyStale(stale, edited);
      if (known > mostPackages) return { type: 'slow', reason: `${known} packages have to be compiled, or more` };
      const ready = this.#packages.independent(stale);
      count += ready.length;
      const stopped = await Promise.all(ready.map((id) => this.#compileOne(id, files, request)));
      if (request.isCancelled()) return { type: 'slow', reason: 'it was cancelled' };
      const slow = stopped.find((each) => each?.type === 'slow');
      const failed = stopped.filter((each) => each?.type === 'failed');
      if (slow !== undefined) return slow;
      if (failed[0] !== undefined) return { ...failed[0], output: failed.map(({ output }) => output).join('') };
      ready.forEach((id) => edited.delete(id));
    }
  }

  /** @returns undefined where it is compiled */
  async #compileOne(
    id: string,
    changed: ReadonlyMap<string, FileState>,
    { context, adopt, copies = new Map() }: LaneBuild,
  ): Promise<LaneOutcome | undefined> {
    const step = this.#packages.stepOf(id);
    const own = this.#capture.program.packages.get(id);
    if (own === undefined)
      return { type: 'slow', reason: `${step.path} is no package of the project, and has to be compiled` };
    if (!own.isPlain)
      return { type: 'slow', reason: `${step.path} is not made by the Go compiler alone, and has to be compiled` };
    const compiledWith = this.#packages.exportsFor(id);
    const states = filesOf(own).map((path) => [path, changed.get(path) ?? this.#files.get(path)] as const);
    const hashes = new Map(states.map(([path, state]) => [path, state?.hash ?? '']));
    const ahead = copies.size === 0 ? this.#ahead.take(id, hashes) : undefined;
    if (ahead !== undefined) adopt(ahead.running);
    const archive = ahead?.archive ?? this.#packages.nextArchiveOf(id);
    const read = states.map(([path]) => copies.get(path) ?? path);
    const stamps = ahead?.stamps ?? read.map(stampOf);
    const result = await (ahead?.result ??
      compile(step, { archive, archives: this.#packages.archives, copies, context }));
    // Other bytes that came and went may have been compiled.
    const isStill = read.every(
      (path, at) => stampOf(path) === stamps[at] && readState(path).hash === states[at]?.[1]?.hash,
    );
    if (!isStill) return { type: 'slow', reason: `${step.path} was written to while it was compiled` };
    if (!isSuccess(result.end)) {
      rmSync(archive, { force: true });
      const output = compilerErrors(result, step, { cwd: context.cwd, isEdited: (path) => changed.has(path), copies });
      if (output === undefined) return { type: 'slow', reason: `the compiler refuses ${step.path}` };
      return { type: 'failed', output, end: result.end };
    }
    const isForImporters = !(await this.#onlyMovedLines(own, archive, { context, copies }));
    for (const [path, state] of states) if (state !== undefined) this.#files.set(path, state);
    this.#packages.replace(id, archive, compiledWith, isForImporters);
    this.#isExact &&= isForImporters;
    this.#keepLines(own);
    return undefined;
  }

  /** Whether its many importers can be left as they are, though they have old line numbers of it. */
  async #onlyMovedLines(
    own: OwnPackage,
    archive: string,
    { context, copies }: { readonly context: ToolContext; readonly copies: Copies },
  ): Promise<boolean> {
    const { id } = own;
    if (!this.#hasManyImporters(own) || !this.#packages.exportsOther(id, archive)) return false;
    const recompiled = { own, step: this.#packages.stepOf(id), archives: this.#packages.archives, context };
    const onlyMoved = await this.#lines?.onlyMoved(recompiled, (path) => copies.get(path) ?? path);
    return onlyMoved === true && takeFingerprint(archive, this.#packages.archiveOf(id));
  }

  #keepLines(own: OwnPackage): void {
    if (own.isPlain && this.#hasManyImporters(own)) this.#lines?.keep(own, this.#files);
  }

  #hasManyImporters({ id }: OwnPackage): boolean {
    return this.#lines !== undefined && this.#packages.importersOf(id) > mostPackages;
  }

  async #link({ path, context }: Pick<LaneBuild, 'path' | 'context'>): Promise<LaneOutcome> {
    const { version, archives } = this.#packages;
    const before = this.#linked;
    if (before?.version === version && isLinkedTo(before.path, path))
      return { type: 'built', contentId: before.contentId };
    const { result, id } = await this.#linker.link(this.#capture.dryRun.link, { path, context, archives });
    if (!isSuccess(result.end)) return { type: 'slow', reason: `the linker failed: ${result.output.trim()}` };
    const contentId = stampContentId(path, id);
    if (contentId === undefined) return { type: 'slow', reason: 'the binary has no build ID' };
    this.#linked = { path, contentId, version };
    return { type: 'built', contentId };
  }

  #program(): Program {
    return { ...this.#capture.program, files: this.#files };
  }
}

function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0;
}

/** Nothing has to be linked where all archives are as they were. */
function isLinkedTo(from: string, to: string): boolean {
  try {
    rmSync(to, { force: true });
    linkSync(from, to);
    return true;
  } catch {
    return false;
  }
}
