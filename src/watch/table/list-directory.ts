import { readdirSync } from 'node:fs';
import { decodeName, toDisk, unreadableCharacter } from '../../base/file-name.ts';

export interface Entry {
  readonly name: string;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** @throws what readdir(3) throws */
export function listDirectory(path: string): readonly Entry[] {
  const entries = readdirSync(toDisk(path), { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes(unreadableCharacter))) return entries;
  // Names that are no UTF-8, such as old ones in Latin-1: asked for as bytes only now, which costs more.
  return readdirSync(toDisk(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: decodeName(entry.name),
    isDirectory: () => entry.isDirectory(),
    isSymbolicLink: () => entry.isSymbolicLink(),
  }));
}
