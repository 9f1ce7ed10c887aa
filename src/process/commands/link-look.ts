import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import type { ProcessTable } from '../tree/process-table.ts';

export interface LinkLookOptions {
  /** The first process of each build that runs. */
  readonly builds: () => readonly number[];
  readonly table: Pick<ProcessTable, 'rows'>;
  /** Only ever compared. Default: the machine's. */
  readonly nowMs?: () => number;
  /** Threads name their children in /proc. Default: as the kernel was built. */
  readonly hasChildren?: boolean;
}

/** An answer holds for so long: a look takes some 0.2 ms. */
const everyMs = 250;

/** The same where only a look at every process of the machine tells who started whom. */
const everyTableMs = 1000;

/** A `make -j` may run any number of programs; the link that somebody waits for is near the top. */
const mostParents = 50;

/** What the go command runs besides starts no linker, and has a dozen threads each to look at. */
const goTool = /\/pkg\/tool\/[^/]+\/[^/]+$/;

/** Whether the linker of a build runs now; only for Linux. */
export function createLinkLook({
  builds,
  table,
  nowMs = () => performance.now(),
  // See proc(5): CONFIG_PROC_CHILDREN.
  hasChildren = existsSync('/proc/thread-self/children'),
}: LinkLookOptions): () => boolean {
  let isLinking = false;
  let holdsUntilMs = -Infinity;
  return () => {
    if (nowMs() < holdsUntilMs) return isLinking;
    isLinking = runsLinker(builds(), hasChildren ? childrenInProc : childrenInTable(table));
    holdsUntilMs = nowMs() + (hasChildren ? everyMs : everyTableMs);
    return isLinking;
  };
}

type ChildrenOf = (pid: number) => readonly number[];

/** The go command starts it, and a command of the user's own may have started that, by way of a shell or make. */
function runsLinker(builds: readonly number[], childrenOf: ChildrenOf): boolean {
  const parents = [...builds];
  // It grows meanwhile.
  for (const parent of parents) {
    for (const child of childrenOf(parent)) {
      const program = programOf(child);
      if (program.endsWith('/link')) return true;
      if (!goTool.test(program) && parents.length < mostParents) parents.push(child);
    }
  }
  return false;
}

/** Each thread has those that it started itself. */
function childrenInProc(pid: number): readonly number[] {
  const threads = `/proc/${pid}/task`;
  try {
    return readdirSync(threads).flatMap((thread) =>
      readStart(`${threads}/${thread}/children`)
        .split(' ')
        .filter((word) => word !== '')
        .map(Number),
    );
  } catch {
    return []; // It ended in the meantime.
  }
}

function childrenInTable(table: Pick<ProcessTable, 'rows'>): ChildrenOf {
  const rows = table.rows(0);
  return (parent) => rows.filter(({ ppid }) => ppid === parent).map(({ pid }) => pid);
}

/** The first word of its command line; '' for a process that has ended. */
function programOf(pid: number): string {
  const [program = ''] = readStart(`/proc/${pid}/cmdline`).split('\0', 1);
  return program;
}

/** Command lines of compilers name hundreds of files. */
const buffer = Buffer.allocUnsafe(4096);

function readStart(path: string): string {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));
  } catch {
    return '';
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
