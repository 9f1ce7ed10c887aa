import { dirname } from 'node:path';
import { RecentMap } from '../../base/recent-map.ts';
import { findRepository } from './git-directory.ts';
import { openGitignore } from './gitignore.ts';
import { openTrackedFiles } from './tracked-files.ts';

/** What git leaves out: what its ignore lines match, and it does not track. */
export interface GitRules {
  leavesOutDirectory(path: string): boolean;
  /** By a line for the file itself, or with the directory that it is in. */
  leavesOutFile(path: string): 'itself' | 'with its directory' | undefined;
  /** Whether lines match the path or a directory on the way to it from the root, tracked or not. */
  ignores(path: string, isDirectory: boolean): boolean;
  /** The line that leaves a file out, itself or a directory that it is in: `.gitignore:3`. */
  lineFor(path: string): string | undefined;
  /** Files whose change may change what is left out. Absolute. */
  readonly sources: readonly string[];
  /** What git tracks is not what it was, and an answer is not true any more. */
  outdated(): boolean;
  reread(): void;
}

/**
 * As in git, a line that matches a directory is for all in it, and nothing that is tracked is ignored: of a
 * directory that a line matches and that has tracked files, only these are left in.
 */
export function openGitRules(root: string): GitRules {
  const repository = findRepository(root);
  const gitignore = openGitignore(root, repository);
  const tracked = repository && openTrackedFiles(repository);
  const ignoredDirectories = new RecentMap<string, boolean>();

  function isIgnoredDirectory(path: string): boolean {
    if (path === root || path === dirname(path)) return false;
    let ignored = ignoredDirectories.get(path);
    if (ignored === undefined) {
      ignored = gitignore.ignores(path, true) || isIgnoredDirectory(dirname(path));
      ignoredDirectories.set(path, ignored);
    }
    return ignored;
  }

  return {
    leavesOutDirectory: (path) => isIgnoredDirectory(path) && tracked?.holds(path, true) !== true,
    leavesOutFile(path) {
      const withDirectory = isIgnoredDirectory(dirname(path));
      if (!withDirectory && !gitignore.ignores(path, false)) return undefined;
      if (tracked?.holds(path, false) === true) return undefined;
      return withDirectory ? 'with its directory' : 'itself';
    },
    ignores: (path, isDirectory) =>
      isDirectory ? isIgnoredDirectory(path) : gitignore.ignores(path, false) || isIgnoredDirectory(dirname(path)),
    lineFor(path) {
      let at = dirname(path);
      let line = gitignore.lineFor(path, false);
      for (; line === undefined && at !== root && at !== dirname(at); at = dirname(at))
        line = gitignore.lineFor(at, true);
      return line;
    },
    sources: tracked === undefined ? [] : [tracked.index],
    outdated: () => tracked?.outdated() === true,
    reread() {
      gitignore.reread();
      tracked?.reread();
      ignoredDirectories.clear();
    },
  };
}
