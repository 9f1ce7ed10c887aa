import { homedir } from 'node:os';
import type { LooseEnv } from './env.ts';

/** The user's; undefined where there is none, as in a container that runs under a number which no account has. */
export function homeDir(env: LooseEnv, ofAccount: () => string = homedir): string | undefined {
  const named = env['HOME'] ?? '';
  if (named !== '') return named;
  try {
    return ofAccount();
  } catch {
    return undefined;
  }
}

/** A path as a shell would read it: `~` and what lies below it. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? (homeDir(process.env) ?? '~') + path.slice(1) : path;
}
