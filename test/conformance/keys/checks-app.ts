import type { Key } from '../../../src/config/keys/keys.ts';
import { TerminalRig } from '../../support/terminal-rig.ts';
import type { Check } from './check.ts';
import { shell } from './runs.ts';

export const appChecks = {
  'app.tty': {
    effect: 'false leaves the app without a keyboard and a terminal of its own',
    value: false,
    given: {
      settings: {
        'build.cmd': 'true',
        'build.entrypoint': shell('test -t 0 && echo has-one || echo has-none; while :; do sleep 0.05; done'),
      },
    },
    async see(files) {
      await using rig = new TerminalRig({ files }).start();
      await rig.waitForScreen(/has-(?:one|none)/);
      return /has-one/.test(rig.screen);
    },
    withKey: false,
    without: true,
  },
} as const satisfies Partial<Record<Key, Check>>;
