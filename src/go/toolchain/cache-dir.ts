import type { Env } from '../../base/env.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { defaultCacheDir } from '../build/build-cache.ts';

export interface CacheDirOptions {
  /** Absolute, or `go` to be found on the PATH of `env`. */
  readonly goFile: string;
  readonly cwd: string;
  readonly env: Env;
  readonly commands: CommandRunner;
}

/**
 * Where the go command keeps its build cache, as it says itself (`go env -w` may have set it). Undefined where
 * no file of it can be removed: a program keeps it (GOCACHEPROG), or there is none. Never rejects.
 */
export async function findCacheDir({ goFile, cwd, env, commands }: CacheDirOptions): Promise<string | undefined> {
  const command = { type: 'argv', file: goFile, args: ['env', '-json', 'GOCACHE', 'GOCACHEPROG'] } as const;
  const { output } = await commands.start({ command, cwd, env, label: 'go-env' }).ended;
  try {
    const value: unknown = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
    const { GOCACHE: dir, GOCACHEPROG: program } = value as Record<string, unknown>;
    if (typeof program === 'string' && program !== '') return undefined;
    if (typeof dir === 'string' && dir !== '') return dir === 'off' ? undefined : dir;
  } catch {
    // Not a go command, or a broken one: the default is as good a guess as any.
  }
  return env['GOCACHE'] ?? defaultCacheDir(env);
}
