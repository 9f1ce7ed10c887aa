import { childPath } from '../../base/paths.ts';
import { compareFile, hasSignature, statFile } from './file-signature.ts';
import type { KnownDirectory } from './known-directory.ts';

/** Whether the `.gitignore` of that directory is not what it was; notes what it is now. */
export function ignoreFileChanged(known: KnownDirectory): boolean {
  const path = childPath(known.path, '.gitignore');
  const stats = statFile(path);
  const before = known.ignoreFile;
  if (stats === undefined) {
    known.ignoreFile = undefined;
    return before !== undefined;
  }
  if (before !== undefined && !before.racy && hasSignature(before, stats)) return false;
  const { signature, changed } = compareFile(path, stats, before);
  known.ignoreFile = signature;
  return changed;
}
