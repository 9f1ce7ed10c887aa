import { expect, test } from 'vitest';
import type { ProcessEnd } from '../../../../src/protocol/process-end.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { openAtReady } from '../../../../src/session/browser/open-at-ready.ts';

const ready = (...addresses: string[]): Report => ({
  ...{ type: 'process-ready', run: 1, generation: 1, pid: 7, ports: [], addresses },
});
const later = (...addresses: string[]): Report => ({
  ...{ type: 'process-listening', run: 1, ports: [], added: [], addresses },
});
const app = 'http://localhost:8080';
const proxy = { type: 'proxy-listening', url: 'https://localhost:3000' } as const;

async function opened(told: readonly Report[], end?: ProcessEnd, env: Record<string, string> = { BROWSER: 'b' }) {
  const urls: unknown[] = [];
  const reports: Report[] = [];
  const startDetached = ({ args }: { readonly args: readonly string[] }) => {
    urls.push(args.at(-1));
    return Promise.resolve(end);
  };
  const reporting = openAtReady(
    {
      report: (report) => void reports.push(report),
      configure: () => undefined,
      settle: () => Promise.resolve(),
      nameServices: () => undefined,
      tellTests: () => Promise.resolve(),
    },
    { adapters: { env, startDetached }, cwd: '/p' },
  );
  for (const report of told) reporting.report(report);
  await new Promise(setImmediate);
  expect(reports.slice(0, told.length)).toEqual(told);
  return { urls, more: reports.slice(told.length) };
}

test.each<[string, Report[], string[]]>([
  ['the app', [ready(app)], [app]],
  ['once', [ready(app), ready(app), later(app, 'http://localhost:9090')], [app]],
  ['the proxy, if there is one', [proxy, ready(app)], [proxy.url]],
  ['the app, when the proxy is off again', [proxy, { type: 'proxy-closed', url: proxy.url }, ready(app)], [app]],
  ['not before the app is there', [proxy], []],
  ['the first that is a page', [ready('localhost:5432', 'https://localhost:8443', app)], ['https://localhost:8443']],
  ['one that comes later', [ready(), ready('unix:/tmp/a.sock'), later(app)], [app]],
  ['another loopback address', [ready('http://127.0.0.2:80')], ['http://127.0.0.2:80']],
  ['nothing of the network', [ready('http://192.168.1.5:8080')], []],
  ['no name that only begins like it', [ready('http://127.example.com:80', 'http://localhost.example.com:80')], []],
])('opens %s', async (_, told, urls) => expect(await opened(told)).toEqual({ urls, more: [] }));

test('a browser that fails is a warning', async () => {
  const { more } = await opened([ready(app)], { type: 'code', code: 3 });
  expect(more).toEqual([
    {
      ...{ type: 'notice', level: 'warning', message: '--open: no browser was opened: b: exit status 3' },
      hint: `open ${app} yourself, or name a browser: BROWSER=firefox`,
    },
  ]);
});

test('one that is not there is named', async () => {
  const { more } = await opened([ready(app)], { type: 'spawn-failed', message: 'b: no such file' });
  expect(more).toMatchObject([{ message: '--open: no browser was opened: b: no such file' }]);
});

test('one that has handed the page over says nothing', async () =>
  expect(await opened([ready(app)], { type: 'code', code: 0 })).toEqual({ urls: [app], more: [] }));

test('BROWSER=none opens nothing', async () =>
  expect(await opened([ready(app)], undefined, { BROWSER: 'none' })).toEqual({ urls: [], more: [] }));
