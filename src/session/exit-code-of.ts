import { exitCode } from '../protocol/exit-code.ts';
import type { ShutdownReason } from '../protocol/shutdown-reason.ts';

const signalNumber = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * @param atTerminal gorl's stdin is a terminal, so that a SIGINT is somebody's Ctrl-C
 * @param forced a second request cut the graceful stop short
 */
export function exitCodeOf(reason: ShutdownReason, atTerminal: boolean, forced: boolean): number {
  switch (reason.type) {
    case 'request': {
      const { by } = reason;
      if (by.type !== 'signal') return forced ? 128 + signalNumber.SIGINT : exitCode.stopped;
      if (by.signal === 'SIGINT' && atTerminal && !forced) return exitCode.stopped;
      return 128 + signalNumber[by.signal];
    }
    case 'once':
      return reason.ok ? exitCode.stopped : exitCode.failed;
  }
}
