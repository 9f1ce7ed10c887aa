import { dirname } from 'node:path';
import { isWithin } from '../../base/paths.ts';
import type { ProgramFiles } from '../../go/graph/program-files.ts';

/**
 * Whether a file that programs read at run time is for other programs only: it lies below a main package that this one
 * does not consist of, as the page of `cmd/admin/pages` does for `cmd/api`.
 *
 * @param root absolute; nothing above it is asked
 * @param holdsProgram whether a main package is in that directory itself
 */
export function isForOthers(
  path: string,
  program: ProgramFiles,
  root: string,
  holdsProgram: (directory: string) => boolean,
): boolean {
  for (let at = dirname(path); isWithin(at, root); at = dirname(at)) {
    // What lies beside the program's own packages, or above them, is its own.
    if (program.mayLieBelow(at)) return false;
    if (holdsProgram(at)) return true;
    if (at === dirname(at)) return false;
  }
  return false;
}
