import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** Paths as people read them: relative to `root`, `/`-separated, `../x` outside. */
export function relativeTo(root: string): (path: string) => string {
  const prefix = root.endsWith(sep) ? root : root + sep;
  return (path) => slashed(path.startsWith(prefix) ? path.slice(prefix.length) : relative(root, path));
}

/** `path` relative to `directory`, `/`-separated; '' for the directory itself; undefined when it is not below it. */
export function pathBelow(path: string, directory: string): string | undefined {
  const below = relative(directory, path);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? undefined : slashed(below);
}

/** As people read it: relative to `base` when below it, without `./`, else as it is. */
export function shownPath(path: string, base: string): string {
  return pathBelow(path, base) || path;
}

/** `pathBelow` of normalized, absolute paths as a question, at a fraction of its cost: it runs for every file. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** Paths below the root as the user wrote it, as paths below the resolved root. */
export function rebase(path: string, from: string, to: string): string {
  return isAbsolute(path) && isWithin(path, from) ? join(to, path.slice(from.length)) : path;
}

/** Those directories that lie below no other of them. */
export function topmost(directories: readonly string[]): readonly string[] {
  return directories.filter((path) => !directories.some((other) => other !== path && isWithin(path, other)));
}

/** `path.join` for a normalized directory and a plain name, at a fraction of its cost: it runs for every file. */
export function childPath(directory: string, name: string): string {
  return directory.endsWith(sep) ? directory + name : directory + sep + name;
}

/** Without symlinks, if it exists. */
export function resolved(path: string): string {
  return resolvedIfThere(path) ?? resolve(path);
}

/** Its directory without symlinks, if that exists; the file itself need not. */
export function inRealDirectory(path: string): string {
  return join(resolvedIfThere(dirname(path)) ?? dirname(path), basename(path));
}

export function resolvedIfThere(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** What stands behind the last dot of the name; '' where there is none. */
export function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf(sep) ? path.slice(dot + 1) : '';
}
