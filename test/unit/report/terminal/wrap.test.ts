import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderChecks } from '../../../../src/doctor/render-checks.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';
import { visibleWidth, wrapPage, wrapWords } from '../../../../src/report/terminal/wrap.ts';
import { allExamples } from '../report-examples.ts';
import { screen, terminalWith } from './screen.ts';

const theme = createTheme({ color: true, unicode: true });
const plain = createTheme({ color: false, unicode: true });

describe('a line that is too long', () => {
  test('goes on in the next, between words', () => {
    expect(wrapWords('one two three four', 9, 2)).toBe('one two\n  three\n  four');
    expect(wrapWords('    one two three', 11, 6)).toBe('    one two\n      three');
    expect(wrapWords('one two', 9, 2)).toBe('one two');
    expect(wrapWords('one two three', undefined, 2)).toBe('one two three');
  });
  test('a word that is longer than the line stays whole', () => {
    expect(wrapWords('see internal/user/store.go:1:2 now', 12, 2)).toBe('see\n  internal/user/store.go:1:2\n  now');
  });
  test('colors take no room', () => {
    const text = `${theme.error('one two')} ${theme.good('three')}`;
    expect(wrapWords(text, 13, 2)).toBe(text);
    expect(wrapWords(text, 12, 2).split('\n').map(visibleWidth)).toEqual([7, 7]);
  });
  test('no word is lost, and every line fits whose words do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z日é·]{1,9}$/), { minLength: 1 }),
        fc.integer({ min: 24, max: 60 }),
        (words, columns) => {
          const lines = wrapWords(words.join(' '), columns, 4).split('\n');
          expect(lines.join(' ').split(/ +/)).toEqual(words);
          for (const line of lines) expect(visibleWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

/** Words of a screen that its terminal would have to break. */
function tooWide(text: string, columns: number): string[] {
  return text.split('\n').filter((line) => visibleWidth(line) > columns && line.trim().includes(' '));
}

describe('40 columns', () => {
  test('nothing that gorl says is broken within a word', () => {
    for (const report of allExamples) {
      // A command's own words are left as they are, and so are stacks.
      if (report.type === 'command-output' || report.type === 'process-dump') continue;
      expect(tooWide(screen([report], { columns: () => 40, debug: true }), 40), report.type).toEqual([]);
    }
    expect(
      tooWide(terminalWith({ columns: () => 40 }).help([{ key: 'b', description: 'build again and restart' }], 0), 40),
    ).toEqual([]);
  });
  test('help and doctor', () => {
    const help =
      '  gorl run <package>   the same for one package; takes the flags of go run\nWords that are for the app, and more of them.';
    expect(wrapPage(help, 40)).toMatchInlineSnapshot(`
      "  gorl run <package>   the same for one
            package; takes the flags of go run
      Words that are for the app, and more of
      them."
    `);
    const check = {
      id: 'watch-limits',
      status: 'ok',
      summary: 'this project needs 10 of the 100000 that there are',
    } as const;
    expect(renderChecks([check], false, { theme: plain, columns: 40 })).toMatchInlineSnapshot(`
      "ok       watch-limits  this project
               needs 10 of the 100000 that
               there are

      no problems found
      "
    `);
    expect(renderChecks([check], false, { theme: plain, columns: 60 })).toMatchInlineSnapshot(`
      "ok       watch-limits  this project needs 10 of the 100000
                             that there are

      no problems found
      "
    `);
  });
});
