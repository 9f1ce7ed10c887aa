import { childPath } from '../../base/paths.ts';
import type { PathFilter } from '../scope/watch-scope.ts';
import { listDirectory } from '../table/list-directory.ts';

/** Directories that are watched for the lists alone without a second thought. */
const usual = 500;

/**
 * Whether the lists alone lead to more directories than `most`: it takes 10 ms to find out, whatever the tree.
 *
 * @param most default: 500
 */
export function isLargeTree(filter: PathFilter, most = usual): boolean {
  const ahead = [...filter.starts];
  let found = 0;
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const listing = listDirectory(at);
    if (listing.type !== 'listed') continue;
    for (const entry of listing.entries) {
      if (!entry.isDirectory()) continue;
      const path = childPath(at, entry.name);
      const { watch, onlyListed } = filter.directory(path);
      if (!watch) continue;
      if (onlyListed === true) found += 1;
      if (found > most) return true;
      ahead.push(path);
    }
  }
  return false;
}
