import type { LoadedConfig } from './read/load.ts';

/** How a running program is ended. */
export interface StopPolicy {
  /** The first signal: `SIGKILL`, or the value of `build.stop_signal`. */
  readonly signal: 'SIGKILL' | LoadedConfig['settings']['build.stop_signal'];
  /** From that signal to the kill, in ms; 0 kills at once. */
  readonly graceMs: number;
}

/** Used when nobody sets `build.kill_delay`: the longest that air waits at all. */
export const defaultGraceMs = 5000;

/**
 * The stop signal and up to five seconds, unless the config says otherwise. An explicit
 * `send_interrupt = false` kills at once, as it does in air (where that is the default; here it is not).
 */
export function stopPolicy({ settings, origins }: Pick<LoadedConfig, 'settings' | 'origins'>): StopPolicy {
  if (origins['build.send_interrupt'].type !== 'default' && !settings['build.send_interrupt'])
    return { signal: 'SIGKILL', graceMs: 0 };
  const graceMs = origins['build.kill_delay'].type === 'default' ? defaultGraceMs : settings['build.kill_delay'];
  return { signal: settings['build.stop_signal'], graceMs };
}
