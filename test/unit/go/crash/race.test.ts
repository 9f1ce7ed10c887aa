import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { count } from '../../../../src/base/plural.ts';
import { recorded, releases } from '../corpus.ts';
import { contextOf, mixed, otherOutput, placesOf, readOutput, type ReadOutput } from './read-output.ts';

const context = contextOf('data-races');
const end = { type: 'code', code: 66 } as const;
const read = (text: string, chunk?: number): ReadOutput =>
  readOutput(text, context, { end, ...(chunk === undefined ? {} : { chunk }) });

const counter = 'data race: read at main.go:53 by goroutine 9, previous write at main.go:53 by goroutine 7';

describe.each(releases)('%s', (release) => {
  test('a race is told at the access that was found, with the other one and where both come from', () => {
    const { races } = read(recorded(release, 'race-counter'));
    expect(races).toEqual([
      {
        number: 1,
        diagnostic: {
          severity: 'error',
          message: counter,
          location: { file: 'main.go', line: 53 },
          notes: [
            { message: 'previous write by goroutine 7 in main.count', location: { file: 'main.go', line: 53 } },
            {
              message: 'goroutine 9 (running) and goroutine 7 (finished) created by main.both',
              location: { file: 'main.go', line: 60 },
            },
          ],
          source: 'race',
        },
      },
    ]);
  });

  test('of a map and of what is in it: not the code of the runtime', () => {
    const { races, diagnostic } = read(recorded(release, 'race-map'));
    // Go 1.27 leaves out two calls in the first one.
    expect(races.map((race) => race.diagnostic.message)).toEqual([
      ...(release === 'go1.27.0'
        ? ['data race: read at main.go:62 by goroutine 9, previous write at main.go:16 by goroutine 7']
        : []),
      'data race: read at main.go:17 by goroutine 9, previous write at main.go:16 by goroutine 7',
    ]);
    expect(diagnostic?.message).toMatch(/^the race detector found (1 data race, in 2 reports|2 data races)$/);
  });

  test('by the main goroutine', () => {
    const [race] = read(recorded(release, 'race-main')).races;
    expect(race?.diagnostic.message).toBe(
      'data race: read at main.go:31 by the main goroutine, previous write at main.go:53 by goroutine 7',
    );
    expect(race && placesOf(race.diagnostic)).toEqual([
      'main.go:31',
      'main.go:53 previous write by goroutine 7 in main.count',
      'main.go:28 goroutine 7 (finished) created by main.main',
    ]);
  });

  test('several are numbered; the end of the app counts and lists them', () => {
    const { races, diagnostic } = read(recorded(release, 'race-many'));
    // Go 1.19 reports one address once.
    const found = release === 'go1.19.13' ? [1] : [1, 2, 3];
    expect(races.map(({ number }) => number)).toEqual(found);
    expect(diagnostic).toEqual({
      severity: 'error',
      message: `the race detector found ${count(found.length, 'data race')}`,
      notes: races.map((race) => ({ message: race.diagnostic.message, location: race.diagnostic.location })),
      source: 'race',
    });
  });
});

const many = recorded('go1.26.8', 'race-many');
const whole = read(many);

test('text may be cut anywhere', () => {
  for (const chunk of [1, 2, 3, 7, 64, 1000]) expect(read(many, chunk)).toEqual(whole);
});

test('lines of others anywhere between, with the line ends of a terminal or without', () => {
  fc.assert(
    fc.property(otherOutput, fc.constantFrom('\n', '\r\n'), (others, lineEnd) => {
      expect(read(mixed(many, others, lineEnd))).toEqual(whole);
    }),
  );
});

// It writes these with several calls; another thread may get in between (strace of Go 1.26).
test.each([
  ['WARNING: DATA RACE', ''],
  ['Read at 0x000000624558 by ', 'goroutine 9:'],
  ['Previous write at 0x000000624558 by ', 'goroutine 7:'],
])('a line of the app within the line %j', (first, second) => {
  const torn = recorded('go1.26.8', 'race-counter').replace(first + second, `${first}GET / 200\n${second}`);
  expect(torn).toContain('GET');
  expect(read(torn).races).toEqual(read(recorded('go1.26.8', 'race-counter')).races);
});

test('what the app had begun to print stands before the lines of a report', () => {
  const text = recorded('go1.26.8', 'race-counter').replaceAll(/^(WARNING|Read|Previous|Goroutine|==)/gm, '50 %$1');
  expect(read(text).races[0]?.diagnostic.message).toBe(counter);
});

const report = (...parts: readonly string[]): string =>
  `==================\nWARNING: DATA RACE\n${parts.join('\n\n')}\n==================\n`;
const access = (what: string, who: string, ...places: readonly string[]): string =>
  [`${what} at 0x00c000012345 by ${who}:`, ...places.map((place) => `  main.f()\n      ${place} +0x1`)].join('\n');
const own = (line: number): string => `${context.base}/main.go:${line}`;
const library = '/root/go/pkg/mod/lib.org/x@v1.2.3/do.go:7';

test.each([
  [
    'an access in a library is at the own code that called it',
    [access('Write', 'goroutine 8', library, own(3)), access('Previous read', 'goroutine 7', own(4))],
    'data race: write at main.go:3 by goroutine 8, previous read at main.go:4 by goroutine 7',
    'main.go:3',
  ],
  [
    'one that no own code led to is named, and the race is at the other one',
    [access('Write', 'goroutine 8', library), access('Previous read', 'goroutine 7', own(4))],
    'data race: write at x@v1.2.3/do.go:7 by goroutine 8, previous read at main.go:4 by goroutine 7',
    'main.go:4',
  ],
  [
    'one that the detector has forgotten',
    [
      access('Write', 'goroutine 8', own(3)),
      'Previous read at 0x00c000012345 by goroutine 7:\n  [failed to restore the stack]',
    ],
    'data race: write at main.go:3 by goroutine 8, previous read at an unknown place by goroutine 7',
    'main.go:3',
  ],
  [
    'the stack of an allocation is no access',
    [
      access('Write', 'goroutine 8', own(3)),
      access('Previous write', 'main goroutine', own(4)),
      `Heap block of size 8 at 0x00c000012340 allocated by main goroutine:\n  main.f()\n      ${own(9)} +0x1`,
    ],
    'data race: write at main.go:3 by goroutine 8, previous write at main.go:4 by the main goroutine',
    'main.go:3',
  ],
])('%s', (_what, parts, message, place) => {
  const [race, ...more] = read(report(...parts)).races;
  expect(more).toEqual([]);
  expect(race?.diagnostic.message).toBe(message);
  expect(race && placesOf(race.diagnostic)[0]).toBe(place);
});

test('the same two places the other way around are the same race', () => {
  const [a, b] = [own(3), own(4)];
  const text =
    report(access('Write', 'goroutine 8', a), access('Previous read', 'goroutine 7', b)) +
    report(access('Read', 'goroutine 9', b), access('Previous write', 'goroutine 8', a));
  const { races, diagnostic } = read(text);
  expect(races).toHaveLength(1);
  expect(diagnostic?.message).toBe('the race detector found 1 data race, in 2 reports');
});

test('a report whose end is lost counts when the next begins, and at the end', () => {
  const one = (line: number): string =>
    report(access('Write', 'goroutine 8', own(line)), access('Previous read', 'goroutine 7', own(line + 1))).replace(
      /==================\n$/,
      '',
    );
  expect(read(one(3) + one(5)).races.map(({ number }) => number)).toEqual([1, 2]);
});

test('the end of the app is explained by its races only if it ended with their code', () => {
  for (const code of [0, 1, 2]) {
    const { races, diagnostic } = readOutput(many, context, { end: { type: 'code', code } });
    expect([races.length, diagnostic]).toEqual([3, undefined]);
  }
});

test('a panic after races explains the end', () => {
  const text = `${many}panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t${own(4)} +0x1\n`;
  const { races, diagnostic } = readOutput(text, context, { end: { type: 'code', code: 2 } });
  expect(races).toHaveLength(3);
  expect(diagnostic).toMatchObject({ message: 'panic: boom', location: { file: 'main.go', line: 4 } });
});

test('hundreds of races are counted, and the first hundred told', () => {
  const text = Array.from({ length: 150 }, (_, at) =>
    report(access('Write', 'goroutine 8', own(at + 1)), access('Previous read', 'goroutine 7', own(at + 1))),
  ).join('');
  const { races, diagnostic } = read(text);
  expect(races).toHaveLength(100);
  expect(diagnostic?.message).toBe('the race detector found 100 data races, in 150 reports');
  expect(diagnostic?.notes).toHaveLength(8);
});

test('any text is survived', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(...many.split('\n').map((line) => `${line}\n`), 'WARNING: DATA RACE', '\n'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      expect(read(text, 1)).toEqual(read(text));
    }),
  );
});
