import { GorlRig } from '../../support/gorl-rig.ts';
import { runGorl } from '../../support/run-gorl.ts';
import type { Effect, Files, RouteKey } from './check.ts';
import { askProxy, servers } from './checks-proxy.ts';

const given = {
  settings: { 'proxy.enabled': true, 'proxy.service': 'web' },
  text: servers('api', 'web'),
} as const;

/** What the proxy answers, or a word of why gorl does not start. */
const answers =
  (word: string, asked: Parameters<typeof askProxy>[1]) =>
  async (files: Files): Promise<unknown> => {
    await using rig = new GorlRig({ files });
    const { code, stderr } = await runGorl(rig, ['config']);
    if (code !== 0) return [code, stderr.includes(word)];
    rig.start();
    return await askProxy(rig, asked);
  };

export const routeChecks: Readonly<Record<RouteKey, Effect>> = {
  service: {
    effect: 'requests go to that service; a route without one is refused',
    value: 'api',
    given: { ...given, route: { path: '/api' } },
    see: answers('which service', { path: '/api/x' }),
    withKey: '200 api /api/x',
    without: [2, true],
  },
  path: {
    effect: 'requests below it go there',
    value: '/api',
    given: { ...given, route: { service: 'api', host: 'a.localhost' } },
    see: answers('', { path: '/other', host: 'a.localhost' }),
    withKey: '200 web /other',
    without: '200 api /other',
  },
  host: {
    effect: 'requests for it go there, and are answered',
    value: 'admin.my.test',
    given: { ...given, route: { service: 'api', path: '/' } },
    see: answers('', { path: '/x', host: 'admin.my.test' }),
    withKey: '200 api /x',
    without: '403 gorl does not answer for the host admin.my.test; allow it: [proxy] allowed_hosts',
  },
  strip_prefix: {
    effect: 'the service is asked without the path',
    value: true,
    given: { ...given, route: { service: 'api', path: '/api' } },
    see: answers('', { path: '/api/x' }),
    withKey: '200 api /x',
    without: '200 api /api/x',
  },
};
