import { dirname } from 'node:path';
import { isWithin } from '../../base/paths.ts';
import type { PathFilter } from '../../watch/scope/watch-scope.ts';

/** The first directory on the way from a start to that file that is not watched; undefined where all are, or no start leads there. */
export function closedDirectory(path: string, filter: PathFilter): string | undefined {
  const start = filter.starts.find((each) => isWithin(path, each));
  if (start === undefined) return undefined;
  const directories: string[] = [];
  for (let at = dirname(path); at !== start && isWithin(at, start); at = dirname(at)) directories.unshift(at);
  return directories.find((directory) => !filter.directory(directory).watch);
}
