import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import { recorded, releases } from '../corpus.ts';
import { contextOf, placesOf, readOutput } from './read-output.ts';

const end = { type: 'code', code: 2 } as const;
const context = contextOf('data-races');
const read = (text: string, of = context): Diagnostic => readOutput(text, of, { end }).diagnostic as Diagnostic;
const askForRace = 'build with -race to be told both accesses';
const nobodyNamed = `${askForRace}, or set GOTRACEBACK=all to see the other goroutines`;

describe.each(releases)('%s', (release) => {
  const minor = Number(release.split('.')[1]);

  test('the other side of concurrent map writes, which Go lists by itself before 1.24', () => {
    const found = read(recorded(release, 'crash-mapwrites'), contextOf('broken-crash'));
    expect(found.message).toBe('fatal error: concurrent map writes');
    const own = ['main.go:69', 'main.go:67 created by main.concurrentMapWrites'];
    if (minor >= 24) {
      expect(placesOf(found)).toEqual(own);
      expect(found.hint).toBe(nobodyNamed);
      return;
    }
    const [other, ...more] = placesOf(found).slice(own.length);
    expect(placesOf(found)).toEqual([...own, other]);
    // Those that have not begun yet are not named.
    expect(other).toMatch(
      /^main\.go:69 may be the other side: goroutine \d+ \[runnable\], main\.concurrentMapWrites\.func1$/,
    );
    expect(more).toEqual([]);
    expect(found.hint).toBe(askForRace);
  });

  test('concurrent map read and map write, with all goroutines', () => {
    const found = read(recorded(release, 'crash-mapaccess-all'));
    expect(found.message).toBe('fatal error: concurrent map read and map write');
    const [reader, ...notes] = placesOf(found);
    expect(reader).toBe('main.go:17');
    expect(notes.at(-2)).toBe('main.go:39 created by main.main');
    expect(notes.at(-1)).toMatch(
      /^main\.go:(16|38) may be the other side: goroutine 18 \[runnable\], main\.(\(\*cache\)\.put|main\.func5)$/,
    );
  });

  test('a deadlock: everybody who waits', () => {
    expect(placesOf(read(recorded(release, 'crash-deadlock-all')))).toEqual([
      'main.go:83',
      'main.go:42 main.main',
      'main.go:79 also waiting: 3 goroutines [chan receive], main.deadlock.func1',
    ]);
  });
});

const goroutine = (head: string, ...frames: readonly string[]): string =>
  `\ngoroutine ${head}:\n${frames.map((frame) => `${frame.replace(' ', `\n\t${context.base}/`)}\n`).join('')}`;

const failed = `fatal error: concurrent map iteration and map write\n${goroutine('7 [running]', 'main.list(...) list.go:4')}`;

test('of many goroutines those are named that were within a map, then those at work, each place once', () => {
  const text =
    failed +
    goroutine('8 [running]', 'main.a(0x1) a.go:1 +0x2') +
    goroutine('9 [chan receive]', 'main.b(0x1) b.go:1 +0x2') +
    goroutine('10 [GC assist wait]', 'internal/runtime/maps.(*Map).grow(0x1) ../m.go:1 +0x2', 'main.c() c.go:1 +0x2') +
    goroutine('11 [runnable]', 'main.c() c.go:1 +0x2') +
    goroutine('12 [running]', 'main.d(0x1) d.go:1 +0x2');
  expect(placesOf(read(text))).toEqual([
    'list.go:4',
    'c.go:1 may be the other side: goroutine 10 [GC assist wait], main.c',
    'a.go:1 may be the other side: goroutine 8 [running], main.a',
  ]);
});

test('of a goroutine whose stack Go cannot read, its start is named', () => {
  const away = `\ngoroutine 8 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by main.serve in goroutine 1\n\t${context.base}/a.go:5 +0x1\n`;
  expect(placesOf(read(failed + away))).toEqual([
    'list.go:4',
    'a.go:5 may be the other side: goroutine 8 [running], created by main.serve',
  ]);
});

test('where only others run the own code, concurrent use of a map has no place', () => {
  const library = `fatal error: concurrent map writes\n\ngoroutine 7 [running]:\nlib.Do(...)\n\t/root/go/pkg/mod/lib@v1/do.go:4\n`;
  const found = read(library + goroutine('8 [runnable]', 'main.a(0x1) a.go:1 +0x2'));
  expect(placesOf(found)).toEqual(['nowhere', 'a.go:1 may be the other side: goroutine 8 [runnable], main.a']);
});

test('a panic lists no other goroutines, and has no advice', () => {
  const text = `panic: boom\n${goroutine('1 [running]', 'main.main() main.go:4 +0x2')}${goroutine('8 [runnable]', 'main.a(0x1) a.go:1 +0x2')}`;
  expect(read(text)).toEqual({
    severity: 'error',
    message: 'panic: boom',
    location: { file: 'main.go', line: 4 },
    notes: [],
    source: 'panic',
  });
});
