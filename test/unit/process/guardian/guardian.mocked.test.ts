import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, test, vi } from 'vitest';
import { createGuardian } from '../../../../src/process/guardian/guardian.ts';

class FakeShell extends EventEmitter {
  readonly stdin = Object.assign(new PassThrough(), { unref() {} });
  unref(): void {}
  read(): string {
    return String(this.stdin.read() ?? '');
  }
}

const shells: FakeShell[] = [];
const notices: string[] = [];

vi.mock('node:child_process', () => ({
  spawn: () => {
    shells.push(new FakeShell());
    return shells.at(-1);
  },
}));

beforeEach(() => {
  shells.length = 0;
  notices.length = 0;
  vi.useFakeTimers({ toFake: ['performance'] });
});

const newest = (): FakeShell => shells.at(-1) as FakeShell;
const create = () => createGuardian({ sessionId: 's', platform: 'linux', notice: (text) => void notices.push(text) });
const failure = (code: string): Error => Object.assign(new Error(code), { code });

test('one that somebody killed is replaced at once, and the next knows all groups', () => {
  const guardian = create();
  guardian.add(10);
  guardian.add(20);
  vi.advanceTimersByTime(5000);
  newest().emit('exit');
  expect(shells).toHaveLength(2);
  expect(newest().read()).toBe('+ 10\n+ 20\n');
  guardian.add(30);
  expect(newest().read()).toBe('+ 30\n');
});

test('without groups, or after quit, there is nobody to replace', () => {
  const guardian = create();
  guardian.start();
  newest().emit('exit');
  expect(shells).toHaveLength(1);
  guardian.add(10);
  expect(shells).toHaveLength(2);
  guardian.quit();
  newest().emit('exit');
  expect(shells).toHaveLength(2);
});

test('one that dies at once each time is replaced a few times only, until something else starts', () => {
  const guardian = create();
  guardian.add(10);
  for (let round = 0; round < 20; round += 1) newest().emit('exit');
  expect(shells).toHaveLength(4);
  guardian.add(20);
  expect(shells).toHaveLength(5);
  expect(newest().read()).toBe('+ 10\n+ 20\n');
  vi.advanceTimersByTime(5000);
  newest().emit('exit');
  expect(shells).toHaveLength(6);
});

test('a start that the machine refuses for the moment is tried again', () => {
  const guardian = create();
  guardian.add(10);
  newest().emit('error', failure('EAGAIN'));
  expect(shells).toHaveLength(2);
  expect(newest().read()).toBe('+ 10\n');
  expect(notices).toEqual([]);
});

test.each(['ENOENT', 'EACCES'])('without a shell (%s) there is a notice and no further try', (code) => {
  const guardian = create();
  guardian.add(10);
  newest().emit('error', failure(code));
  guardian.add(20);
  expect(shells).toHaveLength(1);
  expect(notices).toEqual([expect.stringContaining('no /bin/sh')]);
});
