import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isInFuture } from '../table/file-signature.ts';
import { findRepository } from '../scope/git-directory.ts';

/**
 * A lock that was there so long before the first change has nothing to do with it: an editor waits for a
 * commit message, or git died. A checkout takes its lock right before it begins to write.
 */
const longestBeforeMs = 1000;
/** A lock so long after the last change has nothing to do with it either: git reads what it is to add. */
const longestAfterMs = 1000;

/** Of the changes that wait: for how long there have been some, and since when there has been no further one. */
export type GitGate = (openMs: number, quietMs: number) => boolean;

/**
 * Whether git is changing the working tree around `root` right now: it holds `index.lock` from the first
 * to the last file of a checkout, merge, rebase or stash. The new index goes into the lock only after that,
 * right before it takes the index's place, so a lock with something in it no longer changes the tree: such
 * a one stays while an editor waits for a commit message.
 */
export function gitGate(root: string): GitGate {
  const repository = findRepository(root);
  if (repository === undefined) return () => false;
  const lock = join(repository.git, 'index.lock');
  return (openMs, quietMs) => {
    if (quietMs > longestAfterMs) return false;
    try {
      const stats = statSync(lock, { throwIfNoEntry: false });
      if (stats === undefined || stats.size > 0 || isInFuture(stats.mtimeMs)) return false;
      return Date.now() - stats.mtimeMs - openMs <= longestBeforeMs;
    } catch {
      return false;
    }
  };
}
