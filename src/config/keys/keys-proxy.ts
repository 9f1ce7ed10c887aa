import { maxMs, type KeySpec } from './key-spec.ts';

/** `proxy.*`: the HTTP front door. */
export const proxyKeys = {
  'proxy.enabled': {
    type: 'bool',
    default: false,
    doc: 'Serve the program through a proxy: requests wait while the program is replaced, and pages reload when the next one answers. It listens on 127.0.0.1. Style sheets, scripts, images, and fonts are watched, too.',
    air: true,
    since: '0.1.0',
  },
  'proxy.proxy_port': {
    type: 'int',
    default: 0,
    min: 0,
    max: 65_535,
    doc: 'The port the proxy listens on; 0 takes any that is free.',
    air: true,
    since: '0.1.0',
  },
  'proxy.app_port': {
    type: 'int',
    default: 0,
    min: 0,
    max: 65_535,
    doc: 'The port the program listens on; 0 takes the first that it opens.',
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
    doc: 'How long a request waits for the program to accept connections; then it is answered with 503.',
    air: true,
    since: '0.1.0',
  },
  'proxy.allowed_hosts': {
    type: 'string-list',
    default: [],
    doc: 'Host names that the proxy answers for, besides localhost and IP addresses: `"my.test"`, or `".my.test"` with all names below it.',
    air: false,
    since: '0.1.0',
  },
  'proxy.console': {
    type: 'bool',
    default: true,
    doc: 'Show in the terminal what goes wrong in pages: uncaught errors, and what they give to `console.error`.',
    air: false,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
