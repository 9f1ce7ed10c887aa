import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

/** Paths as people read them: relative to `root`, `/`-separated, `../x` outside. */
export function relativeTo(root: string): (path: string) => string {
  const prefix = root.endsWith(sep) ? root : root + sep;
  return (path) => {
    const rel = path.startsWith(prefix) ? path.slice(prefix.length) : relative(root, path);
    return sep === '/' ? rel : rel.split(sep).join('/');
  };
}

/** `path.join` for a normalized directory and a plain name, at a fraction of its cost: it runs for every file. */
export function childPath(directory: string, name: string): string {
  return directory.endsWith(sep) ? directory + name : directory + sep + name;
}

export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** Without symlinks, if it exists. */
export function resolved(path: string): string {
  return resolvedIfThere(path) ?? resolve(path);
}

export function resolvedIfThere(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
