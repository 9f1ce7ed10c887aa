import { stopPolicy } from '../../config/stop-policy.ts';
import type { Options } from '../../engine/service/options.ts';
import type { Settings } from '../../config/keys/keys.ts';
import type { Project } from './project.ts';

/** The part of the config that the machine itself decides by. */
export function machineOptions({ loaded }: Project, once: boolean): Options {
  const { settings } = loaded;
  const { signal, graceMs } = stopPolicy(loaded);
  return {
    order: settings.order,
    drainMs: settings['proxy.enabled'] ? settings['proxy.drain'] : 0,
    readyMs: readyLimitMs(settings),
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

/** Somebody asked for a proof that it is ready, or another one serves meanwhile: then it has a time for that. */
function readyLimitMs(settings: Settings): number {
  const isAsked = (['http', 'tcp', 'log', 'exec'] as const).some((name) => settings[`ready.${name}`] !== '');
  return isAsked || settings.order === 'start-first' ? settings['ready.timeout'] : 0;
}
