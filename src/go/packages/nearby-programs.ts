import { join } from 'node:path';
import type { LooseEnv } from '../../base/env.ts';
import { entriesIn } from '../../base/what-is-there.ts';
import { findModule, moduleScope } from './module-files.ts';
import { firstPackageIn } from './package-clause.ts';

export interface NearbyPrograms {
  /** Relative to the directory, with `/`: `''` for itself, `cmd/api`. */
  readonly programs: readonly string[];
  /** Directories directly below that may lead to more, where time was up before all were looked through. */
  readonly unseen: readonly string[];
}

export interface NearbyOptions {
  readonly env: LooseEnv;
  /** Names directly below that begin so come first. */
  readonly prefix: string;
  /** Whoever waits for the Tab key does not wait longer. */
  readonly limitMs: number;
}

/** The go command leaves them out of `./...`, or no program of one's own is in them. */
const notOurs = /^(?:[._].*|testdata|vendor|node_modules)$/;

/**
 * The main packages at `dir` and below, without the go command: what one file of each directory says of its
 * package. Directories of another module are left out, unless the workspace uses it. Nearest first.
 */
export function nearbyPrograms(dir: string, { env, prefix, limitMs }: NearbyOptions): NearbyPrograms {
  const deadline = performance.now() + limitMs;
  const used = new Set(moduleScope(findModule(dir, env)).workspace?.uses);
  const programs: string[] = [];
  const waiting = [''];
  for (let rel = waiting.shift(); rel !== undefined; rel = waiting.shift()) {
    const isBase = rel === '';
    if (!isBase && performance.now() > deadline) {
      const tops = [rel, ...waiting].map((each) => each.split('/', 1)[0] ?? each);
      return { programs, unseen: [...new Set(tops)] };
    }
    const here = join(dir, rel);
    const entries = entriesIn(here);
    if (!isBase && !used.has(here) && entries.some(({ name }) => name === 'go.mod')) continue;
    if (
      firstPackageIn(
        here,
        entries.map(({ name }) => name),
      ) === 'main'
    )
      programs.push(rel);
    const below = entries
      .filter((entry) => entry.isDirectory() && !notOurs.test(entry.name))
      .map(({ name }) => name)
      .toSorted();
    if (isBase) below.sort((a, b) => Number(b.startsWith(prefix)) - Number(a.startsWith(prefix)));
    waiting.push(...below.map((name) => (isBase ? name : `${rel}/${name}`)));
  }
  return { programs, unseen: [] };
}
