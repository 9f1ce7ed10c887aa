import { basename, resolve } from 'node:path';
import type { LooseEnv } from '../../base/env.ts';
import { findModule } from './module-files.ts';
import { pathBelow } from '../../base/paths.ts';

/**
 * What the go command calls the program, without `.exe`: the last element of the import path that is
 * no major version (`…/api/v2` → `api`); for a list of files, the first one without `.go`
 * (cmd/go, `DefaultExecName`). Falls back to the name of the directory.
 */
export function programName(packages: readonly string[], cwd: string, env: LooseEnv): string {
  const first = packages[0] ?? '.';
  if (first.endsWith('.go')) return basename(first, '.go');
  const dir = resolve(cwd, first);
  const found = findModule(dir, env);
  const module = found.type === 'found' ? found.module : undefined;
  const below = module === undefined ? undefined : pathBelow(dir, module.dir);
  // An import path (example.com/api) instead of a directory ends in the right name by itself.
  const path =
    module === undefined || below === undefined || !/^\.{0,2}(?:[\\/]|$)/.test(first)
      ? first
      : `${module.path}/${below}`;
  const words = path.split(/[\\/]/).filter((word) => word !== '' && word !== '.' && word !== '..');
  const last = words.at(-1) ?? basename(dir);
  return (/^v[2-9]\d*$|^v1\d+$/.test(last) && words.at(-2)) || last || 'main';
}
