import { expect, test } from 'vitest';
import { parseListenAddress } from '../../../src/base/listen-address.ts';

test.each([
  ['127.0.0.1:8080', { name: '8080', host: '127.0.0.1', port: 8080 }],
  ['localhost:80', { name: '80', host: '127.0.0.1', port: 80 }],
  ['[::1]:8080', { name: '8080', host: '::1', port: 8080 }],
  [':8080', { name: '8080', host: '::', port: 8080 }],
  ['8080', { name: '8080', host: '::', port: 8080 }],
  ['web=127.0.0.1:8080', { name: 'web', host: '127.0.0.1', port: 8080 }],
  ['my-web.1=:1', { name: 'my-web.1', host: '::', port: 1 }],
])('%s', (text, address) => {
  expect(parseListenAddress(text)).toEqual(address);
});

test.each([
  ['', 'it is not of the form "host:port"'],
  ['127.0.0.1', 'it is not of the form "host:port"'],
  ['127.0.0.1:http', 'it is not of the form "host:port"'],
  ['unix:/run/app.sock', 'it is not of the form "host:port"'],
  ['127.0.0.1:0', 'its port is not from 1 to 65535'],
  [':65536', 'its port is not from 1 to 65535'],
  ['my.test:80', '"my.test" is no IP address'],
  ['a:b=127.0.0.1:80', 'its name may have letters, digits, ".", "_" and "-"'],
  ['=127.0.0.1:80', 'its name may have letters, digits, ".", "_" and "-"'],
])('%s is refused', (text, problem) => {
  expect(() => parseListenAddress(text)).toThrow(problem);
});
