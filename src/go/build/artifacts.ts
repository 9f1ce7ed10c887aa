import { rmdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { tickMs } from '../../base/file-times.ts';
import { DiagnosedError } from './diagnosed-error.ts';
import { binariesDir, makerText, remove, type ArtifactMaker } from './leftovers.ts';
import { makeDirs } from '../../base/make-dirs.ts';
import { makeTmpDir, unusableTmpDir } from './tmp-dir.ts';
import { Placement } from './placement.ts';

export interface ArtifactStore {
  /** Where the binary of a generation goes: `.gorl/gorl-<pid>-<namespace>-<session>-<service>-<generation>/<name>[.exe]`. */
  pathOf(generation: number): string;
  /** A directory of its own for the go command's temporary files; dotted, so that Go and watchers pass it by. */
  makeWorkDir(generation: number): Promise<string>;
  /** The same for the user's own build command: where its binary goes is not gorl's business. */
  makeCommandDir(generation: number): string;
  /**
   * The same for the user's hooks, one for all builds: what they left running in the background may need it. Only the
   * end of gorl removes it.
   */
  makeHookDir(): string;
  /** A directory for the fast lane with that number: dotted, as the others. Removed with all that this store has made. */
  makeLaneDir(number: number): string;
  /** Removes what hooks made there since then (Unix ms): they were killed. Never rejects. */
  clearHookDir(sinceMs: number): Promise<void>;
  /** Removes the work directory, and the binary unless `keepBinary`. Never rejects. */
  clean(generation: number, keepBinary: boolean): Promise<void>;
  /**
   * Puts the binary of a generation at the place that it is run from, without a moment in which that is missing:
   * the user's path, or `.gorl/<name>`. Only by `force` while another gorl has its own there, whose pid is returned
   * the first time.
   */
  publish(generation: number, output: string | undefined, force?: boolean): number | undefined;
  /** Where to start a generation: the place that it was published at, put right if need be, or its own file. */
  startFrom(generation: number): string | undefined;
  /** Removes the binaries of all generations that are older than the newest of these, but none of these. */
  keepOnly(generations: ReadonlySet<number>): Promise<void>;
  /** Removes all that this store has made. Never rejects. */
  removeAll(): Promise<void>;
}

export interface ArtifactOptions {
  /** Absolute; made when the first build needs it. */
  readonly dir: string;
  /** Of the program, without `.exe`. */
  readonly name: string;
  readonly maker: ArtifactMaker;
  /** Whose build it is: letters, digits, `_`, `-` and `.`. */
  readonly service: string;
  /** Default: the machine's. */
  readonly windows?: boolean;
}

/**
 * Every generation has a file of its own, since a binary that runs must never be written over
 * (ETXTBSY, and on Windows it cannot be). Its directory says which gorl made it: see leftovers.ts.
 */
export function createArtifactStore(options: ArtifactOptions): ArtifactStore {
  const { dir, name, maker, service, windows = process.platform === 'win32' } = options;
  const made = new Set<number>();
  const placement = new Placement({ maker, dir, windows });
  const labelOf = (generation: number): string => `${makerText(maker)}-${service}-${generation}`;
  const fileName = windows ? `${name}.exe` : name;
  const pathOf = (generation: number): string => join(dir, binariesDir, labelOf(generation), fileName);
  const workDirOf = (generation: number): string => join(dir, `.${labelOf(generation)}`);

  const laneDirs = new Set<string>();

  const makeBelow = (...paths: readonly string[]): void => {
    try {
      // Somebody may have removed it.
      makeTmpDir(dir);
      paths.forEach((path) => makeDirs(path));
    } catch (error) {
      throw new DiagnosedError(unusableTmpDir(dir, error), error);
    }
  };

  const clean = async (generation: number, keepBinary: boolean): Promise<void> => {
    await remove(workDirOf(generation));
    if (keepBinary) return;
    await remove(dirname(pathOf(generation)));
    placement.forget(generation);
    made.delete(generation);
  };
  return {
    pathOf,
    makeWorkDir: async (generation) => {
      made.add(generation);
      makeBelow(workDirOf(generation), dirname(pathOf(generation)));
      return workDirOf(generation);
    },
    makeCommandDir: (generation) => {
      makeBelow(workDirOf(generation));
      return workDirOf(generation);
    },
    makeHookDir: () => {
      makeBelow(workDirOf(0));
      return workDirOf(0);
    },
    makeLaneDir: (number) => {
      const laneDir = join(dir, `.${makerText(maker)}-${service}-lane-${number}`);
      laneDirs.add(laneDir);
      makeBelow(laneDir);
      return laneDir;
    },
    clearHookDir: (sinceMs) => removeSince(workDirOf(0), sinceMs),
    clean,
    publish(generation, output, force = false) {
      const place = { file: output ?? join(dir, binariesDir, fileName), asked: output !== undefined };
      return placement.put(generation, pathOf(generation), place, force);
    },
    startFrom: (generation) => (made.has(generation) ? placement.startFrom(generation, pathOf(generation)) : undefined),
    keepOnly: async (generations) => {
      const newest = Math.max(...generations);
      // A copy, and nothing newer: the next build may begin while this one waits for the disk.
      for (const generation of [...made]) {
        if (generation < newest && !generations.has(generation)) await clean(generation, false);
      }
    },
    removeAll: async () => {
      placement.clear();
      for (const generation of [...made]) await clean(generation, false);
      await remove(workDirOf(0));
      for (const laneDir of laneDirs) await remove(laneDir);
      removeIfEmpty(join(dir, binariesDir));
    },
  };
}

function removeIfEmpty(dir: string): void {
  try {
    rmdirSync(dir);
  } catch {
    // Another gorl's binaries are in it, or it was never made.
  }
}

/** The file that `go build -o output` would write: an existing directory, or a path that ends in a slash, gets the program's name inside. */
export async function outputFile(output: string, cwd: string, name: () => string): Promise<string> {
  const path = resolve(cwd, output);
  const isDirectory =
    /[\\/]$/.test(output) ||
    (await stat(path).then(
      (facts) => facts.isDirectory(),
      () => false,
    ));
  if (!isDirectory) return path;
  return join(path, process.platform === 'win32' ? `${name()}.exe` : name());
}

async function removeSince(dir: string, sinceMs: number): Promise<void> {
  for (const name of await readdir(dir).catch((): string[] => [])) {
    const path = join(dir, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts !== undefined && facts.birthtimeMs >= sinceMs - tickMs) await remove(path);
  }
}
