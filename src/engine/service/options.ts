/** The part of the config that the machine itself decides by. */
export interface Options {
  /**
   * stop-first: at most one instance. start-first: at most two, during a handover, where the app listens where it is
   * told to.
   */
  readonly order: 'stop-first' | 'start-first';
  /** How long in ms requests that are under way may take before the stop signal is sent; 0: nobody sends requests. */
  readonly drainMs: number;
  /** How long in ms an app may take to become ready; 0: as long as it likes. */
  readonly readyMs: number;
  /** A failed build stops the running process too. Air: `build.stop_on_error`. */
  readonly stopOnError: boolean;
  /** Time in ms between the stop signal and the kill; 0 kills at once. Air: `build.kill_delay`. */
  readonly graceMs: number;
  /** Run the app again whenever it ends by itself. Air: `build.rerun`. */
  readonly rerun: boolean;
  /** First pause in ms before a rerun; doubles while the app keeps dying young. Air: `build.rerun_delay`. */
  readonly rerunDelayMs: number;
  /** Build, run, and leave when the app ends. */
  readonly once: boolean;
  /** How long in ms one file may go on ending builds; after it, a build is let through. Air: `build.delay`. */
  readonly patienceMs: number;
  /** Its name: `SIGINT`. Air: `build.send_interrupt`. */
  readonly stopSignal: string;
  /** There are `post_cmd` hooks to run before the app is stopped. */
  readonly exitHooks: boolean;
}
