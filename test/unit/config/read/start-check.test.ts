import { expect, test } from 'vitest';
import { load, loadClean } from './load-text.ts';

test.each([
  ['order = "start-first"', 'order: "start-first" needs the proxy, or listen'],
  [
    'order = "start-first"\n[proxy]\nenabled = true\napp_port = 80',
    'proxy.app_port: with order = "start-first" two instances run beside each other, and need two ports',
  ],
  ['ready = { http = "/a", tcp = ":1" }', 'ready.tcp: ready.http is set, too'],
  ['live = { exec = "true", http = "/a" }', 'live.exec: live.http is set, too'],
  ['ready.http = "healthz"', 'ready.http: "healthz" is neither a path nor an http:// URL'],
  ['live.tcp = "localhost"', 'live.tcp: "localhost" is no address with a port'],
  ['listen = ["localhost"]', 'listen: "localhost": '],
  [
    'listen = [":1"]\n[build]\nfull_bin = "./x"',
    'listen: sockets can only be handed to a program that gorl starts itself, and full_bin is shell text',
  ],
  ['[proxy]\ncert = "a.pem"', 'proxy.cert: a certificate and its key belong together'],
  ['[proxy]\nkey = "a.pem"', 'proxy.key: a certificate and its key belong together'],
])('%s', (text, message) => {
  const [problem, ...more] = load(text).diagnostics;
  expect(more).toEqual([]);
  expect(problem).toMatchObject({ severity: 'error', location: { file: '.air.toml' } });
  expect(problem?.message).toContain(message);
  expect(problem?.hint).toBeDefined();
});

test.each([
  'order = "start-first"\n[proxy]\nenabled = true',
  'order = "start-first"\nlisten = ["127.0.0.1:8080"]\n[proxy]\napp_port = 80',
  'ready.http = "http://localhost:9000/healthz"\nlive.tcp = ":8080"',
  '[proxy]\ncert = "a.pem"\nkey = "b.pem"',
])('is right: %s', (text) => {
  expect(loadClean(text).diagnostics).toEqual([]);
});
