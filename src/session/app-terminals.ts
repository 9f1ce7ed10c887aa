import { join } from 'node:path';
import { userCacheDir } from '../base/cache-dir.ts';
import type { Env } from '../base/env.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { builtTtyHelper } from '../go/tty-helper/built-tty-helper.ts';
import { createAppTtys, type AppTtys, type AppTtysRequest } from '../process/tty/app-ttys.ts';

export interface AppTerminalsRequest {
  readonly commands: Pick<CommandRunner, 'start'>;
  readonly env: Env;
  readonly size: AppTtysRequest['size'];
  readonly onNone: (reason: string) => void;
}

/** Terminals for the app, by a helper that is built once on every machine. */
export function openAppTerminals({ commands, env, size, onNone }: AppTerminalsRequest): AppTtys {
  const caches = userCacheDir(env);
  const directory = caches === undefined ? undefined : join(caches, 'gorl');
  return createAppTtys({
    size,
    onNone,
    builtHelper: () => (directory === undefined ? undefined : builtTtyHelper(directory)),
    async helper() {
      if (directory === undefined) throw new Error('there is no directory for caches: HOME is not set');
      // Once on every machine.
      const { buildTtyHelper } = await import('../go/tty-helper/build-tty-helper.ts');
      return buildTtyHelper({ commands, env, directory });
    },
  });
}
