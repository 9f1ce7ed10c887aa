import { describe, expect, test } from 'vitest';
import { scriptPermission } from '../../../../src/gateway/inject/script-policy.ts';

const origin = 'http://localhost:8080';
const src = '/__gorl/client.js?page=1.1';
const ask = (policy: string, where = origin) => scriptPermission(policy, src, where);

describe('what a policy says of the script', () => {
  test.each([
    ['nothing', ''],
    ['nothing of scripts', "style-src 'none'; object-src 'none'"],
    ['the page itself', "script-src 'self'"],
    ['the page itself, by default', "default-src 'self'"],
    ['in capitals', "SCRIPT-SRC 'SELF'"],
    ['scripts in HTML before scripts before all', "default-src 'none'; script-src 'none'; script-src-elem 'self'"],
    ['scripts before all', "default-src 'none'; script-src 'self'"],
    ['the first of two', "script-src 'self'; script-src 'none'"],
    ['anything', 'script-src *'],
    ['a scheme', 'script-src http:'],
    ['the host', 'script-src http://localhost:8080'],
    ['the host without scheme', 'script-src localhost:8080'],
    ['any port', 'script-src localhost:*'],
    ['a path', 'script-src localhost:8080/__gorl/'],
    ['the file', 'script-src localhost:8080/__gorl/client%2Ejs'],
    ['none of many', "script-src https://cdn.example 'sha256-x' 'self' 'unsafe-eval'"],
    ['both of two policies', "script-src 'self', default-src localhost:8080"],
    ['a sandbox with scripts', 'sandbox allow-forms allow-scripts'],
    ['a nonce that is none', "script-src 'nonce-a b' 'nonce-' 'nonce-<x>' 'self'"],
  ])('allowed: %s', (_what, policy) => {
    expect(ask(policy)).toEqual({ type: 'allowed' });
  });

  test.each([
    ['alone', "script-src 'nonce-aB3+/_-='", 'aB3+/_-='],
    ['by default', "default-src 'nonce-abc'", 'abc'],
    ['beside the page itself', "script-src 'self' 'nonce-abc'", 'abc'],
    ['with strict-dynamic', "script-src 'strict-dynamic' 'nonce-abc' https: 'unsafe-inline'", 'abc'],
    ['the keyword in capitals, never the value', "script-src 'NONCE-aBc'", 'aBc'],
    ['the first of two', "script-src 'nonce-one' 'nonce-two'", 'one'],
    ['the one that both policies know', "script-src 'nonce-one' 'nonce-two', script-src 'nonce-two'", 'two'],
    ['in one of two policies', "script-src 'self', script-src-elem 'nonce-abc'", 'abc'],
  ])('allowed by its nonce: %s', (_what, policy, nonce) => {
    expect(ask(policy)).toEqual({ type: 'allowed', nonce });
  });

  test.each([
    ['none', "script-src 'none'", "script-src 'none'"],
    ['an empty list', 'script-src', 'script-src'],
    ['by default', "img-src *; default-src 'none'", "default-src 'none'"],
    ['another host', 'script-src https://cdn.example', 'script-src https://cdn.example'],
    ['another port', 'script-src http://localhost:9090', 'script-src http://localhost:9090'],
    ['the port by default', 'script-src http://localhost', 'script-src http://localhost'],
    ['a host below', 'script-src *.localhost:8080', 'script-src *.localhost:8080'],
    ['a safer scheme', 'script-src https:', 'script-src https:'],
    ['another path', 'script-src localhost:8080/js/', 'script-src localhost:8080/js/'],
    ['a path that only begins so', 'script-src localhost:8080/__gorl', 'script-src localhost:8080/__gorl'],
    ['a hash', "script-src 'sha256-abc'", "script-src 'sha256-abc'"],
    ['inline only', "script-src 'unsafe-inline'", "script-src 'unsafe-inline'"],
    [
      'strict-dynamic without a nonce',
      "script-src 'self' 'strict-dynamic' 'sha256-x'",
      "script-src 'self' 'strict-dynamic' 'sha256-x'",
    ],
    ['the second of two policies', "script-src 'self', script-src 'none'", "script-src 'none'"],
    ['nonces of two policies that differ', "script-src 'nonce-a', script-src 'nonce-b'", "script-src 'nonce-a'"],
    ['a sandbox', 'sandbox allow-forms', 'sandbox without allow-scripts'],
    ['an empty sandbox', "script-src 'self'; sandbox", 'sandbox without allow-scripts'],
  ])('forbidden: %s', (_what, policy, reason) => {
    expect(ask(policy)).toEqual({ type: 'forbidden', reason });
  });

  test.each([
    ['a safer page', 'http://my.test', 'https://my.test', 'allowed'],
    ['a host below', 'https://*.test', 'https://my.test', 'allowed'],
    ['the port by default', 'my.test', 'https://my.test', 'allowed'],
    ['the port of http for https', 'my.test:80', 'https://my.test', 'allowed'],
    ['https for http', 'https://my.test', 'http://my.test', 'forbidden'],
    ['an address', 'http://192.168.1.5:8080', 'http://192.168.1.5:8080', 'allowed'],
    ['an address of IPv6', 'http://[::1]:8080', 'http://[::1]:8080', 'allowed'],
  ])('elsewhere: %s', (_what, source, where, type) => {
    expect(ask(`script-src ${source}`, where).type).toBe(type);
  });

  test.each([
    ['another port', 'http://localhost:9090/x.js', origin, 'forbidden'],
    ['another host', 'http://127.0.0.1:8080/x.js', origin, 'forbidden'],
    ['the same, in full', 'http://localhost:8080/x.js', origin, 'allowed'],
    ['safer, both at the port by default', 'https://my.test/x.js', 'http://my.test', 'allowed'],
    ['safer, at another port', 'https://my.test:8443/x.js', 'http://my.test', 'forbidden'],
    ['less safe', 'http://my.test/x.js', 'https://my.test', 'forbidden'],
  ])('the page itself, for a script elsewhere: %s', (_what, elsewhere, where, type) => {
    expect(scriptPermission("script-src 'self'", elsewhere, where).type).toBe(type);
  });

  test('an origin that is none is nowhere', () => {
    expect(ask("script-src 'self'", 'http://a b').type).toBe('forbidden');
    expect(ask("script-src 'nonce-x'", 'http://a b')).toEqual({ type: 'allowed', nonce: 'x' });
  });
});
