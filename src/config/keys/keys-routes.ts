import type { KeySpec } from './key-spec.ts';

/** The keys of one `[[proxy.routes]]` entry: requests that go to another service than `proxy.service`. */
export const routeKeys = {
  service: {
    type: 'string',
    default: '',
    doc: 'The service that these requests go to. Required.',
    air: false,
    since: '0.1.0',
  },
  path: {
    type: 'string',
    default: '',
    doc: 'Requests for this path and all below it: `"/api"` is for `/api` and `/api/users`, not for `/apix`. An entry needs `path`, `host`, or both.',
    air: false,
    since: '0.1.0',
  },
  host: {
    type: 'string',
    default: '',
    doc: 'Requests for this host, without a port: `"admin.localhost"`, or `"*.localhost"` for all names below it. The proxy answers for it as if `allowed_hosts` named it.',
    air: false,
    since: '0.1.0',
  },
  strip_prefix: {
    type: 'bool',
    default: false,
    doc: 'Take `path` off before the service is asked: it is asked for `/users` in place of `/api/users`, and hears of `/api` in `X-Forwarded-Prefix`.',
    air: false,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
