import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isInFuture } from './file-signature.ts';
import { findRepository } from './git-directory.ts';

/**
 * A lock that was there so long before the first change has nothing to do with it: an editor waits for a
 * commit message, or git died. A checkout takes its lock right before it begins to write.
 */
const longestBeforeMs = 1000;

/**
 * Whether git is changing the working tree around `root` right now: it holds `index.lock` from the first
 * to the last file of a checkout, merge, rebase or stash. `openMs`: for how long there have been changes.
 */
export function gitGate(root: string): (openMs: number) => boolean {
  const repository = findRepository(root);
  if (repository === undefined) return () => false;
  const lock = join(repository.git, 'index.lock');
  return (openMs) => {
    try {
      const stats = statSync(lock, { throwIfNoEntry: false });
      if (stats === undefined || isInFuture(stats.mtimeMs)) return false;
      return Date.now() - stats.mtimeMs - openMs <= longestBeforeMs;
    } catch {
      return false;
    }
  };
}
