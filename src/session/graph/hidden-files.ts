import { join } from 'node:path';
import { relativeTo, resolved } from '../../base/paths.ts';
import type { PackageGraph } from '../../go/graph/package-graph.ts';
import type { PathFilter } from '../../watch/scope/watch-scope.ts';
import { closedDirectory } from '../explain/closed-directory.ts';

/** So many are named. */
const mostNamed = 3;

export interface Hidden {
  readonly message: string;
  readonly hint: string;
}

/** What of the program the user's own exclude lists hide: a save of it does nothing. Undefined where that is nothing. */
export function hiddenFiles({ packages }: PackageGraph, filter: PathFilter): Hidden | undefined {
  const found = new Map<string, string>();
  for (const { dir, files, embedFiles } of packages) {
    const real = resolved(dir);
    for (const file of [...files, ...embedFiles]) {
      const path = join(real, file);
      const because = whyExcluded(path, filter);
      if (because !== undefined) found.set(path, because);
    }
  }
  if (found.size === 0) return undefined;
  const rel = relativeTo(filter.root);
  const named = [...found.keys()].slice(0, mostNamed).map(rel);
  const more = found.size > named.length ? ` and ${found.size - named.length} more` : '';
  const reasons = [...new Set(found.values())].join(', ');
  return {
    message: `${reasons} hides what the program is made of: a save of ${named.join(', ')}${more} does nothing`,
    hint: 'take the entry out of the config, and gorl watches these files',
  };
}

function whyExcluded(path: string, filter: PathFilter): string | undefined {
  const ofFile = filter.file(path);
  if (!ofFile.watch && isExcluded(ofFile.because)) return ofFile.because;
  const closed = closedDirectory(path, filter);
  const because = closed && filter.directory(closed).because;
  return because !== undefined && isExcluded(because) ? because : undefined;
}

function isExcluded(because: string): boolean {
  return because.startsWith('exclude_');
}
