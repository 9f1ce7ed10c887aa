import { parseTcpAddress } from '../../base/listen-address.ts';
import type { Settings } from '../../config/keys/keys.ts';
import type { RunningCommand } from '../../engine/ports.ts';
import type { AskedProbe, LivePlan, Probe, ReadyPlan } from '../../process/probe/probe.ts';

/** Starts shell text where the app runs, with what the app has in its environment. */
export type StartProbe = (line: string) => RunningCommand;

/** What shows that the app is ready; undefined: that it listens. */
export function readyPlan(settings: Settings, start: StartProbe): ReadyPlan | undefined {
  const pattern = settings['ready.log'];
  const probe: Probe | undefined = pattern === '' ? askedProbe(settings, 'ready', start) : { type: 'log', pattern };
  return probe && { probe, intervalMs: settings['ready.interval'] };
}

/** What shows that it still answers; undefined: nobody asks. */
export function livePlan(settings: Settings, start: StartProbe): LivePlan | undefined {
  const probe = askedProbe(settings, 'live', start);
  return (
    probe && {
      probe,
      intervalMs: settings['live.interval'],
      timeoutMs: settings['live.timeout'],
      failures: settings['live.failures'],
    }
  );
}

function askedProbe(settings: Settings, table: 'ready' | 'live', start: StartProbe): AskedProbe | undefined {
  const [http, tcp, line] = [settings[`${table}.http`], settings[`${table}.tcp`], settings[`${table}.exec`]];
  if (http !== '') return { type: 'http', target: http };
  if (line !== '') return { type: 'exec', line, start: () => start(line) };
  // The config's check has refused what is no address.
  const address = parseTcpAddress(tcp);
  return address && { type: 'tcp', ...address };
}
