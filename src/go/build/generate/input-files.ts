import { join, sep } from 'node:path';
import { compileGlobs, type Globs } from '../../../base/glob.ts';
import { isWithin } from '../../../base/paths.ts';
import { entriesIn, isFile } from '../../../base/what-is-there.ts';
import { takeBreaks } from './take-breaks.ts';

/** Which files a generator reads: globs relative to the root, `/`-separated. */
export interface InputGlobs {
  readonly files: readonly string[];
  readonly exclude: readonly string[];
}

export interface InputPlace {
  /** Absolute, without symlinks. */
  readonly root: string;
  /** Absolute: nothing in it is an input. */
  readonly tmpDir: string;
}

/** The files that a generator reads, as its globs say. All paths are absolute. */
export class InputFiles {
  readonly #globs: Globs;
  readonly #place: InputPlace;

  constructor({ files, exclude }: InputGlobs, place: InputPlace) {
    this.#globs = compileGlobs(files, exclude);
    this.#place = place;
  }

  wants(path: string): boolean {
    const names = this.#namesOf(path);
    return (
      names !== undefined &&
      names.length > 0 &&
      !names.slice(0, -1).some(isLeftOut) &&
      !this.#isTemporary(path) &&
      this.#globs.matches(names.join('/'))
    );
  }

  /** Whether an input may lie in that directory or below it. */
  mayLieBelow(directory: string): boolean {
    const names = this.#namesOf(directory);
    return (
      names !== undefined &&
      !names.some(isLeftOut) &&
      !this.#isTemporary(directory) &&
      this.#globs.mayLieBelow(names.join('/'))
    );
  }

  /** Those that are there. Links to directories are not followed; what cannot be read is left out. */
  async find(): Promise<readonly string[]> {
    const { root } = this.#place;
    const found: string[] = [];
    /** Relative to the root, each with a `/` behind it. */
    const waiting = [''];
    const mayBreak = takeBreaks();
    for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
      for (const entry of entriesIn(join(root, directory))) {
        const rel = directory + entry.name;
        if (entry.isDirectory()) {
          if (this.#mayEnter(entry.name, rel)) waiting.push(`${rel}/`);
        } else if (this.#globs.matches(rel)) {
          const path = join(root, rel);
          if (entry.isFile() || isFile(path)) found.push(path);
        }
      }
      await mayBreak();
    }
    return found.toSorted();
  }

  #mayEnter(name: string, rel: string): boolean {
    return !isLeftOut(name) && this.#globs.mayLieBelow(rel) && !this.#isTemporary(join(this.#place.root, rel));
  }

  #isTemporary(path: string): boolean {
    const { tmpDir } = this.#place;
    return isWithin(path, tmpDir);
  }

  /** Undefined for what is not below the root. */
  #namesOf(path: string): readonly string[] | undefined {
    const { root } = this.#place;
    if (path === root) return [];
    return path.startsWith(root + sep) ? path.slice(root.length + 1).split(sep) : undefined;
  }
}

/** By the name of a directory: others' code, and what Go itself passes over. */
function isLeftOut(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name === 'vendor' || name === 'testdata';
}
