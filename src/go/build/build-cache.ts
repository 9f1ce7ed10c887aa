import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { userCacheDir } from '../../base/cache-dir.ts';
import type { LooseEnv } from '../../base/env.ts';
import { lateTickMs } from '../../base/file-times.ts';
import type { SourceWrite } from './sources.ts';

export interface SpoiledBuild {
  /** GOCACHE, absolute. */
  readonly cacheDir: string;
  /** Unix ms at which the build began. */
  readonly sinceMs: number;
  /** Which files that the compiler reads were written while it ran. */
  readonly writes: readonly SourceWrite[];
  /** Names of other files that were: they may be embedded. */
  readonly others: readonly string[];
  /** Tests were compiled: what is made of nothing but tests names nothing else. Default: no. */
  readonly withTests?: boolean;
}

export interface Dropped {
  /** Of packages that were written to. */
  readonly sources: number;
  /** That name one of the other files. */
  readonly others: number;
}

/**
 * Takes back what a build put into the go command's cache for packages that were written while it ran.
 *
 * The go command hashes the files of a package, then starts the compiler, which reads them again. A write in between
 * stores an object under the hash of other bytes, and every later build of those bytes would take it. An entry is
 * `xx/<action>-a`, text that names `xx/<output>-d` (cmd/go/internal/cache). Without the first the second is never
 * found, and a cache miss is all that it costs. Other programs share the cache: an entry stays if it is older than
 * the build, or if its object names sources and none of the directories that were written to.
 *
 * Never rejects: what cannot be read or removed stays.
 *
 * @returns how many entries were dropped
 */
export async function dropSpoiled(build: SpoiledBuild): Promise<Dropped> {
  const { cacheDir, sinceMs, writes, others, withTests = false } = build;
  const oldestMs = sinceMs - lateTickMs;
  const sought: Sought = {
    sources: await needlesOf(writes, withTests),
    others: others.map((name) => Buffer.from(name)),
  };
  const dropped = { sources: 0, others: 0 };
  if (sought.sources.length + sought.others.length === 0) return dropped;
  for (const shard of await shardsSince(cacheDir, oldestMs)) {
    for (const entry of await entriesSince(shard, oldestMs)) {
      const held = await whatItHolds(cacheDir, entry, sought);
      if (held === undefined) continue;
      await rm(entry, { force: true }).catch(() => undefined);
      dropped[held] += 1;
    }
  }
  return dropped;
}

/** The go command's default, where the environment and `go env` name none (os.UserCacheDir). */
export function defaultCacheDir(env: LooseEnv): string {
  return join(userCacheDir(env) ?? '', 'go-build');
}

async function shardsSince(cacheDir: string, sinceMs: number): Promise<string[]> {
  const names = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));
  return youngest(
    names.map((name) => join(cacheDir, name)),
    sinceMs,
  );
}

async function entriesSince(shard: string, sinceMs: number): Promise<string[]> {
  const names = await readdir(shard).catch(() => []);
  return youngest(
    names.filter((name) => name.endsWith('-a')).map((name) => join(shard, name)),
    sinceMs,
  );
}

async function youngest(paths: readonly string[], sinceMs: number): Promise<string[]> {
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return paths.filter((_, index) => (stats[index]?.mtimeMs ?? 0) >= sinceMs);
}

type Sought = { readonly [kind in keyof Dropped]: readonly Buffer[] };

/** Which of what is sought an entry's object was, or may have been, made of. */
async function whatItHolds(cacheDir: string, entry: string, sought: Sought): Promise<keyof Dropped | undefined> {
  const unknown = sought.sources.length > 0 ? 'sources' : undefined;
  try {
    const output = /^v1 [\da-f]+ ([\da-f]+) /.exec(await readFile(entry, 'latin1'))?.[1];
    if (output === undefined) return unknown;
    const object = await readFile(join(cacheDir, output.slice(0, 2), `${output}-d`));
    const names = (needles: readonly Buffer[]): boolean => needles.some((needle) => object.includes(needle));
    if (names(sought.sources)) return 'sources';
    if (names(sought.others)) return 'others';
    // What names no source at all cannot be told from what was spoiled, and is soon made again.
    return object.includes('.go') ? undefined : unknown;
  } catch {
    return unknown;
  }
}

/**
 * How an object may name the sources of these directories: by absolute path, or under -trimpath by import path, whose
 * last word is the directory's name but at a module's root. All of a package's sources count: its object need not
 * name the one that was written.
 */
async function needlesOf(writes: readonly SourceWrite[], withTests: boolean): Promise<Buffer[]> {
  const separators = process.platform === 'win32' ? ['/', '\\'] : ['/'];
  const ends = new Set<string>();
  for (const directory of new Set(writes.map((write) => write.directory))) {
    const present = await readdir(directory).catch((): string[] => []);
    const prefix = present.includes('go.mod') ? '' : basename(directory);
    const written = writes.flatMap(({ directory: where, name }) => (where === directory && name ? [name] : []));
    for (const name of [...present, ...written]) {
      if (!name.endsWith('.go') || (!withTests && name.endsWith('_test.go'))) continue;
      // `.`: go build takes files by name too.
      for (const separator of separators) ends.add(prefix + separator + name).add(`.${separator}${name}`);
    }
  }
  return [...ends].map((end) => Buffer.from(end));
}
