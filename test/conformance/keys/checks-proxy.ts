import type { Key } from '../../../src/config/keys/keys.ts';
import type { Check } from './check.ts';
import { once, quick } from './runs.ts';

const noEffect = 'no effect in this version, which has no proxy';

export const proxyChecks = {
  'proxy.enabled': {
    effect: 'a warning says that this version has no proxy',
    value: true,
    given: { settings: quick },
    see: once(({ code, stderr }) => [code, stderr.includes('this version has no proxy')]),
    withKey: [0, true],
    without: [0, false],
  },
  'proxy.proxy_port': { noEffect, value: 8090, wrong: '8090' },
  'proxy.app_port': { noEffect, value: 8080, wrong: '8080' },
  'proxy.app_start_timeout': { noEffect, value: 1234, wrong: true },
} as const satisfies Partial<Record<Key, Check>>;
