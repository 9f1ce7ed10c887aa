import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

const leftover = /^(?:.+\.gorl-(\d+)-\d+(?:\.exe)?|\.gorl-(\d+)-\d+)$/;

export interface ArtifactStore {
  /** Where the binary of a generation goes: `<name>.gorl-<pid>-<generation>[.exe]`. */
  pathOf(generation: number): string;
  /** A directory of its own for the go command's temporary files; dotted, so that Go and watchers pass it by. */
  makeWorkDir(generation: number): Promise<string>;
  /** Removes the work directory, and the binary unless `keepBinary`. Never rejects. */
  clean(generation: number, keepBinary: boolean): Promise<void>;
  /** Puts the binary of a generation at the user's path too, without a moment in which that path is missing. */
  publish(generation: number, output: string): Promise<void>;
  /** Removes the binaries of all generations but these. */
  keepOnly(generations: ReadonlySet<number>): Promise<void>;
  /** Removes all that this store has made. Never rejects. */
  removeAll(): Promise<void>;
}

export interface ArtifactOptions {
  /** Absolute; made when the first build needs it. */
  readonly dir: string;
  /** Of the program, without `.exe`. */
  readonly name: string;
  /** Default: that of gorl itself. */
  readonly pid?: number;
  /** Default: the machine's. */
  readonly windows?: boolean;
}

/**
 * Every generation has a file of its own, since a binary that runs must never be written over
 * (ETXTBSY, and on Windows it cannot be). The name says which gorl made it: see sweepLeftovers.
 */
export function createArtifactStore(options: ArtifactOptions): ArtifactStore {
  const { dir, name, pid = process.pid, windows = process.platform === 'win32' } = options;
  const made = new Set<number>();
  const pathOf = (generation: number): string => join(dir, `${name}.gorl-${pid}-${generation}${windows ? '.exe' : ''}`);
  const workDirOf = (generation: number): string => join(dir, `.gorl-${pid}-${generation}`);

  const clean = async (generation: number, keepBinary: boolean): Promise<void> => {
    await remove(workDirOf(generation));
    if (keepBinary) return;
    await remove(pathOf(generation));
    made.delete(generation);
  };
  return {
    pathOf,
    makeWorkDir: async (generation) => {
      made.add(generation);
      await mkdir(workDirOf(generation), { recursive: true });
      return workDirOf(generation);
    },
    clean,
    publish: (generation, output) => publishFile(pathOf(generation), output, pid),
    keepOnly: async (generations) => {
      for (const generation of made) if (!generations.has(generation)) await clean(generation, false);
    },
    removeAll: async () => {
      for (const generation of made) await clean(generation, false);
    },
  };
}

async function publishFile(file: string, output: string, pid: number): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  const temporary = join(dirname(output), `.${basename(output)}.gorl-${pid}-0`);
  try {
    await rm(temporary, { force: true });
    await link(file, temporary).catch(() => copyFile(file, temporary));
    await rename(temporary, output);
  } catch (error) {
    await remove(temporary);
    throw error;
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

/** Removes what gorls that are no longer alive left in `dir`. Never rejects; a missing directory is fine. */
export async function sweepLeftovers(dir: string, isAlive: (pid: number) => boolean = processExists): Promise<void> {
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    const match = leftover.exec(name);
    if (match === null) continue;
    if (!isAlive(Number(match[1] ?? match[2]))) await remove(join(dir, name));
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but is another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function remove(path: string): Promise<void> {
  // A process that was just killed may have made a file while the directory was being emptied.
  await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 10 }).catch(() => undefined);
}
