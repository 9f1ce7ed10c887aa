import { describe, expect, test } from 'vitest';
import { load, loadClean } from './load-text.ts';

const services = '[services.web]\nrun = "w"\n[services.api]\nrun = "a"\n[services.admin]\nrun = "b"\n';
const proxy = `${services}[proxy]\nenabled = true\nservice = "web"\n`;
const route = (lines: string): string => `[[proxy.routes]]\n${lines}\n`;

const problemsOf = (text: string): string[] =>
  load(text).diagnostics.map(({ severity, message, location, hint }) => {
    const place = location === undefined ? '' : `${location.line}:${location.column} `;
    return `${place}${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });

describe('routes', () => {
  test('have what their tables say, in the form in which requests are compared', () => {
    const text =
      proxy +
      route('service = "api"\npath = "/api/"\nstrip_prefix = true') +
      route('service = "admin"\nhost = "Admin.Localhost."') +
      route('service = "admin"\npath = "/"\nhost = "*.my.test"');
    const { routing } = loadClean(text);
    expect(routing?.service).toBe('web');
    expect(routing?.routes.map(({ place, ...rest }) => [place.line, rest])).toEqual([
      [10, { service: 'api', path: '/api', stripPrefix: true }],
      [14, { service: 'admin', host: 'admin.localhost', stripPrefix: false }],
      [17, { service: 'admin', path: '', host: '*.my.test', stripPrefix: false }],
    ]);
  });

  test('bring the keys of [proxy] to their services, but not the port of one of them', () => {
    const flags = ['--proxy.max_held=7'];
    const text = `${proxy}proxy_port = 3000\napp_port = 4000\n[services.api.proxy]\ndrain = "2s"\n${route('service = "api"\npath = "/api"')}`;
    const [web, api, admin] = loadClean(text, flags).services;
    expect(web?.loaded.settings).toMatchObject({ 'proxy.enabled': true, 'proxy.app_port': 4000 });
    expect(api?.loaded.settings).toMatchObject({
      'proxy.enabled': true,
      'proxy.proxy_port': 3000,
      'proxy.app_port': 0,
      'proxy.max_held': 7,
      'proxy.drain': 2000,
    });
    expect(admin?.loaded.settings).toMatchObject({ 'proxy.enabled': false, 'proxy.max_held': 1000 });
  });

  test('are none where there are no services', () => {
    expect(loadClean('[proxy]\nenabled = true\n').routing).toBeUndefined();
    expect(loadClean(proxy).routing).toEqual({ service: 'web', routes: [] });
  });
});

describe('is told, with its place', () => {
  test.each([
    [
      'service = "apo"\npath = "/api"',
      '11:11 error: proxy.routes[0].service: there is no service "apo" (did you mean api?)',
    ],
    ['path = "/api"', '10:9 error: proxy.routes[0] does not say which service it leads to (add service = "api")'],
    [
      'service = "api"',
      '10:9 error: proxy.routes[0] does not say which requests it is for (add path = "/api", host = "admin.localhost", or both)',
    ],
    ['service = "api"\npath = "api"', '12:8 error: proxy.routes[0].path: "api" does not begin with / (write "/api")'],
    [
      'service = "api"\npath = "/api/*"',
      '12:8 error: proxy.routes[0].path: "/api/*" is no path alone (write a path such as "/api"; all below it belongs to it)',
    ],
    [
      'service = "api"\npath = "/__gorl/x"',
      '12:8 error: proxy.routes[0].path: "/__gorl/x" is gorl’s own (give the service another path)',
    ],
    [
      'service = "api"\nhost = "http://a.localhost"',
      '12:8 error: proxy.routes[0].host: "http://a.localhost" is no host name (write it without scheme and port: "admin.localhost")',
    ],
    [
      'service = "api"\nhost = "a.localhost:80"',
      '12:8 error: proxy.routes[0].host: "a.localhost:80" is no host name (write it without scheme and port: "admin.localhost")',
    ],
    [
      'service = "api"\nhost = "*"',
      '12:8 error: proxy.routes[0].host: "*" is no host name (write it without scheme and port: "admin.localhost")',
    ],
    [
      'service = "api"\nhost = "a.localhost"\nstrip_prefix = true',
      '13:16 error: proxy.routes[0].strip_prefix: there is no path to take off (add path = "/api")',
    ],
    [
      'service = "api"\npath = "/api"\n[[proxy.routes]]\nservice = "web"\npath = "/api/"',
      '13:9 error: proxy.routes[1] is for the same requests as proxy.routes[0] (remove one of them)',
    ],
    [
      'service = "api"\npath = "/api"\nhots = "x"',
      '13:1 warning: proxy.routes[0] has an unknown key "hots", which is ignored (did you mean host?)',
    ],
    [
      'service = 1\npath = "/api"',
      '11:11 error: proxy.routes[0].service must be a string, not a number (put it in quotes)',
    ],
    [
      'service = "api"\npath = "/api"\n[services.api.proxy]\nenabled = true',
      '14:11 error: services.api.proxy.enabled: a route leads to "api", so [proxy] says it (set proxy.enabled, or remove the route)',
    ],
  ])('%j', (lines, problem) => {
    expect(problemsOf(proxy + route(lines))).toEqual([problem]);
  });

  test.each([
    [
      `[proxy]\nenabled = true\n${route('service = "api"\npath = "/api"')}`,
      '3:9 error: proxy.routes lead to services, and there are none (name the programs in [services.NAME], or remove the routes: without them, all requests go to the one)',
    ],
    [
      '[proxy.routes]\nservice = "api"\n',
      '1:1 error: proxy.routes must be a list of tables, not a table (begin each route with [[proxy.routes]])',
    ],
    [
      '[[proxy.route]]\nservice = "api"\n',
      '1:9 warning: unknown table "proxy.route", which is ignored (did you mean [[proxy.routes]]?)',
    ],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});
