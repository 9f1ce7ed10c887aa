import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { RecentMap } from '../../base/recent-map.ts';
import ignore, { type Ignore } from 'ignore';
import { readRegularFile } from '../../base/read-regular-file.ts';
import { relativeTo } from '../../base/paths.ts';
import type { Repository } from './git-directory.ts';

export interface Gitignore {
  /** Whether git would ignore that path, looking at it alone: its parents are taken to be not ignored. */
  ignores(path: string, isDirectory: boolean): boolean;
  /** The line because of which it would, as `.gitignore:3`, the file's path being relative to the root. */
  lineFor(path: string, isDirectory: boolean): string | undefined;
  reread(): void;
}

interface Level {
  readonly directory: string;
  readonly file: string;
  readonly rules: Ignore;
  readonly outer: Level | undefined;
}

/** What `git init` sets core.ignorecase to. */
const ignorecase = process.platform === 'darwin' || process.platform === 'win32';

/**
 * The .gitignore files from the repository's top (root itself where there is no repository) down to
 * each path, the deepest that has a say deciding, then `info/exclude` of the git directory
 * (https://git-scm.com/docs/gitignore). Files are read when first needed, and kept.
 */
export function openGitignore(root: string, repository: Repository | undefined): Gitignore {
  const levels = new RecentMap<string, Level | undefined>();
  let top = root;

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
    if (repository === undefined || repository.top !== top) return undefined;
    return readLevel(top, join(repository.common, 'info', 'exclude'), undefined);
  }

  function ignores(path: string, isDirectory: boolean): boolean {
    return find(path, isDirectory) !== undefined;
  }

  function lineFor(path: string, isDirectory: boolean): string | undefined {
    const found = find(path, isDirectory);
    return found && `${relativeTo(root)(found.file)}:${found.line}`;
  }

  function find(path: string, isDirectory: boolean): { readonly file: string; readonly line: string } | undefined {
    for (let level = levelOf(dirname(path)); level !== undefined; level = level.outer) {
      const below = path.slice(level.directory.length + (level.directory.endsWith(sep) ? 0 : 1));
      const rel = sep === '/' ? below : below.split(sep).join('/');
      const verdict = level.rules.test(isDirectory ? `${rel}/` : rel);
      if (verdict.ignored) return { file: level.file, line: verdict.rule?.mark ?? '' };
      if (verdict.unignored) return undefined;
    }
    return undefined;
  }

  function isRootIgnored(): boolean {
    for (let directory = root; directory !== top; directory = dirname(directory)) {
      if (ignores(directory, true)) return true;
    }
    return false;
  }

  function reread(): void {
    levels.clear();
    top = repository?.top ?? root;
    // The root that the user named wins: a home directory may be a repository that ignores nearly all.
    if (!isRootIgnored()) return;
    levels.clear();
    top = root;
  }

  reread();
  return { ignores, lineFor, reread };
}

function readLevel(directory: string, file: string, outer: Level | undefined): Level | undefined {
  if (!existsSync(file)) return outer;
  try {
    return {
      directory,
      file,
      rules: ignore({ allowRelativePaths: true, ignorecase }).add(linesOf(readRegularFile(file).toString('utf8'))),
      outer,
    };
  } catch {
    // Unreadable, or a directory or pipe of that name: git goes on without it too.
    return outer;
  }
}

function linesOf(text: string): readonly { readonly pattern: string; readonly mark: string }[] {
  return text.split(/\r?\n/).map((pattern, index) => ({ pattern, mark: String(index + 1) }));
}
