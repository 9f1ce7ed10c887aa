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
