import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes the directory for binaries and logs. One that gorl makes itself gets a `.gitignore`, so that it
 * never shows up in `git status`; one that is there already is left as it is.
 */
export function makeTmpDir(path: string): void {
  const made = mkdirSync(path, { recursive: true });
  if (made !== undefined) writeFileSync(join(path, '.gitignore'), '*\n', { flag: 'wx' });
}

/** `misc.clean_on_exit`. Never the root itself or something above it. */
export function removeTmpDir(path: string, root: string): void {
  for (let at = root; ; at = dirname(at)) {
    if (at === path) return;
    if (dirname(at) === at) break;
  }
  rmSync(path, { recursive: true, force: true });
}
