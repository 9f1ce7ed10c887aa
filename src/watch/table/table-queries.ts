import { defined } from '../../base/defined.ts';
import { basename, join } from 'node:path';
import { eventPaths } from '../source/event-paths.ts';
import { hasSignature, isInFuture, statFile, type FileSignature } from './file-signature.ts';
import { relativeTo } from '../../base/paths.ts';
import type { SignatureTable } from './signature-table.ts';
import type { NoticedWrite } from '../quiet/source-writes.ts';

export function countTable(table: SignatureTable): { readonly directories: number; readonly files: number } {
  let files = table.named.known.size;
  for (const known of table.directories.values()) files += known.files.size;
  return { directories: table.directories.size, files };
}

export function filesOf(table: SignatureTable): readonly string[] {
  const files = [...table.directories.values()].flatMap(({ path, files: known }) =>
    [...known.keys()].map((name) => join(path, name)),
  );
  return [...new Set([...files, ...table.named.known.keys()])];
}

/** What was written of a file since it was delivered, if anything; asked at an event of its directory. */
export function writeOf(table: SignatureTable, directory: string, name: string): NoticedWrite | undefined {
  const path = join(directory, name);
  const known = table.directories.get(directory)?.files.get(name) ?? table.named.known.get(path);
  const stats = statFile(path);
  if (stats === undefined) return known === undefined ? undefined : { directory, name };
  // Looked at in the moment of its last write: another write may bear the same time stamp.
  const told = known !== undefined && hasSignature(known, stats) && !known.racy;
  return told ? undefined : { directory, name, atMs: stats.ctimeMs };
}

/** The same for a file that a symlink in `owner` leads to. */
export function writeOfTarget(table: SignatureTable, owner: string, path: string): NoticedWrite | undefined {
  const known = table.directories.get(owner);
  if (known?.linkTargets.has(path) !== true) return undefined;
  const stats = statFile(path);
  const isTold = (signature: FileSignature): boolean =>
    stats !== undefined && hasSignature(signature, stats) && !signature.racy;
  if ([...known.files.values()].some(isTold)) return undefined;
  return { directory: owner, name: basename(path), ...defined({ atMs: stats?.ctimeMs }) };
}

/** Paths that lie elsewhere but concern what is watched, each with the directories to compare. */
export function sourcesElsewhere(table: SignatureTable): ReadonlyMap<string, ReadonlySet<string>> {
  const sources = new Map<string, Set<string>>();
  const add = (path: string, owner: string): void => {
    const owners = sources.get(path) ?? new Set();
    sources.set(path, owners.add(owner));
  };
  for (const known of table.directories.values()) for (const target of known.linkTargets) add(target, known.path);
  for (const path of table.named.eventPaths()) add(path, table.filter.root);
  for (const source of table.filter.sources) for (const path of eventPaths(source)) add(path, table.filter.root);
  for (const start of table.filter.starts) {
    if (!table.directories.has(start)) for (const path of eventPaths(start)) add(path, start);
  }
  return sources;
}

/**
 * Counts every file written after `sinceMs` (Unix ms) as changed. Returns the directories they are in.
 * What tells is ctime, which nobody can set; one in the future is a clock's that was ahead, and tells nothing.
 */
export function distrustSince(table: SignatureTable, sinceMs: number): ReadonlySet<string> {
  const distrusted = new Set<string>();
  const visit = (files: Map<string, FileSignature>, directory: string): void => {
    for (const [name, signature] of files) {
      if (signature.ctimeMs <= sinceMs || isInFuture(signature.ctimeMs)) continue;
      files.set(name, { ...signature, size: -1, hash: undefined, racy: false });
      distrusted.add(directory);
    }
  };
  for (const known of table.directories.values()) visit(known.files, known.path);
  visit(table.named.known, table.filter.root);
  return distrusted;
}

/** For people: directories that exist and are left out by a rule that one may want to know of. Sorted. */
export function excludedDirectories(table: SignatureTable): readonly string[] {
  const rel = relativeTo(table.filter.root);
  const found: string[] = [];
  for (const known of table.directories.values()) {
    if (known.ignoreFile !== undefined) found.push('.gitignore');
    for (const [name, watch] of known.verdicts) {
      if (watch || !name.endsWith('/')) continue;
      const path = join(known.path, name.slice(0, -1));
      const { because } = table.filter.directory(path);
      if (/^(?:exclude_dir|tmp_dir|testdata_dir|node_modules)/.test(because)) found.push(rel(path));
    }
  }
  return [...new Set(found)].toSorted();
}

/** The directories that a rule leaves out, by that rule; hidden ones are not told. */
export function leftOutByRule(table: SignatureTable): readonly { by: string; directories: readonly string[] }[] {
  const rel = relativeTo(table.filter.root);
  const found = new Map<string, string[]>();
  for (const known of table.directories.values()) {
    for (const [name, watch] of known.verdicts) {
      if (watch || !name.endsWith('/') || name.startsWith('.')) continue;
      const path = join(known.path, name.slice(0, -1));
      // `exclude_dir "tmp"`: the pattern says no more than the directory.
      const by = table.filter.directory(path).because.replace(/ ".*"$/, '');
      found.set(by, [...(found.get(by) ?? []), rel(path)]);
    }
  }
  return [...found]
    .map(([by, directories]) => ({ by, directories: directories.toSorted() }))
    .toSorted((a, b) => (a.by < b.by ? -1 : 1));
}
