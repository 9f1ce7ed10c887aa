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
