import { renameSync, writeFileSync } from 'node:fs';

/**
 * Puts a new file in the place of another, so that whoever reads it reads all of one of them.
 *
 * @throws what writing or renaming it has against it
 */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
