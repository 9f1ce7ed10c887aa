import { readlinkSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** What gorl's own files in `tmp_dir`, and beside the user's binary, end in. */
export const artifactName = /\.gorl-(\d+)-(\d+)-[\da-z]+-\d+(?:\.exe)?$/;

/** The gorl that made a file, as the file's name tells it. */
export interface ArtifactMaker {
  readonly pid: number;
  /** Inode of the pid namespace in which that pid means something; `0` where there are none. */
  readonly namespace: string;
  /** Letters and digits; tells gorls apart whose pid and namespace are the same, as on two hosts. */
  readonly session: string;
}

export interface ArtifactStore {
  /** Where the binary of a generation goes: `<name>.gorl-<pid>-<namespace>-<session>-<generation>[.exe]`. */
  pathOf(generation: number): string;
  /** A directory of its own for the go command's temporary files; dotted, so that Go and watchers pass it by. */
  makeWorkDir(generation: number): Promise<string>;
  /**
   * The same for the user's hooks, one for all builds: what they left running in the background may need it. Only the
   * end of gorl removes it.
   */
  makeHookDir(): Promise<string>;
  /** Removes the work directory, and the binary unless `keepBinary`. Never rejects. */
  clean(generation: number, keepBinary: boolean): Promise<void>;
  /** Puts the binary of a generation at the user's path too, without a moment in which that path is missing. */
  publish(generation: number, output: string): Promise<void>;
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
  /** Makes `dir` when it is missing, as somebody may have removed it. Default: mkdir. */
  readonly makeDir?: (dir: string) => void;
  /** Default: the machine's. */
  readonly windows?: boolean;
}

/**
 * Every generation has a file of its own, since a binary that runs must never be written over
 * (ETXTBSY, and on Windows it cannot be). The name says which gorl made it: see sweepLeftovers.
 */
export function createArtifactStore(options: ArtifactOptions): ArtifactStore {
  const { dir, name, maker, windows = process.platform === 'win32' } = options;
  const made = new Set<number>();
  const suffix = (generation: number): string => `.${makerText(maker)}-${generation}`;
  const pathOf = (generation: number): string => join(dir, `${name}${suffix(generation)}${windows ? '.exe' : ''}`);
  const workDirOf = (generation: number): string => join(dir, suffix(generation));

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
      options.makeDir?.(dir);
      await mkdir(workDirOf(generation), { recursive: true });
      return workDirOf(generation);
    },
    makeHookDir: async () => {
      options.makeDir?.(dir);
      await mkdir(workDirOf(0), { recursive: true });
      return workDirOf(0);
    },
    clean,
    publish: (generation, output) => publishFile(pathOf(generation), output, suffix(0)),
    keepOnly: async (generations) => {
      const newest = Math.max(...generations);
      // A copy, and nothing newer: the next build may begin while this one waits for the disk.
      for (const generation of [...made]) {
        if (generation < newest && !generations.has(generation)) await clean(generation, false);
      }
    },
    removeAll: async () => {
      for (const generation of [...made]) await clean(generation, false);
      await remove(workDirOf(0));
    },
  };
}

/** @param sessionId its last word counts, if it has several with dashes between */
export function artifactMaker(sessionId = Math.random().toString(36).slice(2)): ArtifactMaker {
  return {
    pid: process.pid,
    namespace: pidNamespace(),
    session: sessionId.slice(sessionId.lastIndexOf('-') + 1) || '0',
  };
}

function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function makerText({ pid, namespace, session }: ArtifactMaker): string {
  return `gorl-${pid}-${namespace}-${session}`;
}

async function publishFile(file: string, output: string, suffix: string): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  const temporary = join(dirname(output), `.${basename(output)}${suffix}`);
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

export interface SweepOptions {
  readonly namespace?: string;
  readonly isAlive?: (pid: number) => boolean;
}

/**
 * Removes what gorls that are no longer alive left in `dir`. One in a container that shares `dir` with the
 * host has pids of its own, which mean nothing here. Never rejects; a missing directory is fine.
 */
export async function sweepLeftovers(dir: string, options: SweepOptions = {}): Promise<void> {
  const { namespace = pidNamespace(), isAlive = processExists } = options;
  const names = await readdir(dir).catch(() => []);
  for (const name of names) {
    const [, pid, itsNamespace] = artifactName.exec(name) ?? [];
    if (pid === undefined || itsNamespace !== namespace) continue;
    if (!isAlive(Number(pid))) await remove(join(dir, name));
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
