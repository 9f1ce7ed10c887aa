import { lstatSync, readlinkSync } from 'node:fs';
import { toDisk } from '../../base/file-name.ts';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** Linux gives up after as many (path_resolution(7)). */
const mostLinks = 40;

/**
 * What to look out for in order to learn about `path`: itself, every symlink on the way to it and to where
 * it leads, in the order of the way, and while something on the way does not exist, that. All by the real
 * paths of their directories.
 *
 * A link in the middle counts as much as one at the end: a mounted volume of Kubernetes holds
 * `main.go -> ..data/main.go`, and an update is a rename of `..data` alone.
 */
export function eventPaths(path: string): readonly string[] {
  const paths = new Set<string>();
  let { root: real } = parse(path);
  let ahead = namesOf(path.slice(real.length));
  for (let links = 0; links < mostLinks;) {
    const [name, ...rest] = ahead;
    if (name === undefined) break;
    const place = join(real, name);
    const found = lookAt(place);
    if (found.type === 'directory' && rest.length > 0) {
      real = place;
      ahead = rest;
      continue;
    }
    paths.add(place);
    if (found.type !== 'link') break;
    links += 1;
    ({ root: real } = parse(found.target));
    ahead = [...namesOf(found.target.slice(real.length)), ...rest];
  }
  return [...paths];
}

function namesOf(path: string): readonly string[] {
  return path.split(sep).filter((name) => name !== '');
}

function lookAt(
  path: string,
): { readonly type: 'link'; readonly target: string } | { readonly type: 'directory' | 'other' } {
  try {
    const stats = lstatSync(toDisk(path));
    if (stats.isSymbolicLink()) return { type: 'link', target: resolve(dirname(path), readlinkSync(toDisk(path))) };
    return { type: stats.isDirectory() ? 'directory' : 'other' };
  } catch {
    return { type: 'other' };
  }
}
