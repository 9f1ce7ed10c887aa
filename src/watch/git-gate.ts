import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findRepository } from './git-directory.ts';

/**
 * A lock that was there so long before the first change has nothing to do with it: an editor waits for a
 * commit message, or git died. A checkout takes its lock right before it begins to write.
 */
const longestBeforeMs = 1000;
/** The clock is read in whole milliseconds, and file systems may round. */
const toleranceMs = 2;

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
      if (stats === undefined) return false;
      const ageMs = Date.now() - stats.mtimeMs;
      // Less than nothing: the clock was set back, so that how old it is cannot be known.
      return ageMs >= -toleranceMs && ageMs - openMs <= longestBeforeMs;
    } catch {
      return false;
    }
  };
}
