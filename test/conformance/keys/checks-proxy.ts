import { createServer, request } from 'node:http';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Key } from '../../../src/config/keys/keys.ts';
import { certificate, trusting } from '../../support/certificate.ts';
import { freePort } from '../../support/free-port.ts';
import { gorlToken } from '../../support/gorl-token.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import type { Check, Files } from './check.ts';
import { staying, watching } from './runs.ts';

const proxied = { ...staying, 'proxy.enabled': true } as const;
const ofProxy = await freePort();
const ofApp = await freePort();

/** The protocol that the proxy says it speaks, and whether it does. */
async function speaks(files: Files): Promise<string> {
  await using rig = new GorlRig({ files });
  rig.start();
  await rig.until('the proxy', 20_000, () =>
    rig.events.some(({ type }) => type === 'proxy-listening' || type === 'session-ended'),
  );
  const scheme = rig.proxyOrigin?.split(':', 1)[0];
  if (scheme !== 'https') return scheme ?? 'none';
  const socket = connectTls({ ...trusting, host: '127.0.0.1', port: Number(rig.proxyPort), ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  socket.destroy();
  return `${scheme} ${socket.alpnProtocol}`;
}

/** What the proxy answers: the status, and the first line. */
export async function askProxy(
  rig: GorlRig,
  { host = 'localhost', path = '/', method = 'GET' }: Readonly<Record<string, string>> = {},
): Promise<string> {
  await rig.until('the proxy', 20_000, () => rig.proxyPort !== undefined);
  const to = { port: rig.proxyPort, host: '127.0.0.1', headers: { Host: host } };
  const asked = request({ ...to, path, method, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return `${answer.statusCode} ${text.split('\n', 1)[0] ?? ''}`;
}

/** Something that listens on a port of its own, in the place of an app. */
async function withServer(see: (port: number) => Promise<unknown>): Promise<unknown> {
  const server = createServer((_, response) => response.end('the app')).listen(ofApp, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await see((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const elsewhere =
  'require("http").createServer((_, answer) => answer.end("the port that it has chosen itself")).listen(0, "127.0.0.1")';

/** Services that answer with their names, and what they were asked for. */
export const servers = (...names: readonly string[]): string =>
  names
    .map((name) => {
      const text = `require("http").createServer((asked, answer) => answer.end("${name} " + asked.url)).listen(process.env.PORT, "127.0.0.1")`;
      return `\n[services.${name}]\nrun = ${JSON.stringify(`exec ${process.execPath} -e '${text}'`)}\n`;
    })
    .join('');

const isReady = (rig: GorlRig): boolean => rig.events.some(({ type }) => type === 'process-ready');

export const proxyChecks = {
  'proxy.enabled': {
    effect: 'a proxy listens',
    value: true,
    given: { settings: staying },
    see: watching(async (rig) => {
      await rig.until('the proxy, or the app', 20_000, () => rig.proxyPort !== undefined || isReady(rig));
      return rig.proxyPort !== undefined;
    }),
    withKey: true,
    without: false,
  },
  'proxy.service': {
    effect: 'requests go to that service; without it gorl asks which is meant',
    value: 'web',
    given: { settings: { 'proxy.enabled': true }, text: servers('api', 'web') },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      rig.start();
      await rig.until(
        'the proxy, or the end',
        20_000,
        () => rig.proxyPort !== undefined || /which service/.test(rig.stderr),
      );
      return rig.proxyPort === undefined ? 'refused' : await askProxy(rig);
    },
    withKey: '200 web /',
    without: 'refused',
  },
  'proxy.proxy_port': {
    effect: 'the proxy listens on that port',
    value: ofProxy,
    given: { settings: proxied },
    see: watching(async (rig) => {
      await rig.until('the proxy', 20_000, () => rig.proxyPort !== undefined);
      return rig.proxyPort === ofProxy;
    }),
    withKey: true,
    without: false,
  },
  'proxy.app_port': {
    effect: 'requests go to that port',
    value: ofApp,
    given: { settings: { ...proxied, 'build.entrypoint': [process.execPath, '-e', elsewhere] } },
    see: (files) =>
      withServer(async () =>
        watching(async (rig) => {
          await rig.until('the app', 20_000, () => isReady(rig));
          return await askProxy(rig);
        })(files),
      ),
    withKey: '200 the app',
    without: '200 the port that it has chosen itself',
  },
  'proxy.app_start_timeout': {
    effect: 'a request waits so long for the app',
    value: 50,
    given: { settings: { ...proxied, 'build.cmd': 'test ! -e slow || sleep 1000' } },
    see: watching(async (rig) => {
      rig.write('slow', '');
      rig.write('main.go', 'package main\n');
      await rig.until('the build', 20_000, () => rig.events.filter(({ type }) => type === 'build-started').length > 1);
      const startedAt = performance.now();
      const answer = await askProxy(rig);
      return [answer, performance.now() - startedAt < 4000];
    }),
    withKey: ['503 the app did not become ready in time (proxy.app_start_timeout)', true],
    without: ['503 the app did not become ready in time (proxy.app_start_timeout)', false],
  },
  'proxy.cert': {
    effect: 'the proxy speaks TLS with that certificate',
    value: certificate.cert,
    given: { settings: { ...proxied, 'proxy.key': certificate.key } },
    see: speaks,
    withKey: 'https h2',
    // gorl refuses to start: the key belongs to nothing.
    without: 'none',
  },
  'proxy.key': {
    effect: 'the certificate is that of this key',
    value: certificate.key,
    given: { settings: { ...proxied, 'proxy.cert': certificate.cert } },
    see: speaks,
    withKey: 'https h2',
    without: 'none',
  },
  'proxy.allowed_hosts': {
    effect: 'the proxy answers for that host',
    value: ['my.test'],
    given: { settings: proxied },
    see: watching(async (rig) => {
      return (await askProxy(rig, { host: 'my.test', path: '/__gorl/nothing' })).slice(0, 3);
    }),
    withKey: '404',
    without: '403',
  },
  'proxy.console': {
    effect: 'errors of pages are shown',
    value: false,
    given: { settings: proxied },
    see: watching(async (rig) => {
      await rig.until('the proxy', 20_000, () => rig.proxyPort !== undefined);
      const port = rig.proxyPort;
      const headers = { 'X-Gorl-Token': await gorlToken(port) };
      const error = { kind: 'console', message: 'sold out', stack: '', page: 'http://localhost/' };
      const path = '/__gorl/console';
      const asked = request({ port, host: '127.0.0.1', method: 'POST', path, headers, agent: false });
      await once(asked.end(JSON.stringify(error)), 'response');
      rig.signal('SIGTERM');
      await rig.waitForExit();
      return rig.stderr.includes('sold out');
    }),
    withKey: false,
    without: true,
  },
} as const satisfies Partial<Record<Key, Check>>;
