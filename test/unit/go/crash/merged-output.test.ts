import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recorded, releases } from '../corpus.ts';
import { barePlaces, contextOf, mixed, otherOutput, readOutput } from './read-output.ts';

const newest = 'go1.26.8';
const end = { type: 'code', code: 2 } as const;
const crash = contextOf('broken-crash');
const shared = contextOf('data-races');

const reports = [
  ...['nilmap', 'nilmap-trimpath', 'error', 'multiline', 'repanic', 'nilpointer', 'library', 'library-trimpath'],
  ...['deadlock', 'goexit', 'mapwrites', 'outofmemory', 'overflow'],
].map((name) => [`crash-${name}`, crash] as const);
const dumps = ['crash-mapaccess-all', 'crash-deadlock-all'].map((name) => [name, shared] as const);

describe('a crash on a terminal, where stdout and stderr are one', () => {
  test.each([...reports, ...dumps])('%s with lines of others anywhere between', (name, context) => {
    const text = recorded(newest, name);
    const alone = readOutput(text, context, { end }).diagnostic;
    expect(alone?.location).toBeDefined();
    fc.assert(
      fc.property(otherOutput, fc.constantFrom('\n', '\r\n', '\r\r\n'), (others, lineEnd) => {
        const found = readOutput(mixed(text, others, lineEnd), context, { end }).diagnostic;
        expect(found && barePlaces(found)).toEqual(alone && barePlaces(alone));
        expect(found?.message.split('\n')[0]).toBe(alone?.message.split('\n')[0]);
      }),
      { numRuns: name === 'crash-overflow' ? 20 : 60 },
    );
  });

  test.each(releases.flatMap((release) => reports.map(([name]) => [release, name] as const)))(
    '%s: %s with the line ends of a terminal is the same',
    (release, name) => {
      const text = recorded(release, name);
      const onTerminal = readOutput(text.replaceAll('\n', '\r\n'), crash, { end, chunk: 100 }).diagnostic;
      expect(onTerminal).toEqual(readOutput(text, crash, { end }).diagnostic);
    },
  );

  test.each([
    ['a progress bar', '10 %\r20 %\r'],
    ['a color that is not closed', '\u001b[31m'],
    ['a prompt', 'name? '],
    ['a line that the app had begun', '2026/11/23 17:42:09 loading 3 of 5...'],
    ['a line of 100 kB', 'x'.repeat(100_000)],
  ])('after %s the report begins in the middle of a line', (_what, before) => {
    const text = recorded(newest, 'crash-nilmap').replace('starting\n', '');
    for (const chunk of [1, 7, 1000, 1_000_000]) {
      const found = readOutput(before + text.replaceAll('\n', '\r\n'), crash, { end, chunk }).diagnostic;
      expect(found).toEqual(readOutput(text, crash, { end }).diagnostic);
    }
  });

  test('what another process prints for a while after the report hides it only if the app lives on', () => {
    const text = `${recorded(newest, 'crash-nilmap')}${'worker: still here\n'.repeat(5000)}`;
    expect(readOutput(text, crash, { end }).diagnostic?.location).toMatchObject({ line: 12 });
  });

  test('a report between 100 000 lines of logs', () => {
    const logs = '2026/11/23 17:42:09 no panic here: a fatal error is none, SIGTERM: nothing\n'.repeat(100_000);
    const text = logs + recorded(newest, 'crash-nilmap');
    expect(readOutput(text, crash, { end, chunk: 65_536 }).diagnostic?.location).toMatchObject({ line: 12 });
  });
});

// As a program with two chatty goroutines printed them on a pty.
test.each([
  ['before the words', 'fatal error: 2026/11/23 worker 0\nlevel=info\n\nconcurrent map writes\n'],
  ['after them', 'fatal error: concurrent map writes2026/11/23 worker 0\nlevel=info\n\n'],
  ['many before them', `fatal error: ${'level=info\n\n'.repeat(300)}concurrent map writes2026/11/23 worker 0\n`],
])('what goroutines that go on print %s of a fatal error is no part of it', (_where, head) => {
  const text = recorded(newest, 'crash-mapwrites');
  const torn = text.replace('fatal error: concurrent map writes\n', head);
  expect(torn).not.toBe(text);
  expect(readOutput(torn, crash, { end }).diagnostic).toEqual(readOutput(text, crash, { end }).diagnostic);
});

test.each(['x', 'x.', '  ', 'x(', '\t:1', '\r', '{"a.b":'])(
  'long lines of %j while the end of a report is awaited cost little',
  (part) => {
    const long = part.repeat(60_000 / part.length);
    const text = `at panic: boom\n${`${long}\n`.repeat(40)}WARNING: DATA RACE\n${`${long}\n`.repeat(150)}`;
    const startedAt = performance.now();
    const found = readOutput(`${text}panic: boom\n\ngoroutine 1 [running]:\n${`${long}\n`.repeat(4)}`, crash, { end });
    expect(found.diagnostic?.message).toBe('panic: boom');
    // With time that grows as the square of their length it would be minutes.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  },
);

test('a frame of C, whose call looks like no other, is in its place', () => {
  const text = [
    'fatal error: unexpected signal during runtime execution',
    '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]',
    '',
    'goroutine 1 [syscall]:',
    'operator new[](unsigned long) const',
    `\t${crash.base}/bridge.c:7 pc=0x4a1b2c`,
    'main.main()',
    `\t${crash.base}/main.go:9 +0x1d`,
  ].join('\n');
  expect(readOutput(text, crash, { end }).diagnostic?.location).toMatchObject({ file: 'main.go', line: 9 });
});
