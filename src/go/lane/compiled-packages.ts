import { linkSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errnoOf } from '../../base/errno.ts';
import { exportsOf, wholeOf } from './archive-file.ts';
import type { Capture } from './capture.ts';
import type { CompileStep } from './dry-run.ts';

/** What the packages that one imports exported when it was compiled, by id. */
export type ImportedExports = ReadonlyMap<string, string>;

const mostRemembered = 100;

/** The archives of a program, and what each was compiled with. Every archive that is listed is there. */
export class CompiledPackages {
  readonly #steps: ReadonlyMap<string, CompileStep>;
  /** By id: the own packages that a package imports. */
  readonly #imports = new Map<string, readonly string[]>();
  readonly #archives = new Map<string, string>();
  /** Of own packages, by id. */
  readonly #exports = new Map<string, string>();
  readonly #compiledWith = new Map<string, ImportedExports>();
  readonly #dir: string;
  readonly #history: string[] = [];
  #version = 0;

  constructor(steps: readonly CompileStep[], dir: string) {
    this.#steps = new Map(steps.map((step) => [step.id, step]));
    this.#dir = dir;
  }

  /**
   * Takes the archives into its own hands, so that nobody trims them away, and reads what they export.
   *
   * @param dir absolute, there, of its own
   * @throws when an archive is gone already, or is none
   */
  static async of({ archives, program, dryRun }: Capture, dir: string): Promise<CompiledPackages> {
    const made = new CompiledPackages(dryRun.compiles, dir);
    for (const [id, archive] of archives) made.#archives.set(id, await keep(archive, join(dir, `${id}.a`)));
    for (const { id, imports } of dryRun.compiles) {
      const ids = [...imports.matchAll(/\$WORK[\\/](b\d+)[\\/]/g)].map(([, imported = '']) => imported);
      const own = ids.filter((imported) => program.packages.has(imported));
      // A package that cannot change may import one that can, where modules require each other.
      if (own.length > 0 || program.packages.has(id)) made.#imports.set(id, own);
    }
    for (const id of program.packages.keys()) {
      made.#exports.set(id, exportsOf(made.archiveOf(id)));
      await setImmediate();
    }
    for (const id of made.#imports.keys()) made.#compiledWith.set(id, made.exportsFor(id));
    return made;
  }

  /** By id of all steps. */
  get archives(): ReadonlyMap<string, string> {
    return this.#archives;
  }

  /** Another number whenever an archive has become another. */
  get version(): number {
    return this.#version;
  }

  /** What was compiled, the newest last: for a report. */
  get history(): readonly string[] {
    return this.#history;
  }

  stepOf(id: string): CompileStep {
    const step = this.#steps.get(id);
    if (step === undefined) throw new Error(`there is no package ${id}`);
    return step;
  }

  archiveOf(id: string): string {
    return this.#archives.get(id) ?? '';
  }

  /** Where the next archive of a package is to be made. */
  nextArchiveOf(id: string): string {
    return join(this.#dir, `${id}-${this.#version + 1}.a`);
  }

  /** What the own packages that this one imports export now. */
  exportsFor(id: string): ImportedExports {
    return new Map((this.#imports.get(id) ?? []).map((each) => [each, this.#exports.get(each) ?? '']));
  }

  /** Packages whose archive is not of what is there now, given those whose sources are others. */
  stale(edited: ReadonlySet<string>): readonly string[] {
    return [...this.#imports.keys()].filter((id) => edited.has(id) || this.#outdatedBy(id).length > 0);
  }

  /** How many of the stale have to be compiled, whatever the others will export. */
  surelyStale(stale: readonly string[], edited: ReadonlySet<string>): number {
    const open = new Set(stale);
    return stale.filter((id) => edited.has(id) || this.#outdatedBy(id).some((each) => !open.has(each))).length;
  }

  /** Those that import none of the others, directly or not. */
  independent(ids: readonly string[]): readonly string[] {
    const all = new Set(ids);
    return ids.filter((id) => !this.#dependsOn(id, all));
  }

  /** How many packages have to be compiled when that one exports something else, at least. */
  importersOf(id: string): number {
    return [...this.#imports.values()].filter((imported) => imported.includes(id)).length;
  }

  /** It exports something else than what is in use. @throws where it is no archive of the Go compiler */
  exportsOther(id: string, archive: string): boolean {
    return exportsOf(archive) !== this.#exports.get(id);
  }

  /**
   * A package was compiled into `archive`, with what its imports exported then.
   *
   * @param isForImporters false: what they were compiled with is good enough for them
   */
  replace(id: string, archive: string, compiledWith: ImportedExports, isForImporters = true): void {
    const before = this.archiveOf(id);
    const isSame = wholeOf(before) === wholeOf(archive);
    this.#history.push(`${this.stepOf(id).path}${isSame ? ' (as it was)' : ''}`);
    if (this.#history.length > mostRemembered) this.#history.shift();
    this.#compiledWith.set(id, compiledWith);
    if (isSame) return rmSync(archive, { force: true });
    if (isForImporters) this.#exports.set(id, exportsOf(archive));
    this.#archives.set(id, archive);
    this.#version += 1;
    rmSync(before, { force: true });
  }

  /** Those of its imports that exported something else when it was compiled. */
  #outdatedBy(id: string): readonly string[] {
    const before = this.#compiledWith.get(id);
    return (this.#imports.get(id) ?? []).filter((each) => before?.get(each) !== this.#exports.get(each));
  }

  #dependsOn(id: string, others: ReadonlySet<string>): boolean {
    const seen = new Set<string>();
    const queue = [...(this.#imports.get(id) ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (others.has(next)) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(...(this.#imports.get(next) ?? []));
    }
    return false;
  }
}

/** @returns the path of the kept file */
async function keep(archive: string, own: string): Promise<string> {
  rmSync(own, { force: true });
  try {
    linkSync(archive, own);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw error;
    await copyFile(archive, own);
  }
  return own;
}
