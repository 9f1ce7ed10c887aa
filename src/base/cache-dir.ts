import { join } from 'node:path';
import type { LooseEnv } from './env.ts';
import { homeDir } from './home-dir.ts';

/** Where programs keep what they can make again, as Go's os.UserCacheDir has it; undefined without a home. */
export function userCacheDir(env: LooseEnv): string | undefined {
  const home = homeDir(env);
  const below = (...names: string[]): string | undefined => (home === undefined ? undefined : join(home, ...names));
  switch (process.platform) {
    case 'win32':
      return env['LocalAppData'] ?? below('AppData', 'Local');
    case 'darwin':
      return below('Library', 'Caches');
    default:
      return env['XDG_CACHE_HOME'] || below('.cache');
  }
}
