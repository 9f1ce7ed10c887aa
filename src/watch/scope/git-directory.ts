import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readText } from '../../base/read-regular-file.ts';

export interface Repository {
  /** The directory that holds `.git`. */
  readonly top: string;
  /** Where the index of this working tree lies, and its lock. */
  readonly git: string;
  /** What all worktrees share; `git` itself but for worktrees. */
  readonly common: string;
}

/**
 * The repository at or above. `.git` may be a file of a worktree or submodule that names the directory
 * (https://git-scm.com/docs/gitrepository-layout).
 */
export function findRepository(from: string): Repository | undefined {
  const top = repositoryTop(from);
  if (top === undefined) return undefined;
  const git = gitDirectory(top);
  return { top, git, common: resolve(git, readText(join(git, 'commondir'))?.trim() ?? '') };
}

function repositoryTop(from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory;
    if (dirname(directory) === directory) return undefined;
  }
}

function gitDirectory(top: string): string {
  const git = join(top, '.git');
  const named = /^gitdir:\s*(.+?)\s*$/m.exec(readText(git) ?? '')?.[1];
  return named === undefined ? git : resolve(top, named);
}
