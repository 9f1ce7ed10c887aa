import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../../base/file-times.ts';
import { oncePer } from '../../base/once-per.ts';
import { compileEmbedPattern } from '../graph/embed-pattern.ts';
import { isSourceName } from '../packages/source-names.ts';
import { currentState, noState, readState, type FileState } from './file-states.ts';
import type { Difference, OwnPackage, Program } from './program.ts';

/** By absolute path of a source: what is read in its place. */
export type Copies = ReadonlyMap<string, string>;

/** What of the program is another on disk, or in a copy of it, than it was known to be. */
export function differences(
  { files, listings, tools, packages }: Program,
  copies: Copies = new Map(),
): readonly Difference[] {
  const found: Difference[] = [];
  for (const [path, stamp] of tools) if (stampOf(path) !== stamp) found.push({ type: 'tool', path });
  for (const [path, before] of files) {
    const copy = copies.get(path);
    const now = copy === undefined ? currentState(path, before) : { ...readState(copy), stamp: undefined };
    if (now.hash !== before.hash) found.push({ type: 'content', path, before, now });
  }
  const byDir = packagesByDir(packages);
  for (const [dir, names] of listings) {
    const now = listingOf(dir, byDir.get(dir) ?? []);
    if (now.length === names.length && now.every((name, at) => name === names[at])) continue;
    const [before, after] = [new Set(names), new Set(now)];
    for (const name of now) if (!before.has(name)) found.push({ type: 'appeared', path: join(dir, name) });
    for (const name of names) if (!after.has(name)) found.push({ type: 'gone', path: join(dir, name) });
  }
  return found;
}

export const packagesByDir = oncePer((packages: Program['packages']): ReadonlyMap<string, readonly OwnPackage[]> => {
  const found = new Map<string, OwnPackage[]>();
  for (const each of packages.values()) found.set(each.dir, [...(found.get(each.dir) ?? []), each]);
  return found;
});

/** All files whose content matters, with what is in them now. */
export function statesOf(paths: Iterable<string>, known: ReadonlyMap<string, FileState>): Map<string, FileState> {
  return new Map([...paths].map((path) => [path, currentState(path, known.get(path) ?? noState)]));
}

/**
 * The names in a directory that decide about the packages in it, and the paths below it of what they embed.
 *
 * @param packages those whose directory it is; without one only what ends or joins modules counts
 */
export function listingOf(dir: string, packages: readonly OwnPackage[]): readonly string[] {
  const names = entriesOf(dir).map(({ name }) => name);
  const joining = packages.length === 0 ? [] : names.filter((name) => isSourceName(name) && !/^[._]/.test(name));
  const modules = names.filter((name) => name === 'go.mod' || name === 'go.work');
  return [...joining, ...modules, ...packages.flatMap((each) => embeddedIn(each))].toSorted();
}

/** Paths below the package's directory, `/`-separated, that its patterns match. */
export function embeddedIn({ dir, embedPatterns }: Pick<OwnPackage, 'dir' | 'embedPatterns'>): readonly string[] {
  if (embedPatterns.length === 0) return [];
  const patterns = embedPatterns.map(compileEmbedPattern);
  const found: string[] = [];
  const walk = (below: string): void => {
    for (const entry of entriesOf(join(dir, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (patterns.some((each) => each.mayLieBelow(path))) walk(path);
      } else if (patterns.some((each) => each.matches(path))) found.push(path);
    }
  };
  walk('');
  return found;
}

function entriesOf(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
