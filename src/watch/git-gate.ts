import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryTop } from './gitignore.ts';

/** An older lock was left behind by a git that died; it says nothing about now. */
const longestLockMs = 10_000;

/**
 * Whether git is changing the working tree around `root` right now: it holds `index.lock` from the first
 * to the last file of a checkout, merge, rebase or stash. `.git` may be a worktree's or submodule's file
 * that names the directory (https://git-scm.com/docs/gitrepository-layout).
 */
export function gitGate(root: string): () => boolean {
  const lock = findLock(root);
  if (lock === undefined) return () => false;
  return () => {
    try {
      const stats = statSync(lock, { throwIfNoEntry: false });
      return stats !== undefined && Date.now() - stats.mtimeMs < longestLockMs;
    } catch {
      return false;
    }
  };
}

function findLock(root: string): string | undefined {
  const top = repositoryTop(root);
  if (top === undefined) return undefined;
  const git = join(top, '.git');
  try {
    if (statSync(git).isDirectory()) return join(git, 'index.lock');
    const named = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(git, 'utf8'))?.[1];
    return named === undefined ? undefined : join(resolve(top, named), 'index.lock');
  } catch {
    return undefined;
  }
}
