import type { Key } from '../../../src/config/keys/keys.ts';
import type { Check } from './check.ts';
import { hears, shell, stop, watching } from './runs.ts';

/** A program that writes down which signal asked it to stop, and how that went. */
const talking = (onSignal: string): Readonly<Record<string, readonly string[] | string>> => ({
  'build.cmd': 'true',
  'build.entrypoint': shell(
    `: > said; trap 'echo INT >> said; ${onSignal}' INT; trap 'echo TERM >> said; ${onSignal}' TERM; echo up; while :; do sleep 0.05; done`,
  ),
});

/** Takes half of the 5 s that are the default: a busy machine may be late by as much, and need not ask it in time. */
const slow = {
  'build.cmd': 'true',
  'build.entrypoint': shell(
    `: > said; trap 'sleep 2.5; echo done >> said; exit' INT; echo up; while :; do sleep 0.05; done`,
  ),
} as const;

/** What the program has written down by gorl's end, and the signals that gorl tells of. */
const stopped = watching(async (rig) => {
  await hears(rig, 'up\n');
  await stop(rig);
  return {
    said: rig.read('said').split('\n').slice(0, -1),
    signals: rig.events.flatMap((event) => (event.type === 'process-stopping' ? [event.signal] : [])),
    grace: rig.events.flatMap((event) => (event.type === 'process-stuck' ? [event.graceMs] : [])),
  };
});

export const stopChecks = {
  'build.send_interrupt': {
    effect: 'false kills the program at once, without asking',
    value: false,
    given: { settings: talking('exit') },
    see: stopped,
    withKey: { said: [], signals: ['SIGKILL'], grace: [] },
    without: { said: ['INT'], signals: ['SIGINT'], grace: [] },
  },
  'build.kill_delay': {
    effect: 'a program that takes longer to stop is killed',
    value: '100ms',
    given: { settings: slow },
    see: stopped,
    withKey: { said: [], signals: ['SIGINT'], grace: [100] },
    without: { said: ['done'], signals: ['SIGINT'], grace: [] },
  },
  'build.stop_signal': {
    effect: 'it is the signal that the program gets',
    value: 'SIGTERM',
    given: { settings: talking('exit') },
    see: stopped,
    withKey: { said: ['TERM'], signals: ['SIGTERM'], grace: [] },
    without: { said: ['INT'], signals: ['SIGINT'], grace: [] },
  },
} as const satisfies Partial<Record<Key, Check>>;
