import { readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { resolvedIfThere } from './relative-path.ts';

/** Linux gives up after as many (path_resolution(7)). */
const mostLinks = 40;

/**
 * What to look out for in order to learn about `path`: itself, where a symlink leads, link by link, and
 * while a directory does not exist, the first that is missing on the way to it.
 */
export function eventPaths(path: string): readonly string[] {
  const paths = new Set<string>();
  for (let next: string | undefined = path; next !== undefined && paths.size < mostLinks;) {
    const place = placeOf(next);
    if (place === undefined || paths.has(place)) break;
    paths.add(place);
    next = linkTarget(place);
  }
  return [...paths];
}

/** The path, or what is missing on the way to it, in its directory's real path. */
function placeOf(path: string): string | undefined {
  for (let below = path; below !== dirname(below); below = dirname(below)) {
    const directory = resolvedIfThere(dirname(below));
    if (directory !== undefined) return join(directory, basename(below));
  }
  return undefined;
}

function linkTarget(path: string): string | undefined {
  try {
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return undefined;
  }
}
