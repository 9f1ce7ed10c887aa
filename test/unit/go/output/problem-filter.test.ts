import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBuildOutput } from '../../../../src/go/output/build-output.ts';
import { ProblemFilter } from '../../../../src/go/output/problem-filter.ts';

interface Rig {
  readonly filter: ProblemFilter;
  readonly shown: () => string;
  /** So much time passes that a line that is open counts as progress. */
  readonly wait: () => void;
}

function rig(): Rig {
  let text = '';
  let due: (() => void) | undefined;
  const filter = new ProblemFilter(
    (part) => (text += part),
    (_, fire) => {
      due = fire;
      return () => (due = undefined);
    },
  );
  return { filter, shown: () => text, wait: () => due?.() };
}

const output = [
  'compiling',
  '# example.com/app',
  './main.go:5:2: undefined: x',
  './main.go:6:2: not enough arguments',
  '\thave ()',
  'make: *** [Makefile:2: build] Error 1',
  '',
].join('\n');

test('lines that read as problems are kept; all others are shown at once', () => {
  const { filter, shown } = rig();
  filter.push(output);
  expect(shown()).toBe('compiling\nmake: *** [Makefile:2: build] Error 1\n');
});

test('after a success nothing is missing', () => {
  const { filter, shown } = rig();
  filter.push(output);
  filter.finish();
  expect(shown().split('\n').toSorted()).toEqual(output.split('\n').toSorted());
});

test('after a failure only what is in no problem is left over', () => {
  const { filter, shown } = rig();
  const text = `\tnothing before\n# example.com/app\nmain.go:5:2: x\ngo: errors parsing go.mod:\n`;
  filter.push(text);
  expect(filter.leftOver(parseBuildOutput(text, { cwd: '/p' }).rest)).toEqual(['go: errors parsing go.mod:']);
  expect(shown()).toBe('\tnothing before\n');
});

test('a line like a header with nothing under it was none', () => {
  const { filter, shown } = rig();
  filter.push('# building\ndone\n');
  expect(shown()).toBe('# building\ndone\n');
});

describe('progress is seen while it runs', () => {
  test('a line that is redrawn', () => {
    const { filter, shown } = rig();
    filter.push('\r 10%');
    filter.push('\r 20%');
    expect(shown()).toBe('\r 10%\r 20%');
    filter.push('\rdone\n');
    expect(shown()).toBe('\r 10%\r 20%\rdone\n');
  });

  test('a line that stays open, with the rest of it', () => {
    const { filter, shown, wait } = rig();
    filter.push('linking ..');
    expect(shown()).toBe('');
    wait();
    expect(shown()).toBe('linking ..');
    filter.push('..\nmain.go:1:1: x\n');
    expect(shown()).toBe('linking ....\n');
  });

  test('a line that was cut in two is read whole', () => {
    const { filter, shown } = rig();
    filter.push('main.g');
    filter.push('o:5:2: undefined: x\n');
    expect(shown()).toBe('');
  });
});

test('whatever is printed, in whatever pieces: each line is shown, told as a problem or left over', () => {
  const line = fc.constantFrom(
    '# example.com/app', './a.go:1:2: oops', '\thave (int)', 'note: module requires Go 1.99', 'too many errors',
    'go: downloading x v1', 'go: cannot find y', 'go: errors parsing go.mod:', 'words', '\twords', '',
  ); // prettier-ignore
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.array(fc.nat(200), { maxLength: 5 }), (lines, cuts) => {
      const text = lines.map((each) => `${each}\n`).join('');
      const { filter, shown } = rig();
      const places = [0, ...cuts.map((at) => at % (text.length + 1)), text.length].toSorted((a, b) => a - b);
      for (const [index, at] of places.entries()) filter.push(text.slice(places[index - 1] ?? 0, at));
      const parsed = parseBuildOutput(text, { cwd: '/p' });
      const told = JSON.stringify(parsed.diagnostics);
      const seen = new Set([...shown().split('\n'), ...filter.leftOver(parsed.rest)]);
      for (const each of lines) {
        // A header or a heading is understood when a problem follows it.
        if (each === '' || /^# |:$/.test(each) || seen.has(each)) continue;
        expect(told).toContain(each.trim().replace(/^(?:\.\/a\.go:1:2|note|go): /, ''));
      }
    }),
  );
});
