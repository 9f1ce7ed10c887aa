import { existsSync } from 'node:fs';
import type { Key } from '../../../src/config/keys/keys.ts';
import { freePort } from '../../support/free-port.ts';
import type { GorlRig } from '../../support/gorl-rig.ts';
import type { Check } from './check.ts';
import { askProxy } from './checks-proxy.ts';
import { count, hears, shell, staying, watching } from './runs.ts';

const nobodys = await freePort();
const handed = await freePort();

/** A server on `PORT` that says what it is asked; `/slow` takes a while. */
const server = [
  'node',
  '-e',
  `require('node:http').createServer((request, response) => {
    console.log('asked ' + request.url);
    setTimeout(() => response.end('here'), request.url === '/slow' ? 600 : 0);
  }).listen(process.env.PORT ?? 0, '127.0.0.1');`,
  'app',
] as const;
const serving = { 'build.cmd': 'true', 'build.entrypoint': server } as const;

/** For what may not happen at all, in ms. */
const longMs = 6000;

async function within(ms: number, happens: () => boolean): Promise<boolean> {
  const endsAt = performance.now() + ms;
  while (!happens() && performance.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 10));
  return happens();
}

const sees = (what: (rig: GorlRig) => boolean) => watching((rig) => within(longMs, () => what(rig)));
const isNotReady = (rig: GorlRig): boolean => count(rig, 'process-not-ready') > 0;
const isUnhealthy = (rig: GorlRig): boolean => count(rig, 'process-unhealthy') > 0;
const asks = (rig: GorlRig): number => (existsSync(rig.path('asks')) ? rig.read('asks').split('\n').length - 1 : 0);

const never = { ...staying, 'ready.timeout': 100 } as const;
const often = { ...staying, 'live.interval': 20, 'live.failures': 1 } as const;
const proxied = { ...serving, 'proxy.enabled': true } as const;

/** The proxy's answer to a request that it must not repeat. */
const post = (rig: GorlRig, path: string): Promise<string> => askProxy(rig, { path, method: 'POST' });

/** What a request gets while a build goes on that never ends. */
const held = watching(async (rig) => {
  rig.write('slow', '');
  rig.write('main.go', 'package main\n');
  await rig.until('the build', 20_000, () => count(rig, 'build-started') > 1);
  return await post(rig, '/');
});
const neverBuilt = {
  ...{ ...staying, 'proxy.enabled': true, 'proxy.app_start_timeout': 100 },
  'build.cmd': 'test ! -e slow || sleep 1000',
} as const;
const full = '503 too many requests wait for the app already';
const late = '503 the app did not become ready in time (proxy.app_start_timeout)';

export const readyChecks = {
  order: {
    effect: 'the next program is started beside the last',
    value: 'start-first',
    given: { settings: proxied },
    see: watching(async (rig) => {
      await rig.until('the first', 20_000, () => count(rig, 'process-ready') > 0);
      rig.write('main.go', 'package main\n');
      const both = (): boolean => count(rig, 'process-started') > 1 && count(rig, 'process-exited') > 0;
      await rig.until('the next', 20_000, both);
      const types = rig.events.map(({ type }) => type);
      return types.lastIndexOf('process-started') < types.indexOf('process-exited') ? 'beside it' : 'after it';
    }),
    withKey: 'beside it',
    without: 'after it',
  },
  listen: {
    effect: 'the program gets a socket',
    value: [`web=127.0.0.1:${handed}`],
    given: {
      settings: {
        'build.cmd': 'true',
        'build.entrypoint': shell(
          'echo "up $LISTEN_FDS $LISTEN_FDNAMES $(test "$LISTEN_PID" = $$ && echo mine)"; exec sleep 1000',
        ),
      },
    },
    see: watching(async (rig) => {
      await hears(rig, 'up');
      return rig.stdout;
    }),
    withKey: 'up 1 web mine\n',
    without: 'up   \n',
  },
  'ready.http': {
    effect: 'the program is asked',
    value: '/healthz',
    given: { settings: serving },
    see: sees((rig) => rig.stdout.includes('asked /healthz')),
    withKey: true,
    without: false,
  },
  'ready.tcp': {
    effect: 'a program without that port is not ready',
    value: `127.0.0.1:${nobodys}`,
    given: { settings: never },
    see: sees(isNotReady),
    withKey: true,
    without: false,
  },
  'ready.log': {
    effect: 'a program that does not say so is not ready',
    value: 'listening on \\d+',
    given: { settings: never },
    see: sees(isNotReady),
    withKey: true,
    without: false,
  },
  'ready.exec': {
    effect: 'a program is not ready while the command fails',
    value: 'false',
    given: { settings: never },
    see: sees(isNotReady),
    withKey: true,
    without: false,
  },
  'ready.timeout': {
    effect: 'so long it may take to become ready',
    value: '100ms',
    given: { settings: { ...staying, 'ready.exec': 'false' } },
    see: sees(isNotReady),
    withKey: true,
    without: false,
  },
  'ready.interval': {
    effect: 'attempts follow each other that slowly',
    value: '1m',
    given: { settings: { ...staying, 'ready.exec': 'echo >> asks; false' } },
    see: sees((rig) => asks(rig) > 14),
    withKey: false,
    without: true,
  },
  'live.http': {
    effect: 'the program is asked again and again',
    value: '/live',
    given: { settings: { ...serving, 'live.interval': 20 } },
    see: sees((rig) => rig.stdout.split('asked /live').length > 3),
    withKey: true,
    without: false,
  },
  'live.tcp': {
    effect: 'a program that loses its port is started again',
    value: `127.0.0.1:${nobodys}`,
    given: { settings: often },
    see: sees((rig) => isUnhealthy(rig) && count(rig, 'process-started') > 1),
    withKey: true,
    without: false,
  },
  'live.exec': {
    effect: 'a program is started again when the command fails',
    value: 'false',
    given: { settings: often },
    see: sees((rig) => isUnhealthy(rig) && count(rig, 'process-started') > 1),
    withKey: true,
    without: false,
  },
  'live.interval': {
    effect: 'the program is asked that often',
    value: '20ms',
    given: { settings: { ...staying, 'live.exec': 'false', 'live.failures': 1 } },
    see: sees(isUnhealthy),
    withKey: true,
    without: false,
  },
  'live.timeout': {
    effect: 'one attempt may take so long',
    value: '100ms',
    given: { settings: { ...often, 'live.exec': 'sleep 1000' } },
    see: watching(async (rig) => {
      await rig.until('the verdict', 20_000, () => isUnhealthy(rig));
      return rig.events.find((event) => event.type === 'process-unhealthy')?.reason;
    }),
    withKey: 'sleep 1000: no answer in 100 ms',
    without: 'sleep 1000: no answer in 1000 ms',
  },
  'live.failures': {
    effect: 'so many attempts have to fail',
    value: 1,
    // Each attempt says in its exit code which it is: attempts go on until the program has been stopped.
    given: { settings: { ...staying, 'live.exec': 'echo >> asks; exit $(wc -l <asks)', 'live.interval': 20 } },
    see: watching(async (rig) => {
      await rig.until('the verdict', 20_000, () => isUnhealthy(rig));
      const reason = rig.events.find((event) => event.type === 'process-unhealthy')?.reason ?? '';
      return Number(/\d+$/.exec(reason)?.[0]);
    }),
    withKey: 1,
    without: 3,
  },
  'proxy.drain': {
    effect: 'a request that is under way has so long',
    value: '20ms',
    given: { settings: { ...proxied, 'build.stop_signal': 'SIGTERM' } },
    see: watching(async (rig) => {
      await rig.until('the app', 20_000, () => count(rig, 'process-ready') > 0);
      const answer = post(rig, '/slow');
      await hears(rig, 'asked /slow');
      rig.write('main.go', 'package main\n');
      return (await answer).slice(0, 3);
    }),
    withKey: '502',
    without: '200',
  },
  'proxy.max_held': {
    effect: 'so many requests wait',
    value: 0,
    given: { settings: neverBuilt },
    see: held,
    withKey: full,
    without: late,
  },
  'proxy.max_held_bytes': {
    effect: 'so large may be what waits',
    value: 1,
    given: { settings: neverBuilt },
    see: held,
    withKey: full,
    without: late,
  },
} as const satisfies Partial<Record<Key, Check>>;
