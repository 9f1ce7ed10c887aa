import { describe, expect, test } from 'vitest';
import { RouteTable, type Route } from '../../../../src/gateway/routes/route-table.ts';

const route = (service: string, rest: Partial<Route>): Route => ({ service, stripPrefix: false, ...rest });

/** In the order in which they count least. */
const table = new RouteTable('web', [
  route('slash', { host: 'admin.localhost', path: '' }),
  route('api', { path: '/api' }),
  route('v2', { path: '/api/v2', stripPrefix: true }),
  route('any', { host: '*.localhost' }),
  route('deep', { host: '*.deep.localhost' }),
  route('admin-api', { host: 'admin.localhost', path: '/api', stripPrefix: true }),
]);

describe('the service', () => {
  test.each([
    ['localhost:8080', '/', 'web'],
    ['localhost:8080', '/apix', 'web'],
    ['localhost:8080', '/API', 'web'],
    ['localhost:8080', '/x/api', 'web'],
    ['localhost:8080', '/api', 'api'],
    ['localhost:8080', '/api/', 'api'],
    ['localhost:8080', '/api?v2', 'api'],
    ['localhost:8080', '/api/v2x', 'api'],
    ['localhost:8080', '/api/v2?x=/', 'v2'],
    ['localhost:8080', 'http://localhost:8080/api/users', 'api'],
    ['localhost:8080', '*', 'web'],
    ['127.0.0.1', '/api/v2/x', 'v2'],
    [undefined, '/api', 'api'],
    ['admin.localhost', '/', 'slash'],
    ['ADMIN.localhost.:3000', '/other', 'slash'],
    ['admin.localhost', '/api/v2', 'admin-api'],
    ['shop.localhost', '/api', 'any'],
    ['a.deep.localhost', '/api', 'deep'],
    ['deep.localhost', '/', 'any'],
    ['my.test', '/', 'web'],
  ])('of %s%s is %s', (host, target, service) => {
    expect(table.wayOf(host, target).service).toBe(service);
  });

  test('is the only one without routes, and nothing else is looked at', () => {
    const only = new RouteTable('app');
    expect([only.isBranched, only.wayOf(undefined, 'whatever')]).toEqual([
      false,
      { service: 'app', target: 'whatever' },
    ]);
  });
});

describe('what the service is asked for', () => {
  test.each([
    ['/api/users?all#top', '/api/users?all#top', undefined],
    ['/api/v2', '/', '/api/v2'],
    ['/api/v2?all=1', '/?all=1', '/api/v2'],
    ['/api/v2/users/%2F?all', '/users/%2F?all', '/api/v2'],
    ['http://localhost/api/v2/x', 'http://localhost/x', '/api/v2'],
  ])('%s: %s', (asked, target, prefix) => {
    const { service: _, ...way } = table.wayOf('localhost', asked);
    expect(way).toEqual(prefix === undefined ? { target } : { target, prefix });
  });
});

test.each([
  ['admin.localhost:3000', true],
  ['x.y.localhost', true],
  ['localhost', false],
  ['evil.test', false],
  ['admin.localhost.evil.test', false],
  ['xadmin.localhost evil', false],
  [undefined, false],
])('whether a route names the host %s', (host, isNamed) => {
  expect(table.namesHost(host)).toBe(isNamed);
});
