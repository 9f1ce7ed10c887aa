import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { LooseEnv } from './env.ts';

/**
 * The first executable file of that name in the directories of PATH. Empty entries are passed by, which a shell would
 * take for the current directory.
 *
 * @param which `absolute`: relative entries are passed by too, since what they mean changes with the directory
 */
export function findOnPath(name: string, env: LooseEnv, which: 'all' | 'absolute' = 'all'): string | undefined {
  const directories = (env['PATH'] ?? env['Path'] ?? '').split(delimiter);
  return directories
    .filter((directory) => directory !== '' && (which === 'all' || isAbsolute(directory)))
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
