import { describe, expect, test } from 'vitest';
import { drawPicker, pageOf } from '../../../../src/cli/picker/draw-picker.ts';
import { matching, openPicker, press, type PickerKey } from '../../../../src/cli/picker/picker-state.ts';
import { textWidth } from '../../../../src/report/terminal/display-width.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';

const theme = createTheme({ color: false, unicode: true });
const many = openPicker(
  Array.from({ length: 32 }, (_, at) => ({
    dir: at === 20 ? './services/catalog/internal/very/long/path/cmd/indexer' : `./cmd/program${at + 1}`,
    isTool: at >= 30,
  })),
);

function screen(keys: readonly PickerKey[], columns: number, rows: number): readonly string[] {
  const size = { columns, rows };
  return drawPicker(
    keys.reduce((state, key) => press(state, key, pageOf(size)), many),
    size,
    theme,
  );
}

const text = (word: string): readonly PickerKey[] => [...word].map((each) => ({ type: 'text', text: each }));

describe('drawPicker', () => {
  test('80 × 24', () => {
    expect(screen([], 80, 24).slice(0, 3)).toEqual([
      'Which main package? (32; ↑ ↓, type to filter, Enter)',
      '>  1  ./cmd/program1',
      '   2  ./cmd/program2',
    ]);
  });

  test('40 × 10, with the selected one in the window', () => {
    expect(screen([...text('program1'), { type: 'last' }], 40, 10)).toEqual([
      'Which main package? (11 of 32)',
      '  14  ./cmd/program14',
      '  15  ./cmd/program15',
      '  16  ./cmd/program16',
      '  17  ./cmd/program17',
      '  18  ./cmd/program18',
      '> 19  ./cmd/program19',
      'filter: program1',
    ]);
  });

  test('a long path is cut in the middle; tools are marked', () => {
    const end = screen([{ type: 'last' }], 40, 18);
    expect(end).toContain('> 32  ./cmd/program32  (tool)');
    expect(screen(text('long'), 40, 10)[1]).toBe('> 21  ./services…/long/path/cmd/indexer');
  });

  test('nothing matches', () => {
    expect(screen(text('zzz'), 80, 24).slice(1)).toEqual(['  no main package matches', 'filter: zzz']);
  });

  test('no line is as wide as the terminal, nothing is higher than it, and the selected one is always seen', () => {
    for (const columns of [8, 20, 40, 41, 60, 80, 200])
      for (const rows of [3, 5, 10, 24, 60])
        for (let down = 0; down < 34; down++) {
          const keys: readonly PickerKey[] = Array.from({ length: down }, () => ({ type: 'down' }));
          const lines = screen(keys, columns, rows);
          const where = `${columns}×${rows} ${down}`;
          // A number and 8 cells of the path are shown in any case.
          expect(Math.max(...lines.map(textWidth)), where).toBeLessThan(Math.max(columns, 15));
          expect(lines.length, where).toBeLessThanOrEqual(Math.max(3, rows - 2));
          expect(
            lines.filter((line) => line.startsWith('>')),
            where,
          ).toHaveLength(1);
        }
  });

  test('a long filter shows its end', () => {
    expect(screen(text('abcdefghijklmnopqrstuvwxyz'), 20, 10).at(-1)).toBe('filter: pqrstuvwxyz');
  });

  test('several can be marked', () => {
    const programs = [
      { dir: './api', isTool: false },
      { dir: './web', isTool: false },
    ];
    const state = press(openPicker(programs, { several: true }), { type: 'mark' }, 5);
    expect(drawPicker(state, { columns: 120, rows: 24 }, theme).slice(0, 3)).toEqual([
      'Which main package? (2; ↑ ↓ or a number, type to filter, Tab to mark several, Enter to run, Esc to quit)',
      ' ✓1  ./api',
      '> 2  ./web',
    ]);
    expect(drawPicker(state, { columns: 80, rows: 24 }, theme)[0]).toBe(
      'Which main package? (2; ↑ ↓, type to filter, Tab marks, Enter)',
    );
  });

  test('without Unicode, and with a name that would steer the terminal', () => {
    const state = openPicker([
      { dir: './cmd/a\u001b[2J', isTool: false },
      { dir: './b', isTool: false },
    ]);
    expect(matching(state)).toHaveLength(2);
    expect(drawPicker(state, { columns: 100, rows: 24 }, createTheme({ color: false, unicode: false }))).toEqual([
      'Which main package? (2; arrow keys or a number, type to filter, Enter to run, Esc to quit)',
      '> 1  ./cmd/a?[2J',
      '  2  ./b',
      'filter: ',
    ]);
  });
});
