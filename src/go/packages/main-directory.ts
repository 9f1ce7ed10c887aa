import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { GoModule } from './module-files.ts';

/**
 * Where the sources of a program lie.
 *
 * @param packages one package, or the files of one
 * @param modules that an import path may lead into
 * @returns undefined for an import path that leads elsewhere
 */
export function mainDirectory(
  packages: readonly string[],
  cwd: string,
  modules: () => readonly Pick<GoModule, 'path' | 'dir'>[],
): string | undefined {
  const [first = '.'] = packages;
  if (first.endsWith('.go')) return resolve(cwd, dirname(first));
  if (isAbsolute(first) || /^\.{1,2}(?:[\\/]|$)/.test(first)) return resolve(cwd, first);
  const owners = modules().filter(({ path }) => path !== '' && (first === path || first.startsWith(`${path}/`)));
  // A module may lie within another one.
  const owner = owners.toSorted((a, b) => b.path.length - a.path.length)[0];
  return owner && join(owner.dir, first.slice(owner.path.length));
}
