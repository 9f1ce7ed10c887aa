import { lstatSync, readdirSync, statSync, type Stats } from 'node:fs';
import { errnoOf } from '../../base/errno.ts';
import { decodeName, toDisk, unreadableCharacter } from '../../base/file-name.ts';

export interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

export type Listing =
  /** `identity` is another text when it is another directory of the same name. */
  | { readonly type: 'listed'; readonly entries: readonly Entry[]; readonly identity: string; readonly stats: Stats }
  | { readonly type: 'gone' }
  | { readonly type: 'unreadable'; readonly code: string };

/** What is in that directory now. Never throws. */
export function listDirectory(path: string): Listing {
  try {
    const stats = statSync(toDisk(path));
    if (!stats.isDirectory()) return { type: 'gone' };
    const identity = `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
    return { type: 'listed', entries: entriesOf(path), identity, stats };
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'gone' };
    return { type: 'unreadable', code: code ?? String(error) };
  }
}

function entriesOf(path: string): readonly Entry[] {
  const entries = readdirSync(toDisk(path), { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes(unreadableCharacter))) return entries;
  // Names that are no UTF-8, such as old ones in Latin-1: asked for as bytes only now, which costs more.
  return readdirSync(toDisk(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: decodeName(entry.name),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}

export function isDirectory(path: string, follow: boolean): boolean {
  try {
    return (follow ? statSync : lstatSync)(toDisk(path), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
