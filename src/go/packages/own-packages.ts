import { join } from 'node:path';
import { isDirectory } from '../../base/what-is-there.ts';

export interface OwnModule {
  /** The module path. */
  readonly path: string;
  /** Absolute. */
  readonly dir: string;
}

const missing = /^(?:no required module provides package (\S+?)(?:;|$)|package (\S+) is not in (?:std|GOROOT)\b)/;

/**
 * For a package that an own module should have: the go command would fetch it, or looks for it in the standard
 * library, when its directory is not there. The first module is that of the build, the others are the workspace's.
 */
export function missingPackageHint(message: string, modules: readonly OwnModule[]): string | undefined {
  const match = missing.exec(message);
  const path = match?.[1] ?? match?.[2];
  if (path === undefined) return undefined;
  const [owner] = modules
    .filter((module) => module.path !== '' && (path === module.path || path.startsWith(`${module.path}/`)))
    // Of nested modules the inner one.
    .toSorted((a, b) => b.path.length - a.path.length);
  if (owner === undefined) return undefined;
  const below = path.slice(owner.path.length + 1);
  const module = owner === modules[0] ? 'this module' : `the module ${owner.path}`;
  const shown = below === '' ? '.' : `./${below}`;
  return isDirectory(join(owner.dir, below))
    ? `no Go file in ${shown} of ${module} is built here`
    : `there is no directory ${shown} in ${module}`;
}
