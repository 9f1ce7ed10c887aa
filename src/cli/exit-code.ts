import type { ShutdownReason } from '../engine/service/event.ts';

/**
 * How gorl ends. Documented in the README; scripts rely on it.
 *
 * Ctrl-C is the ordinary way to leave a reload runner, so at a terminal it is a success (as in air).
 * A script that sends a signal expects 128 + its number, and gets it.
 */
export const exitCode = {
  stopped: 0,
  /** `--once`: the build or the app failed. */
  failed: 1,
  /** Usage or config. */
  usage: 2,
  /** The machine or the project: no `go`, no module. */
  environment: 3,
  /** A bug in gorl. */
  internal: 70,
  /** A second Ctrl-C, one before there was anything to stop, or one that cuts `--once` short. */
  interrupted: 130,
} as const;

const signalNumber = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * @param atTerminal gorl's stdin is a terminal, so that a SIGINT is somebody's Ctrl-C
 * @param forced a second request cut the graceful stop short
 */
export function exitCodeOf(reason: ShutdownReason, atTerminal: boolean, forced: boolean): number {
  switch (reason.type) {
    case 'key':
      return forced ? 128 + signalNumber.SIGINT : exitCode.stopped;
    case 'once':
      return reason.ok ? exitCode.stopped : exitCode.failed;
    case 'signal':
      if (reason.signal === 'SIGINT' && atTerminal && !forced) return exitCode.stopped;
      return 128 + signalNumber[reason.signal];
  }
}

/** Ends the program before anything runs, with a message that is already written for people. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly code: number;
  /** What to do. */
  readonly hint: string | undefined;

  constructor(code: number, message = '', hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
