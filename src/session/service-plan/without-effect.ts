import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { configNames, isOwnName } from '../../config/read/discover.ts';
import type { LoadedConfig } from '../../config/read/load.ts';
import { problem, type Diagnostic, type Location } from '../../protocol/diagnostic.ts';
import { isWithin } from '../../base/paths.ts';

/** Names that people give the config and that nobody reads; `.air.conf` is what air read in its first years. */
const misnamed: readonly string[] = ['.gorl.toml', '.config/.gorl.toml', 'air.toml', '.air.conf', '.config/.air.toml'];

/** A file that looks like the config and is not read. @param inUse the name of the one that is */
export function unreadConfigs(directory: string, inUse: string | undefined): readonly Diagnostic[] {
  if (inUse !== undefined)
    return passedOver(directory, inUse)
      .filter((name) => isOwnName(name) === isOwnName(inUse))
      .map((name) => warning(`${name} is ignored: ${inUse} takes precedence`, `merge it into ${inUse}, or delete it`));
  return misnamed
    .filter((name) => existsSync(join(directory, name)))
    .map((name) => {
      const right = name.includes('gorl') ? 'gorl.toml' : '.air.toml';
      return warning(`${name} is ignored: the config must be named ${right}`, `rename it to ${right}`);
    });
}

/** A config of air's beside gorl's own: both are in use, each by its tool. @param inUse the name of the one that gorl reads */
export function leftToAir(directory: string, inUse: string | undefined): string | undefined {
  if (inUse === undefined || !isOwnName(inUse)) return undefined;
  return passedOver(directory, inUse).find((name) => !isOwnName(name));
}

function passedOver(directory: string, inUse: string): readonly string[] {
  const at = configNames.indexOf(inUse);
  return at < 0 ? [] : configNames.slice(at + 1).filter((name) => existsSync(join(directory, name)));
}

type PathKey = 'build.exclude_dir' | 'build.exclude_file' | 'build.include_dir' | 'build.include_file';

/** Paths that begin with a slash where a path relative to root is meant. */
export function ineffectivePaths({ settings, origins }: LoadedConfig, root: string): readonly Diagnostic[] {
  const keys: readonly PathKey[] = [
    'build.exclude_dir',
    'build.exclude_file',
    'build.include_dir',
    'build.include_file',
  ];
  return keys.flatMap((key) =>
    settings[key]
      .map((entry) => [entry, entry.trim()] as const)
      .flatMap(([written, entry]) => {
        const meant = relativePath(entry, root);
        // What is to be watched may be named by an absolute path; one that is not there means something else.
        if (meant === undefined || (key.startsWith('build.include') && !isMisread(entry, root, meant))) return [];
        const origin = origins[key];
        const location = 'line' in origin ? { file: origin.file, line: origin.line } : undefined;
        const message = `${key}: ${JSON.stringify(written)} matches nothing: its paths are relative to root`;
        const hint = meant === '' ? 'remove it' : `write ${JSON.stringify(meant)}`;
        return [warning(message, hint, location)];
      }),
  );
}

function relativePath(entry: string, root: string): string | undefined {
  if (!isAbsolute(entry)) return undefined;
  if (isWithin(entry, root)) return relative(root, entry);
  return existsSync(entry) && !existsSync(join(root, entry)) ? '' : entry.replace(/^[\\/]+/, '').replace(/[\\/]+$/, '');
}

function isMisread(entry: string, root: string, meant: string): boolean {
  return !existsSync(entry) && existsSync(resolve(root, meant));
}

function warning(message: string, hint: string, location?: Location): Diagnostic {
  return problem(message, { severity: 'warning', location, source: 'config', hint });
}
