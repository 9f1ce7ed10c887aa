import { expect, test } from 'vitest';
import { isHangupIgnored, type Ancestry } from '../../../src/control/ignored-hangup.ts';

const status = (ignored: string): string => `Name:\tsh\nSigBlk:\t0000000000000000\nSigIgn:\t${ignored}\n`;
const fdinfo = (flags: string): string => `pos:\t0\nflags:\t${flags}\nmnt_id:\t1\n`;

const ask = (files: Readonly<Record<string, string>>, more: Partial<Ancestry> = {}): boolean =>
  isHangupIgnored({
    platform: 'linux',
    env: {},
    parent: 77,
    read(path) {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
    ...more,
  });

test.each([
  ['a parent that ignores it', { '/proc/77/status': status('0000000000000001') }, {}],
  ['a shell that says it started nohup', {}, { env: { _: '/usr/bin/nohup' } }],
  ['a stdin that cannot be read', { '/proc/self/fdinfo/0': fdinfo('0100001') }, {}],
] as const)('a trace of nohup: %s', (_, files, more) => {
  expect(ask(files, more)).toBe(true);
});

test.each([
  ['nothing that can be read', {}, {}],
  ['a parent that ignores other signals', { '/proc/77/status': status('0000000000001006') }, {}],
  ['an ordinary stdin', { '/proc/self/fdinfo/0': fdinfo('0100000') }, {}],
  ['a terminal', { '/proc/self/fdinfo/0': fdinfo('0100002') }, {}],
  ['a shell that started gorl', {}, { env: { _: '/home/ann/nohup/gorl' } }],
  ['an init that ignores everything', { '/proc/1/status': status('ffffffffffffffff') }, { parent: 1 }],
  ['Windows', {}, { platform: 'win32', env: { _: 'nohup' } }],
] as const)('none: %s', (_, files, more) => {
  expect(ask(files, more)).toBe(false);
});
