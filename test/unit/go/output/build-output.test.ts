import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import { type ParsedOutput, parseBuildOutput } from '../../../../src/go/output/build-output.ts';
import { fixturesDir, recorded, releases } from '../corpus.ts';

const place = ({ location }: Pick<Diagnostic, 'location'>): string =>
  location === undefined
    ? '-'
    : [location.file, location.line, location.column].filter((each) => each !== undefined).join(':');

const parse = (release: string, fixture: string): ParsedOutput =>
  parseBuildOutput(recorded(release, fixture), { cwd: join(fixturesDir, fixture) });

/** Where each release found the errors, in order. */
const places: Readonly<Record<string, readonly string[]>> = {
  'broken-type': ['main.go:6:17', 'main.go:8:8'],
  'broken-syntax': ['main.go:7:9'],
  'broken-import': ['main.go:6:2'],
  'broken-cycle': ['-'],
  'broken-link': ['-'],
  'broken-multi': ['other.go:3:6', 'main.go:10:9', 'main.go:20:18', 'main.go:21:18'],
  'broken-gomod': ['go.mod:4'],
  'broken-toomany': [4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((line) => `main.go:${line}:2`),
  'broken-utf8': ['main.go:6:38', 'main.go:7:23', 'main.go:8:36', 'main.go:8:48'],
  'broken-packages': ['internal/store/store.go:4:9', 'internal/user/user.go:3:8', 'internal/user/user.go:6:9'],
  'broken-std': ['main.go:3:8'],
  'broken-embed': ['main.go:5:12'],
  'broken-mixed': ['-'],
};

test('several releases were recorded', () => {
  expect(releases.length).toBeGreaterThanOrEqual(4);
});

describe.each(releases)('%s', (release) => {
  test.each(Object.entries(places))('%s: every error is found where the compiler put it', (fixture, expected) => {
    const { diagnostics, rest } = parse(release, fixture);
    expect(diagnostics.map(place)).toEqual(expected);
    expect(rest).toEqual([]);
    for (const each of diagnostics)
      expect(each).toMatchObject({ severity: 'error', source: 'go', message: expect.stringMatching(/./) });
  });

  test('have and want, the other declaration, and what the package is called', () => {
    const { diagnostics, packages } = parse(release, 'broken-multi');
    expect(diagnostics[0]?.notes).toEqual([
      { message: 'other declaration of add', location: { file: 'main.go', line: 5, column: 6 } },
    ]);
    expect(diagnostics[2]?.notes).toEqual([{ message: 'have (number)' }, { message: 'want (int, string)' }]);
    expect(packages).toEqual(['example.com/broken-multi']);
  });

  test('an import cycle is one diagnostic with its chain', () => {
    const [cycle, ...others] = parse(release, 'broken-cycle').diagnostics;
    expect(others).toEqual([]);
    expect(cycle?.message).toBe('import cycle not allowed');
    expect(cycle?.notes).toHaveLength(4);
    expect(cycle?.notes[3]?.message).toMatch(/^imports example\.com\/broken-cycle\/internal\/a( from b\.go)?$/);
    expect(cycle?.hint).toMatch(/third/);
  });

  test('a missing module comes with the command that gets it', () => {
    expect(parse(release, 'broken-import').diagnostics[0]?.hint).toBe('run: go get example.com/missing/store');
  });

  test('the tenth error says that there are more', () => {
    const last = parse(release, 'broken-toomany').diagnostics.at(-1);
    expect(last?.notes).toEqual([{ message: 'too many errors' }]);
    expect(last?.hint).toContain('-gcflags=-e');
  });

  test('the linker is heard', () => {
    expect(parse(release, 'broken-link').diagnostics[0]?.message).toBe(
      'main.main: relocation target main.missing not defined',
    );
  });

  test('a go.mod for a newer Go says what to do', () => {
    const { diagnostics } = parse(release, 'broken-newer');
    if (release.startsWith('go1.19.')) {
      // Go 1.19 does not look at the go line before it meets what it cannot read.
      expect(diagnostics.map(({ message }) => message)).toEqual(['import "": import of unknown directory']);
      return;
    }
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(/^go\.mod requires go >= 1\.99 \(running go 1\./);
    expect(diagnostics[0]?.hint).toContain('GOTOOLCHAIN=auto');
  });

  test('vet is read by the same grammar', () => {
    const output = recorded(release, 'broken-vet');
    const { diagnostics, rest } = parseBuildOutput(output, { cwd: join(fixturesDir, 'broken-vet'), source: 'vet' });
    expect(diagnostics.map((each) => each.location?.line)).toEqual([6, 9]);
    expect(diagnostics.map((each) => each.source)).toEqual(['vet', 'vet']);
    expect(rest).toEqual([]);
  });
});

const cwd = '/home/me/app';
const one = (output: string): Diagnostic => {
  const { diagnostics } = parseBuildOutput(output, { cwd });
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0] as Diagnostic;
};

describe('paths', () => {
  test('are relative to where gorl runs when below it, else absolute', () => {
    const base = { cwd: `${cwd}/backend`, base: cwd };
    const files = (output: string): unknown =>
      parseBuildOutput(output, base).diagnostics.map((each) => each.location?.file);
    expect(files('./main.go:1:2: a\n../lib/x.go:3:4: b\n/home/me/app/y.go:1:1: c\n../../other/z.go:1:1: d')).toEqual([
      'backend/main.go',
      'lib/x.go',
      'y.go',
      '/home/me/other/z.go',
    ]);
  });

  test('may hold blanks', () => {
    expect(one('./my dir/main file.go:1:2: oops').location?.file).toBe('my dir/main file.go');
  });

  test('of other languages need a column', () => {
    expect(place(one('views/home.templ:3:14: expected node'))).toBe('views/home.templ:3:14');
    expect(parseBuildOutput('server.log:12: started', { cwd }).diagnostics).toEqual([]);
  });
});

describe('notes and hints', () => {
  test.each([
    'build cache is required, but could not be located: GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined',
    'failed to initialize build cache at /.cache/go-build: mkdir /.cache: permission denied',
  ])('nowhere to put what is built: %s', (message) => {
    const { diagnostics, rest } = parseBuildOutput(`${message}\n`, { cwd: '/p' });
    expect(diagnostics).toMatchObject([
      { message, hint: 'set HOME or GOCACHE to a directory that this user may write to' },
    ]);
    expect(rest).toEqual([]);
  });

  test('"module requires" is a note of the package before it', () => {
    const diagnostic = one('# example.com/a\n./a.go:1:2: undefined: slices\nnote: module requires Go 1.21');
    expect(diagnostic.notes).toEqual([{ message: 'module requires Go 1.21' }]);
  });

  test('vet: prefix marks a vet finding', () => {
    expect(one('# [example.com/a]\nvet: ./a.go:1:2: undefined: x').source).toBe('vet');
  });

  test('go: lines are errors, progress is not', () => {
    const { diagnostics, rest } = parseBuildOutput(
      'go: downloading example.com/x v1.0.0\ngo: updates to go.mod needed; to update it:\n\tgo mod tidy\n',
      { cwd },
    );
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      message: 'updates to go.mod needed; to update it:',
      hint: 'run: go mod tidy',
    });
    expect(rest).toEqual([]);
  });

  test('a heading with nothing below it is kept', () => {
    expect(parseBuildOutput('go: errors parsing go.mod:\n', { cwd }).rest).toEqual(['go: errors parsing go.mod:']);
  });

  test('what is no error of Go is kept as rest, in order', () => {
    const { diagnostics, rest } = parseBuildOutput('generating…\nmake: *** [build] Error 1\n', { cwd });
    expect(diagnostics).toEqual([]);
    expect(rest).toEqual(['generating…', 'make: *** [build] Error 1']);
  });

  test('a C compiler warning is a warning', () => {
    expect(one('./a.go:3:5: warning: unused variable').severity).toBe('warning');
  });

  test('Windows line ends', () => {
    expect(one('.\\main.go:1:2: oops\r\n').message).toBe('oops');
  });
});

/** All words of a result, for "nothing is lost". */
function flatten({ diagnostics, rest, packages }: ParsedOutput): string {
  const notes = diagnostics.flatMap((each) => [each, ...each.notes]);
  return [
    ...notes.map((each) => `${place(each)}: ${each.message}`),
    ...diagnostics.map((each) => each.hint ?? ''),
    ...rest,
    ...packages,
  ].join('\n');
}

const word = fc.constantFrom(
  'main.go',
  'undefined:',
  'x',
  'imports',
  'go',
  'get',
  'not',
  'allowed',
  'é日本',
  '(number)',
  '::',
  '#',
  'note:',
);
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((each) => each.join(' '));
const line = fc.oneof(
  words,
  words.map((text) => `\t${text}`),
  words.map((text) => `go: ${text}`),
  words.map((text) => `./main.go:3:4: ${text}`),
  words.map((text) => `\t./main.go:3:4: ${text}`),
  words.map((text) => `go.mod:4: ${text}`),
  fc.constantFrom(
    '# example.com/a',
    '# [example.com/a]',
    'package a',
    '\timports b',
    '\timports c: import cycle not allowed',
    './main.go:3:4: too many errors',
    'too many errors',
    'note: module requires Go 1.21',
    'go: errors parsing go.mod:',
    '\tgo get x',
    '\tgo mod tidy',
    '\thave (number)',
    '',
    'main.f: relocation target main.g not defined',
  ),
  fc.string({ unit: 'binary' }).filter((text) => !text.includes('\n')),
);

test('nothing is lost, whatever the lines and their order', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const all = flatten(parseBuildOutput(lines.join('\n'), { cwd }));
      for (const each of lines) {
        // `go: ` and `vet: ` are prefixes that the source stands for; `./` is dropped from paths.
        const text = each
          .replace(/\r$/, '')
          .trim()
          .replace(/^(?:go: |vet: |note: |# )/, '')
          .replace(/^\.\//, '');
        for (const part of text.replace(/: too many errors$/, ' too many errors').split(/\s+/)) {
          if (part.startsWith('main.go:3:4') || text === 'errors parsing go.mod:') continue;
          expect(all).toContain(part.replace(/^#$/, '').replace(/:$/, ''));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a repeat that brings the hint leaves it with the first', () => {
  const { diagnostics } = parseBuildOutput('go.mod:4: bad\ngo.mod:4: bad\n\tgo mod tidy', { cwd });
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ message: 'bad', hint: 'run: go mod tidy' });
});

test('two that advise differently stay two', () => {
  const lines = 'go.mod:4: bad\n\tgo get x\ngo.mod:4: bad\n\tgo mod tidy';
  const { diagnostics } = parseBuildOutput(lines, { cwd });
  expect(diagnostics.map(({ hint }) => hint)).toEqual(['run: go get x', 'run: go mod tidy']);
});

test('any text is survived', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const { diagnostics, rest } = parseBuildOutput(text, { cwd });
      expect(diagnostics.length + rest.length).toBeLessThanOrEqual(text.split('\n').length);
    }),
  );
});
