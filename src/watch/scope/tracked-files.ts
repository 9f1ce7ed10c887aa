import { statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { toDisk } from '../../base/file-name.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';
import { parseIndex, type IndexNames } from './git-index.ts';
import { findRepository, type Repository } from './git-directory.ts';

/** What git has in its index. */
export interface TrackedFiles {
  /** Absolute: while this file stays the same, all answers do. */
  readonly index: string;
  /** Whether git tracks the file, or something in the directory. Absolute, below the repository's top. */
  holds(path: string, isDirectory: boolean): boolean;
  /** Whether an answer since the last `reread` is not true any more. */
  outdated(): boolean;
  reread(): void;
}

/** More questions than this are forgotten; then any change of the index counts as one of the answers. */
const mostAnswers = 10_000;

/**
 * Reads the index when it is first asked for something: a repository in which nothing is ignored never pays
 * for it. 50 000 files take about 10 ms.
 */
export function openTrackedFiles(repository: Repository): TrackedFiles {
  const index = join(repository.git, 'index');
  const answers = new Map<string, boolean>();
  const inner = new Map<string, TrackedFiles | undefined>();
  let read: { readonly stamp: string; readonly layers: readonly Layer[] } | undefined;
  let unsure = false;

  function layers(): readonly Layer[] {
    // Looked at before it is read, so that a later change shows.
    read ??= { stamp: stampOf(index), layers: readLayers(repository, index) };
    return read.layers;
  }

  function look(path: string, isDirectory: boolean): boolean {
    const rel = path.slice(repository.top.length + (repository.top.endsWith(sep) ? 0 : 1));
    const name = sep === '/' ? rel : rel.split(sep).join('/');
    if (hasName(layers(), name) || (isDirectory && hasBelow(layers(), `${name}/`))) return true;
    // In a submodule, which the index holds as if it were a file, the submodule's own index decides.
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      if (hasName(layers(), name.slice(0, at)))
        return innerOf(join(repository.top, name.slice(0, at)))?.holds(path, isDirectory) ?? false;
    }
    return false;
  }

  function innerOf(directory: string): TrackedFiles | undefined {
    if (!inner.has(directory)) {
      const found = findRepository(directory);
      inner.set(directory, found?.top === directory ? openTrackedFiles(found) : undefined);
    }
    return inner.get(directory);
  }

  return {
    index,
    holds(path, isDirectory) {
      const key = isDirectory ? path + sep : path;
      let answer = answers.get(key);
      if (answer !== undefined) return answer;
      answer = look(path, isDirectory);
      if (answers.size < mostAnswers) answers.set(key, answer);
      else unsure = true;
      return answer;
    },
    outdated() {
      if ([...inner.values()].some((tracked) => tracked?.outdated())) return true;
      if (read === undefined || read.stamp === stampOf(index)) return false;
      read = undefined;
      if (unsure) return true;
      for (const [key, answer] of answers) {
        const isDirectory = key.endsWith(sep);
        if (look(isDirectory ? key.slice(0, -1) : key, isDirectory) !== answer) return true;
      }
      return false;
    },
    reread() {
      read = undefined;
      unsure = false;
      answers.clear();
      inner.clear();
    },
  };
}

type Layer = Pick<IndexNames, 'names'> & { readonly without?: ReadonlySet<number> };

/** The index, and what it shares with others where it is split. None where it cannot be read: then nothing is tracked. */
function readLayers({ git }: Repository, index: string): readonly Layer[] {
  const own = readNames(index);
  if (own === undefined) return [];
  const shared = own.shared && readNames(join(git, `sharedindex.${own.shared.hash}`));
  return shared === undefined ? [own] : [own, { names: shared.names, without: own.shared?.deleted ?? new Set() }];
}

function readNames(file: string): IndexNames | undefined {
  try {
    return parseIndex(readRegularFile(file));
  } catch {
    return undefined;
  }
}

function hasName(layers: readonly Layer[], name: string): boolean {
  const bytes = Buffer.from(toDisk(name));
  return layers.some(({ names, without }) => {
    const found = names.find(bytes);
    return found !== undefined && without?.has(found) !== true;
  });
}

function hasBelow(layers: readonly Layer[], prefix: string): boolean {
  const bytes = Buffer.from(toDisk(prefix));
  return layers.some(({ names, without }) => {
    for (const found of names.startingWith(bytes)) if (without?.has(found) !== true) return true;
    return false;
  });
}

/** Git puts a new file in the place of the old one. */
function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    return 'none';
  }
}
