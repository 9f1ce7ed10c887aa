import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { ProcessEnd } from '../../../../src/protocol/process-end.ts';
import { summarizeGoroutines } from '../../../../src/go/crash/goroutine-dump.ts';
import { createCrashReader } from '../../../../src/go/crash/crash-reader.ts';
import type { CodeContext } from '../../../../src/go/crash/stack-trace.ts';
import { fixturesDir, recorded, releases } from '../corpus.ts';

const dir = join(fixturesDir, 'broken-crash');
const context: CodeContext = {
  base: dir,
  roots: [dir],
  module: { path: 'example.com/broken-crash', dir },
  goroot: '/usr/local/go',
};

function read(text: string, end?: ProcessEnd, chunk = text.length): Diagnostic | undefined {
  const reader = createCrashReader(context);
  for (let at = 0; at < text.length; at += chunk) reader.push(text.slice(at, at + chunk));
  return reader.finish(end);
}

const places = ({ location, notes }: Diagnostic): readonly string[] => [
  `${location?.file}:${location?.line}`,
  ...notes
    .filter((note) => note.location)
    .map((note) => `${note.location?.file}:${note.location?.line} ${note.message}`),
];

describe.each(releases)('%s', (release) => {
  test.each([
    ['nilmap', 'panic: assignment to entry in nil map', ['internal/store/store.go:12', 'main.go:22 main.main']],
    [
      'nilmap-trimpath',
      'panic: assignment to entry in nil map',
      ['internal/store/store.go:12', 'main.go:22 main.main'],
    ],
    ['error', /^panic: .*open store: permission denied/, ['main.go:24']],
    ['multiline', /^panic: first line\n\t?second line\n\t?\n\t?fourth line$/, ['main.go:26']],
    [
      'nilpointer',
      'panic: runtime error: invalid memory address or nil pointer dereference',
      ['internal/store/store.go:16', 'main.go:31 main.main'],
    ],
    ['library', /^panic: strings: negative Repeat count/, ['main.go:33']],
    ['library-trimpath', /^panic: strings: negative Repeat count/, ['main.go:33']],
    ['deadlock', 'fatal error: all goroutines are asleep - deadlock!', ['main.go:37']],
    ['goexit', 'panic: in a goroutine', ['main.go:39', 'main.go:39 created by main.main']],
    ['outofmemory', 'fatal error: runtime: out of memory', ['main.go:44']],
  ])('%s', (name, message, expected) => {
    const diagnostic = read(recorded(release, `crash-${name}`));
    expect(diagnostic).toMatchObject({ severity: 'error', source: 'panic' });
    expect(diagnostic?.message).toMatch(
      message instanceof RegExp ? message : new RegExp(`^${message.replaceAll(/[[\]()*+?.!]/g, '\\$&')}$`),
    );
    expect(places(diagnostic as Diagnostic)).toEqual(expected);
  });

  test('a second panic while recovering', () => {
    const diagnostic = read(recorded(release, 'crash-repanic'));
    expect(diagnostic?.message).toMatch(/^panic: again \[recovered(, repanicked\]|\]\n\tpanic: again)/);
    expect(places(diagnostic as Diagnostic)).toEqual(['main.go:58', 'main.go:61 main.repanic', 'main.go:28 main.main']);
  });

  test('a stack overflow: each frame once, what the runtime says as notes', () => {
    const diagnostic = read(recorded(release, 'crash-overflow'));
    expect(diagnostic?.message).toBe('fatal error: stack overflow');
    expect(diagnostic?.location?.file).toBe('main.go');
    expect(diagnostic?.notes[0]?.message).toMatch(/^runtime: goroutine stack exceeds/);
    expect(diagnostic?.notes.length).toBeLessThan(8);
  });

  test('the signal is a note', () => {
    expect(read(recorded(release, 'crash-nilpointer'))?.notes[0]?.message).toMatch(
      /^\[signal SIGSEGV: segmentation violation/,
    );
  });

  test('a SIGQUIT dump is no crash, and says what does not stop', () => {
    const dump = recorded(release, 'dump');
    expect(read(dump)).toBeUndefined();
    const { count, kinds, goroutines: lines } = summarizeGoroutines(dump, context);
    expect([count, kinds]).toEqual([4, 3]);
    expect(lines).toContain('main.worker main.go:98 [chan receive] (x2)');
    expect(lines).toContainEqual(
      expect.stringMatching(/^main\.ignoreSignals main\.go:93 \[(semacquire|sync\.WaitGroup\.Wait)\]$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^main\.ignoreSignals\.func1 main\.go:88 \[/));
    expect(lines).toHaveLength(3);
  });
});

const newest = releases.at(-1) as string;

test('text may be cut anywhere', () => {
  const text = recorded(newest, 'crash-nilpointer');
  const whole = read(text);
  expect(whole).toBeDefined();
  for (const chunk of [1, 2, 3, 7, 64]) expect(read(text, undefined, chunk)).toEqual(whole);
});

test('Windows line ends', () => {
  const text = recorded(newest, 'crash-error');
  expect(read(text.replaceAll('\n', '\r\n'))).toEqual(read(text));
});

test('a report that begins in the middle of a line of the app', () => {
  expect(read(`loading 3 of 5...${recorded(newest, 'crash-error').replace('starting\n', '')}`)?.message).toBe(
    'panic: open store: permission denied',
  );
});

test('without a stack (GOTRACEBACK=none) the message is all', () => {
  expect(read('starting\npanic: boom\n')).toEqual({
    severity: 'error',
    message: 'panic: boom',
    notes: [],
    source: 'panic',
  });
});

test('an app that ended well did not crash', () => {
  expect(read(recorded(newest, 'crash-error'), { type: 'code', code: 0 })).toBeUndefined();
  expect(read(recorded(newest, 'crash-error'), { type: 'code', code: 2 })).toBeDefined();
});

test('a panic that the app recovered from and logged is forgotten, if it lives on and has much to say', () => {
  let ms = 0;
  const after = (lines: number, laterMs: number): Diagnostic | undefined => {
    const reader = createCrashReader(context, { now: () => ms });
    reader.push(`${recorded(newest, 'crash-error')}\n`);
    ms += laterMs;
    reader.push('GET / 200\n'.repeat(lines));
    return reader.finish({ type: 'code', code: 1 });
  };
  expect(after(60, 2001)).toBeUndefined();
  expect(after(100_000, 2001)).toBeUndefined();
  expect(places(after(60, 100) as Diagnostic)).toEqual(['main.go:24']);
  expect(places(after(100_000, 100) as Diagnostic)).toEqual(['main.go:24']);
  expect(places(after(40, 60_000) as Diagnostic)).toEqual(['main.go:24']);
});

test('a panic after one that the app recovered from counts', () => {
  const text = [recorded(newest, 'crash-error'), 'GET / 200\n'.repeat(60), recorded(newest, 'crash-nilmap')].join('\n');
  expect(read(text, { type: 'code', code: 2 })?.message).toBe('panic: assignment to entry in nil map');
});

test('of two reports the last counts', () => {
  const diagnostic = read(recorded(newest, 'crash-error') + recorded(newest, 'crash-nilmap'));
  expect(diagnostic?.message).toBe('panic: assignment to entry in nil map');
});

test('plain logs are no crash', () => {
  expect(
    read('2024/01/01 http: panic serving 127.0.0.1:1: boom\ngoroutine 7 [running]:\nmain.f()\n\t/x/main.go:3 +0x1\n'),
  ).toBeUndefined();
  expect(read('listening\n'.repeat(1000))).toBeUndefined();
});

test('a dump of thousands of goroutines still begins with the one that crashed', () => {
  const many = 'goroutine 9 [select]:\nmain.g()\n\t/else/main.go:1 +0x1\n\n'.repeat(20_000);
  expect(places(read(`${recorded(newest, 'crash-error')}\n${many}`) as Diagnostic)).toEqual(['main.go:24']);
});

test("modules and the standard library are not the user's code", () => {
  const text = [
    'panic: x',
    '',
    'goroutine 1 [running]:',
    'a.F()',
    '\t/usr/local/go/src/a/a.go:1 +0x1',
    'b.F()',
    `\t${dir}/.cache/pkg/mod/b@v1/b.go:2 +0x1`,
    'main.F[...](0x1)',
    `\t${dir}/x.go:3 +0x1`,
    '',
  ].join('\n');
  expect(places(read(text) as Diagnostic)).toEqual(['x.go:3']);
});

test('any text is survived', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '\n',
      'panic: ',
      'fatal error: ',
      'goroutine 1 [running]:\n',
      'main.f()\n',
      '\t/x/main.go:3 +0x1\n',
      'runtime stack:\n',
      '\n\n',
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const whole = read(parts.join(''));
      expect(read(parts.join(''), undefined, 1)).toEqual(whole);
      summarizeGoroutines(parts.join(''), context);
    }),
  );
});

test('waiting times and library goroutines in a dump', () => {
  const dump = [
    'SIGQUIT: quit',
    '',
    'goroutine 7 gp=0x1 m=nil [chan receive, 3 minutes]:',
    'main.worker(0x1)',
    `\t${dir}/worker.go:17 +0x1`,
    '',
    'goroutine 8 [IO wait]:',
    'internal/poll.runtime_pollWait(0x1)',
    '\t/usr/local/go/src/runtime/netpoll.go:1 +0x1',
    'net/http.(*conn).serve(0x1)',
    '\t/usr/local/go/src/net/http/server.go:1000 +0x1',
    '',
  ].join('\n');
  expect(summarizeGoroutines(dump, context)).toEqual({
    count: 2,
    kinds: 2,
    goroutines: [
      'main.worker worker.go:17 [chan receive, 3 minutes]',
      'net/http.(*conn).serve http/server.go:1000 [IO wait]',
    ],
  });
});

test('every goroutine counts, also those whose kind gets no line', () => {
  const one = (id: number, line: number): string =>
    `goroutine ${id} [chan receive]:\nmain.work(0x1)\n\t${dir}/work.go:${line} +0x1\n`;
  const dump = Array.from({ length: 45 }, (_, at) => one(at + 1, 10 + (at % 15))).join('\n');
  const { count, kinds, goroutines } = summarizeGoroutines(dump, context);
  expect([count, kinds, goroutines.length]).toEqual([45, 15, 12]);
  expect(goroutines[0]).toBe('main.work work.go:10 [chan receive] (x3)');
});
