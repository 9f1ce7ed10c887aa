import { fstatSync, statSync } from 'node:fs';
import { linkOf, openFiles, processIds, type OpenFile } from './open-files.ts';

/** No pipeline that people write is longer; what goes in a circle is. */
const longestPipeline = 16;

/** Which files the readers of some pipes write, as `DEV:INO`; who they are is kept from look to look. */
export interface PipeReaders {
  written(): ReadonlySet<string>;
  /** Looks for them anew: a part of the pipeline may have started meanwhile. False when that is not due yet. */
  lookAgain(): boolean;
}

/**
 * Follows the pipes behind our own streams (`gorl 2>&1 | tee dev.log`) to the processes that read them, and
 * through the pipes that these write to the next ones (`| sed … | tee dev.log`).
 * Undefined where none of these descriptors is a pipe, or there is no /proc to look in.
 *
 * @param rescanMs all processes are looked through at most so often, except at first, when the shell may still be about
 * to start the parts of a pipeline
 */
export function openPipeReaders(descriptors: readonly number[], rescanMs = 5000): PipeReaders | undefined {
  const own = descriptors.filter(isPipe).flatMap((fd) => linkOf(`/proc/self/fd/${fd}`) ?? []);
  if (own.length === 0) return undefined;
  let readers: readonly string[] = [];
  const openedMs = performance.now();
  let lookedMs: number | undefined;
  const look = (): void => {
    lookedMs = performance.now();
    readers = findReaders(own);
  };
  return {
    written() {
      if (lookedMs === undefined) look();
      const files = readers.flatMap(openFiles);
      return new Set(files.filter(({ writes, name }) => writes && name.startsWith('/')).flatMap(identityOf));
    },
    lookAgain() {
      if (lookedMs !== undefined && performance.now() - lookedMs < Math.min(rescanMs, lookedMs - openedMs))
        return false;
      look();
      return true;
    },
  };
}

function findReaders(pipes: readonly string[]): readonly string[] {
  const processes = processIds().filter((pid) => Number(pid) !== process.pid);
  // A named pipe is known by its path.
  const isPipeName = (name: string): boolean => name.startsWith('pipe:') || pipes.includes(name);
  const open = new Map(processes.map((pid) => [pid, openFiles(pid).filter(({ name }) => isPipeName(name))]));
  const found = new Set<string>();
  let behind = new Set(pipes);
  for (let depth = 0; depth < longestPipeline && behind.size > 0; depth += 1) {
    const next = new Set<string>();
    for (const [pid, files] of open) {
      if (found.has(pid) || !files.some(({ name, reads }) => reads && behind.has(name))) continue;
      found.add(pid);
      for (const { name, writes } of files) if (writes) next.add(name);
    }
    behind = next;
  }
  return [...found];
}

function identityOf({ path }: OpenFile): readonly string[] {
  try {
    const stats = statSync(path);
    return stats.isFile() ? [`${stats.dev}:${stats.ino}`] : [];
  } catch {
    return [];
  }
}

function isPipe(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO();
  } catch {
    return false;
  }
}
