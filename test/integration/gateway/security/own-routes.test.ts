import { describe, expect, test } from 'vitest';
import { GatewayRig } from '../rig.ts';

/** Asks for a reload, and counts what pages would hear of it. */
async function reload(headers: Record<string, string>, method = 'POST'): Promise<number | undefined> {
  await using rig = await GatewayRig.open((_, response) => response.end('app'));
  return (await rig.ask({ method, path: '/__gorl/reload', headers })).response.statusCode;
}

const token = { 'X-Gorl-Token': 'secret' };

describe('a reload wants the token', () => {
  test.each<[name: string, headers: Record<string, string>, status: number]>([
    ['none', {}, 403],
    ['an empty one', { 'X-Gorl-Token': '' }, 403],
    ['a wrong one', { 'X-Gorl-Token': 'secreT' }, 403],
    ['its beginning', { 'X-Gorl-Token': 'secre' }, 403],
    ['more than it', { 'X-Gorl-Token': 'secret, secret' }, 403],
    ['it in a cookie', { Cookie: 'X-Gorl-Token=secret' }, 403],
    ['it', token, 202],
  ])('%s', async (_, headers, status) => {
    expect(await reload(headers)).toBe(status);
  });

  test('and is asked for by POST', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) expect(await reload(token, method)).toBe(404);
  });
});

describe('gorl’s own routes answer no other origin', () => {
  test.each<[name: string, headers: Record<string, string>, status: number]>([
    ['another', { Origin: 'https://evil.example' }, 403],
    ['one that begins like it', { Origin: 'http://localhost.evil.example' }, 403],
    ['its host with another port', { Origin: 'http://localhost:1' }, 403],
    ['none to tell', { Origin: 'null' }, 403],
    ['an empty one', { Origin: '' }, 403],
    ['another scheme', { Origin: 'ftp://localhost' }, 403],
    ['with a path', { Origin: 'http://localhost/' }, 403],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a neighbor of the same site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['its own', { Origin: 'http://localhost' }, 202],
    ['its own, by the browser’s word', { 'Sec-Fetch-Site': 'same-origin' }, 202],
  ])('%s', async (_, headers, status) => {
    expect(await reload({ Host: 'localhost', ...token, ...headers })).toBe(status);
  });

  test.each(['/__gorl/events', '/__gorl/client.js', '/__air_internal/sse', '/__gorl/none'])('%s', async (path) => {
    await using rig = await GatewayRig.open((_, response) => response.end('app'));
    const { response, text } = await rig.ask({ path, headers: { Origin: 'https://evil.example' } });
    expect(response.statusCode).toBe(403);
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    expect(text).not.toContain('secret');
  });
});
