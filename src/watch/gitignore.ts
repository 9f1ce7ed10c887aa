import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';

export interface Gitignore {
  /** Whether git would ignore that path, looking at it alone: its parents are taken to be not ignored. */
  ignores(path: string, isDirectory: boolean): boolean;
  reread(): void;
}

interface Level {
  readonly directory: string;
  readonly rules: Ignore;
  readonly outer: Level | undefined;
}

/**
 * The .gitignore files from the repository's top (root itself where there is no repository) down to
 * each path, the deepest that has a say deciding, then `.git/info/exclude`
 * (https://git-scm.com/docs/gitignore). Files are read when first needed, and kept.
 */
export function openGitignore(root: string): Gitignore {
  const top = repositoryTop(root) ?? root;
  const levels = new Map<string, Level | undefined>();

  function levelOf(directory: string): Level | undefined {
    if (directory !== top && !directory.startsWith(top === sep ? sep : top + sep)) return undefined;
    const known = levels.get(directory);
    if (known !== undefined || levels.has(directory)) return known;
    const outer = directory === top ? infoExclude() : levelOf(dirname(directory));
    const level = readLevel(directory, join(directory, '.gitignore'), outer);
    levels.set(directory, level);
    return level;
  }

  function infoExclude(): Level | undefined {
    return readLevel(top, join(top, '.git', 'info', 'exclude'), undefined);
  }

  return {
    ignores(path, isDirectory) {
      for (let level = levelOf(dirname(path)); level !== undefined; level = level.outer) {
        const below = path.slice(level.directory.length + (level.directory.endsWith(sep) ? 0 : 1));
        const rel = sep === '/' ? below : below.split(sep).join('/');
        const verdict = level.rules.test(isDirectory ? `${rel}/` : rel);
        if (verdict.ignored) return true;
        if (verdict.unignored) return false;
      }
      return false;
    },
    reread: () => levels.clear(),
  };
}

/** The directory at or above that holds `.git`, be it a directory or a worktree's file. */
export function repositoryTop(from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory;
    if (dirname(directory) === directory) return undefined;
  }
}

function readLevel(directory: string, file: string, outer: Level | undefined): Level | undefined {
  if (!existsSync(file)) return outer;
  try {
    return { directory, rules: ignore({ allowRelativePaths: true }).add(readFileSync(file, 'utf8')), outer };
  } catch {
    // Unreadable, or a directory of that name: git goes on without it too.
    return outer;
  }
}
