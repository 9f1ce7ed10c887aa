import { isAbsolute, resolve } from 'node:path';
import { isWithin, resolvedIfThere } from '../../base/paths.ts';
import { isFile } from '../../base/what-is-there.ts';

export type OpenableFile =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'refused'; readonly reason: string };

export interface OpenableIn {
  /** Absolute: where a relative path begins. */
  readonly base: string;
  /** Absolute: the directories of the user's own code. */
  readonly roots: readonly string[];
}

const longestPath = 4096;

/**
 * The file that a page asks to be opened, without symlinks. Only a regular file below one of the roots, wherever links
 * lead: a page may name any path.
 */
export function openableFile(asked: string, { base, roots }: OpenableIn): OpenableFile {
  const isPath = asked !== '' && asked.length <= longestPath && !asked.startsWith('-') && !isStrange(asked);
  if (!isPath) return refused('that is no path of a file');
  const path = resolvedIfThere(isAbsolute(asked) ? asked : resolve(base, asked));
  // What lies elsewhere is nobody's business, not even whether it is there.
  if (path === undefined || !roots.some((root) => isWithin(path, resolvedIfThere(root) ?? root)))
    return refused(`${asked} is no file of this project`);
  return isFile(path) ? { type: 'file', path } : refused(`${asked} is no regular file`);
}

/** A URL, or something that no tool prints for a path. */
function isStrange(path: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(path) || /^[a-z][a-z\d+.-]+:(?:\/|$)/i.test(path);
}

function refused(reason: string): OpenableFile {
  return { type: 'refused', reason };
}
