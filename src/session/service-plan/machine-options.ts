import { stopPolicy } from '../../config/stop-policy.ts';
import type { Options } from '../../engine/service/options.ts';
import type { Project } from './project.ts';

/** The part of the config that the machine itself decides by. */
export function machineOptions({ loaded }: Project, once: boolean): Options {
  const { settings } = loaded;
  const { signal, graceMs } = stopPolicy(loaded);
  return {
    order: 'stop-first',
    stopOnError: settings['build.stop_on_error'],
    graceMs,
    rerun: settings['build.rerun'],
    rerunDelayMs: settings['build.rerun_delay'],
    patienceMs: Math.max(settings['build.delay'], 1000),
    once,
    stopSignal: signal,
    exitHooks: settings['build.post_cmd'].length > 0,
  };
}
