import { copyFileSync, linkSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { holderOf, isSame, makerText, statOf, type ArtifactMaker } from './leftovers.ts';
import { makeDirs } from '../../base/make-dirs.ts';

/** Where a binary is run from: a path that stays the same from build to build. */
export interface Place {
  readonly file: string;
  /** The user named it. Then it stays when gorl ends, and a copy will do where there are no links. */
  readonly asked: boolean;
}

export interface PlacementOptions {
  readonly maker: ArtifactMaker;
  /** `tmp_dir`. */
  readonly dir: string;
  readonly windows: boolean;
}

/**
 * Puts binaries at the places that they are run from. A place is never written into: a new file takes its name by
 * rename, so the old process keeps its own file, and the place is never missing. Who else shares the place is known
 * by its file: it is one of a living gorl's, then, and this one runs its own copy.
 */
export class Placement {
  readonly #options: PlacementOptions;
  readonly #places = new Map<number, Place>();
  #told = false;
  /** What was put where last, as far as it is known to be there. */
  #newest: { readonly generation: number; readonly file: string; readonly ino: bigint } | undefined;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /**
   * @param force also at a place that another gorl uses: shell text of the user's names it
   * @returns the pid of the gorl that uses the place already, the first time
   * @throws what the file system has against it
   */
  put(generation: number, binary: string, place: Place, force: boolean): number | undefined {
    const holder = force ? undefined : holderOf(place.file, this.#options.dir, this.#options.maker);
    if (holder !== undefined) {
      const first = !this.#told;
      this.#told = true;
      return first ? holder : undefined;
    }
    // Windows does not replace a program that runs; it is put there when that one has ended.
    this.#places.set(generation, place);
    try {
      this.#link(generation, binary, place);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (this.#options.windows && /^(?:EPERM|EBUSY|EACCES)$/.test(code)) return undefined;
      this.#places.delete(generation);
      throw error;
    }
    return undefined;
  }

  /**
   * Where to start a generation: its place, put right if another file is there by now, or else `binary` itself. Where
   * that is gone as well, nothing is made: somebody removed it, or moved the whole project away.
   */
  startFrom(generation: number, binary: string): string {
    const place = this.#places.get(generation);
    if (place === undefined) return binary;
    try {
      if (this.#isThere(generation, place)) return place.file;
      if (statOf(binary) === undefined) return binary;
      this.#link(generation, binary, place);
      return place.file;
    } catch {
      return binary;
    }
  }

  forget(generation: number): void {
    this.#places.delete(generation);
  }

  /** Takes the newest binary away from a place that nobody asked for. */
  clear(): void {
    const newest = this.#newest;
    const place = newest && this.#places.get(newest.generation);
    if (newest === undefined || place === undefined || place.asked || !this.#isThere(newest.generation, place)) return;
    rmSync(newest.file, { force: true });
  }

  #isThere(generation: number, place: Place): boolean {
    const newest = this.#newest;
    if (newest?.generation !== generation || newest.file !== place.file) return false;
    return statOf(place.file)?.ino === newest.ino;
  }

  #link(generation: number, binary: string, { file, asked }: Place): void {
    makeDirs(dirname(file));
    const temporary = join(dirname(file), `.${basename(file)}.${makerText(this.#options.maker)}-0`);
    try {
      if (statOf(temporary) !== undefined) rmSync(temporary, { force: true });
      linkOrCopy(binary, temporary, asked);
      const facts = statOf(temporary);
      // Two names of one file: rename(2) would do nothing and leave both.
      const there = statOf(file);
      if (facts !== undefined && there !== undefined && isSame(facts, there)) rmSync(temporary, { force: true });
      else renameSync(temporary, file);
      this.#newest = facts === undefined ? undefined : { generation, file, ino: facts.ino };
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
  }
}

function linkOrCopy(from: string, to: string, copyIsFine: boolean): void {
  try {
    linkSync(from, to);
  } catch (error) {
    // Without the link nobody could tell later whose file it is.
    if (!copyIsFine || errnoOf(error) === 'ENOENT') throw error;
    copyFileSync(from, to);
  }
}
