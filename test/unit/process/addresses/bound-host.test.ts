import { expect, test } from 'vitest';
import { hostOfWords, hostsToReach } from '../../../../src/process/addresses/bound-host.ts';

test.each([
  ['0100007F', '127.0.0.1'],
  ['00000000', '0.0.0.0'],
  ['0501A8C0', '192.168.1.5'],
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000001000000', '::1'],
  ['0000000000000000FFFF00000100007F', '127.0.0.1'],
  ['000080FE00000000FF005450B6AD1DFE', 'fe80:0:0:0:5054:ff:fe1d:adb6'],
])('the address %s of the kernel is %s', (words, host) => expect(hostOfWords(words, 'LE')).toBe(host));

test('words are in the order of the machine', () => expect(hostOfWords('7F000001', 'BE')).toBe('127.0.0.1'));

test.each([
  ['127.0.0.1', ['localhost']],
  ['::1', ['localhost']],
  ['127.0.0.2', ['127.0.0.2']],
  ['0.0.0.0', ['localhost', '192.168.1.5']],
  ['::', ['localhost', '192.168.1.5']],
  ['192.168.1.5', ['192.168.1.5']],
  ['fd00:0:0:0:0:0:0:1', ['[fd00:0:0:0:0:0:0:1]']],
])('who listens on %s is reached by %j', (host, expected) =>
  expect(hostsToReach(host, () => ['192.168.1.5'])).toEqual(expected),
);
