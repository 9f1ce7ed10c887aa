import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { namesIn } from '../../base/what-is-there.ts';
import { stampOf } from '../../base/file-times.ts';
import { isSourceName } from '../packages/source-names.ts';
import { isGoCommandsOwn, type Sources, type SourceWrite } from './sources.ts';

export interface BuildGuardOptions {
  readonly sources: Sources;
  /** GOTMPDIR of the command: while a go command runs, its work directory is in there. Undefined: not known. */
  readonly workDir: string | undefined;
  /** GOCACHE; undefined where no file of it can be removed. */
  readonly cacheDir: () => Promise<string | undefined>;
  /** Commands of the user's ran just before: writes that are told of late may be theirs. */
  readonly afterHooks: boolean;
  /** By absolute path: stamps of files as they were when it began, after writes that it was not told of. Default: none. */
  readonly known?: ReadonlyMap<string, string>;
  /** Tests are compiled, too. Default: no. */
  readonly withTests?: boolean;
  /** The first write of a file that the compiler reads. */
  readonly onSpoiled: () => void;
}

/**
 * Looks whether sources are written while one build command runs. A write makes that build worthless, whatever the
 * bytes are afterwards: see docs/architecture.md, "What a build may believe".
 */
export class BuildGuard {
  readonly #options: BuildGuardOptions;
  readonly #beganAtMs = Date.now();
  readonly #stop: () => void;
  /** What a go command before this one has left in its work directory. */
  readonly #older: readonly string[];
  readonly #writes = new Map<string, SourceWrite>();
  /** Events told of them, and they were judged then. */
  readonly #seen = new Set<string>();
  readonly #changed = new Set<string>();
  /** Written too, and perhaps embedded. */
  readonly #others = new Set<string>();

  constructor(options: BuildGuardOptions) {
    this.#options = options;
    this.#older = options.workDir === undefined ? [] : namesIn(options.workDir);
    this.#stop = options.sources.observe({
      written: (write) => this.#note(write),
      changed: (paths) => paths.forEach((path) => this.#changed.add(path)),
    });
  }

  /** Files that the compiler reads, or embeds, were written while a go command ran. */
  get disturbed(): boolean {
    return this.#writes.size + this.#others.size > 0;
  }

  /** Sources were written, whether or not a go command ran. */
  get touched(): boolean {
    return [...this.#seen].some((path) => this.#isCompiled(basename(path)));
  }

  /** Files that the compiler reads were. */
  get spoiled(): boolean {
    return this.#writes.size > 0;
  }

  /** Those of them whose bytes are what they were. */
  get rewritten(): readonly string[] {
    return [...this.#writes.keys()].filter((path) => !this.#changed.has(path));
  }

  end(): void {
    this.#stop();
  }

  /**
   * Takes back what the build put into the go command's cache for what was written. Never rejects.
   *
   * @returns whether a file that is embedded was written with the bytes that it had: then no change tells of it
   */
  async dropEntries(): Promise<boolean> {
    if (!this.#mayHaveCompiled()) return false;
    // Seldom needed: no start is to read them.
    const [{ dropSpoiled }, cacheDir] = await Promise.all([import('./build-cache.ts'), this.#options.cacheDir()]);
    if (cacheDir === undefined) return false;
    const others = [...this.#others];
    const dropped = await dropSpoiled({
      cacheDir,
      sinceMs: this.#beganAtMs,
      writes: [...this.#writes.values()],
      others: others.map((path) => basename(path)),
      withTests: this.#options.withTests === true,
    });
    return dropped.others > 0 && others.some((path) => !this.#changed.has(path));
  }

  #note(write: SourceWrite): void {
    const { directory, name, atMs, late } = write;
    if (name !== undefined && isGoCommandsOwn(name) && !this.#isCompiled(name)) return;
    if (this.#options.afterHooks && atMs !== undefined && atMs < this.#beganAtMs) return;
    const path = join(directory, name ?? '.');
    if (late === true && (this.#seen.has(path) || this.#isKnown(path))) return;
    this.#seen.add(path);
    if (late !== true && !this.#runsGo()) return;
    if (name !== undefined && !this.#isCompiled(name)) {
      this.#others.add(path);
      return;
    }
    this.#writes.set(path, write);
    this.#options.onSpoiled();
  }

  #isCompiled(name: string): boolean {
    return isSourceName(name) || (this.#options.withTests === true && name.endsWith('_test.go'));
  }

  /** What is told of late is what was there before. */
  #isKnown(path: string): boolean {
    const stamp = this.#options.known?.get(path);
    return stamp !== undefined && stamp === stampOf(path);
  }

  /** The go command makes a directory for each package before it compiles it; those of a killed one are still there. */
  #mayHaveCompiled(): boolean {
    const { workDir } = this.#options;
    if (workDir === undefined) return true;
    try {
      const left = goDirsIn(workDir).filter((name) => !this.#older.includes(name));
      return left.length === 0 || left.some((name) => readdirSync(join(workDir, name)).length > 0);
    } catch {
      return true;
    }
  }

  /** A generator that writes before the go command of the same line runs does no harm. */
  #runsGo(): boolean {
    const { workDir } = this.#options;
    try {
      return workDir === undefined || goDirsIn(workDir).length > 0;
    } catch {
      return true;
    }
  }
}

/** @throws when it cannot be read */
function goDirsIn(workDir: string): readonly string[] {
  return readdirSync(workDir).filter((name) => name.startsWith('go-'));
}
