import type { Env } from '../../base/env.ts';
import type { HandedSockets } from './held-sockets.ts';

export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Env;
}

/**
 * The same program, told of the sockets that it gets from descriptor 3 on, as `sd_listen_fds(3)` has it. `LISTEN_PID`
 * has to be the program's own pid, which nobody knows before it starts: a shell fills it in and becomes the program.
 */
export function withSockets({ file, args, env }: Launch, { fds, names }: HandedSockets): Launch {
  return {
    file: '/bin/sh',
    args: ['-c', 'LISTEN_PID=$$ exec "$0" "$@"', file, ...args],
    env: { ...env, LISTEN_FDS: String(fds.length), LISTEN_FDNAMES: names.join(':') },
  };
}
