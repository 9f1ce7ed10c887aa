import { homedir } from 'node:os';

/** The user's; undefined where there is none, as in a container that runs under a number which no account has. */
export function homeDir(
  env: Readonly<Record<string, string | undefined>>,
  ofAccount: () => string = homedir,
): string | undefined {
  const named = env['HOME'] ?? '';
  if (named !== '') return named;
  try {
    return ofAccount();
  } catch {
    return undefined;
  }
}
