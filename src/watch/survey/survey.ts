import { childPath } from '../../base/paths.ts';
import type { PathFilter } from '../scope/watch-scope.ts';
import { listDirectory } from '../table/list-directory.ts';

export interface SurveyOptions {
  /** Which directories may be entered, however large the tree is. */
  readonly filter: PathFilter;
  /** False: no file of that name is wanted, wherever it lies. Asked first, since there are many. */
  readonly mayWant: (name: string) => boolean;
  /** Whether a change of that file can matter. */
  readonly wants: (path: string) => boolean;
  /** Calls `fire` when what is going on now has had its turn. */
  readonly soon: (fire: () => void) => void;
}

export interface Survey {
  /** Topmost directories in which, and below which, there is nothing that is wanted. Never settles once it is stopped. */
  readonly without: Promise<ReadonlySet<string>>;
  stop(): void;
}

/** Directories that are entered or left in one turn of the event loop: about 1 ms. */
const perTurn = 40;

/** A directory on the way from a start to where the survey is. */
interface Visit {
  readonly path: string;
  /** Directories in it that are still to be visited. */
  readonly ahead: { readonly path: string; readonly isWatchedAnyway: boolean }[];
  /** Directories in it that hold nothing. */
  readonly empty: string[];
  holdsSomething: boolean;
}

/** Looks through a large tree, a few directories at a time, and finds those that nobody needs to watch. */
export function startSurvey({ filter, mayWant, wants, soon }: SurveyOptions): Survey {
  const starts = [...filter.starts];
  const way: Visit[] = [];
  const without = new Set<string>();
  let isStopped = false;

  /** Returns false when all is visited. */
  function step(): boolean {
    const here = way.at(-1);
    if (here === undefined) {
      const start = starts.shift();
      if (start !== undefined) visit(start, true);
      return start !== undefined;
    }
    const next = here.ahead.pop();
    if (next === undefined) leave(here);
    else visit(next.path, next.isWatchedAnyway);
    return true;
  }

  function visit(path: string, isWatchedAnyway: boolean): void {
    const here: Visit = { path, ahead: [], empty: [], holdsSomething: isWatchedAnyway };
    way.push(here);
    const listing = listDirectory(path);
    if (listing.type !== 'listed') return;
    for (const entry of listing.entries) {
      const { name } = entry;
      if (entry.isDirectory()) {
        const below = childPath(path, name);
        const { watch, onlyListed } = filter.directory(below);
        if (watch) here.ahead.push({ path: below, isWatchedAnyway: onlyListed !== true });
      } else if (!here.holdsSomething && mayWant(name)) here.holdsSomething = wants(childPath(path, name));
    }
  }

  function leave(here: Visit): void {
    way.pop();
    const above = way.at(-1);
    if (here.holdsSomething) {
      for (const path of here.empty) without.add(path);
      if (above !== undefined) above.holdsSomething = true;
    } else above?.empty.push(here.path);
  }

  return {
    without: new Promise((resolve) => {
      const turn = (): void => {
        if (isStopped) return;
        for (let steps = 0; steps < perTurn; steps += 1) if (!step()) return resolve(without);
        soon(turn);
      };
      soon(turn);
    }),
    stop() {
      isStopped = true;
    },
  };
}
