import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readText } from './read-regular-file.ts';

/**
 * Puts a file there that only its owner can read, whatever was there, and at no moment with another mode.
 *
 * @throws what writing or renaming it has against it
 */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  // What an earlier process of that number left may be anything, even a link.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}

/** Removes a file as long as it holds that text: another process may have put its own there. In vain where it cannot. */
export function removeFileWith(path: string, text: string): void {
  if (readText(path, text.length + 1) !== text) return;
  try {
    rmSync(path, { force: true });
  } catch {
    // Its directory is another user's now, or read-only.
  }
}
