import { maxMs, type KeySpec } from './key-spec.ts';

/** `proxy.*`: the HTTP front door. */
export const proxyKeys = {
  'proxy.enabled': {
    type: 'bool',
    default: false,
    doc: 'Serve the program through a proxy that reloads the browser after each restart. Not in this version: gorl checks the key, but it has no effect.',
    air: true,
    since: '0.1.0',
  },
  'proxy.proxy_port': {
    type: 'int',
    default: 0,
    min: 0,
    max: 65_535,
    doc: 'The port the proxy listens on.',
    air: true,
    since: '0.1.0',
  },
  'proxy.app_port': {
    type: 'int',
    default: 0,
    min: 0,
    max: 65_535,
    doc: 'The port the program listens on.',
    air: true,
    since: '0.1.0',
  },
  'proxy.app_start_timeout': {
    type: 'int',
    default: 5000,
    unit: 'ms',
    min: 0,
    max: maxMs,
    zeroIsDefault: true,
    doc: 'How long a request waits for the program to accept connections.',
    air: true,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
