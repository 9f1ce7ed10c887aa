import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { GatewayRig } from './rig.ts';

const content = Buffer.from('h1 { color: red }');

/** What the gateway says of a file after its app was asked for these paths. */
async function served(app: RequestListener, paths: readonly string[], bytes: Buffer | undefined = content) {
  await using rig = await GatewayRig.open(app);
  for (const path of paths) await rig.ask({ path });
  return await rig.gateway.serves('site.css', bytes);
}

const serving =
  (files: Readonly<Record<string, string>>): RequestListener =>
  ({ url = '' }, response) => {
    const body = files[url];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  };
const same = String(content);

describe('as it is', () => {
  test('by the path that was asked for', async () =>
    expect(await served(serving({ '/static/site.css': same }), ['/static/site.css'])).toBe('as-it-is'));
  test('by one of several', async () =>
    expect(await served(serving({ '/a/site.css': 'x', '/b/site.css': same }), ['/a/site.css', '/b/site.css'])).toBe(
      'as-it-is',
    ));
  test('empty', async () =>
    expect(await served(serving({ '/site.css': '' }), ['/site.css'], Buffer.alloc(0))).toBe('as-it-is'));
  test('gone, like the file', async () => {
    await using rig = await GatewayRig.open(serving({}));
    await rig.ask({ path: '/site.css' });
    expect(await rig.gateway.serves('site.css', undefined)).toBe('as-it-is');
  });
});

describe('otherwise', () => {
  test.each<[string, RequestListener]>([
    ['of before', serving({ '/site.css': `${same} ` })],
    ['of before, and shorter', serving({ '/site.css': same.slice(1) })],
    ['much longer', serving({ '/site.css': same.repeat(1000) })],
    ['no more', serving({})],
    ['elsewhere', (_, response) => response.writeHead(302, { Location: '/x.css' }).end(same)],
    [
      'that breaks off',
      (_, response) => response.writeHead(200, { 'Content-Length': 99 }).write(same, () => response.destroy()),
    ],
  ])('%s', async (_, app) => {
    await using rig = await GatewayRig.open(app);
    await rig.ask({ path: '/site.css' }).catch(() => undefined);
    expect(await rig.gateway.serves('site.css', content)).toBe('otherwise');
  });

  test('while there is no app to ask', async () => {
    await using rig = await GatewayRig.open(serving({ '/site.css': same }));
    await rig.ask({ path: '/site.css' });
    rig.gateway.hold();
    expect(await rig.gateway.serves('site.css', content)).toBe('otherwise');
  });

  test('from an app that does not answer', async () => {
    let asked = 0;
    await using rig = await GatewayRig.open((_, response) => void (asked++ === 0 && response.end(same)));
    await rig.ask({ path: '/site.css' });
    expect(await rig.gateway.serves('site.css', content)).toBe('otherwise');
  });
});

test('unasked: the app is not asked either', async () => {
  const asked: (string | undefined)[] = [];
  const app: RequestListener = ({ url }, response) => void (asked.push(url), response.end());
  expect(await served(app, ['/other.css', '/site.css/', '/site.css/more'])).toBe('unasked');
  expect(asked).toEqual(['/other.css', '/site.css/', '/site.css/more']);
});

test('the app is asked as nobody', async () => {
  const asked: unknown[] = [];
  await using rig = await GatewayRig.open(({ headers }, response) => void (asked.push(headers), response.end(same)));
  await rig.ask({ path: '/site.css?v=1', headers: { Cookie: 'user=ann', Host: 'shop.localhost' } });
  expect(await rig.gateway.serves('site.css', content)).toBe('as-it-is');
  expect(asked[1]).toEqual({
    host: 'shop.localhost',
    'user-agent': 'gorl',
    accept: '*/*',
    'accept-encoding': 'identity',
    connection: 'close',
  });
});
