import { textWidth, truncateMiddle } from '../../report/terminal/display-width.ts';
import { neutralWord } from '../../report/terminal/neutral-text.ts';
import type { Theme } from '../../report/terminal/theme.ts';
import { matching, type PickerState } from './picker-state.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Rows that are left to what is above, the question and the line for the filter. */
const otherRows = 4;

/** How many programs fit. */
export function pageOf({ rows }: ScreenSize): number {
  return Math.max(1, rows - otherRows);
}

/**
 * The question, the programs as far as they fit, with the selected one among them, and the filter; the cursor belongs
 * at the end. No line is as wide as the terminal, and there are at most `rows - 2`, of three rows or more.
 */
export function drawPicker(state: PickerState, size: ScreenSize, theme: Theme): readonly string[] {
  const room = Math.max(1, size.columns - 1);
  const found = matching(state);
  const digits = String(state.programs.length).length;
  const height = Math.min(pageOf(size), found.length);
  const top = Math.min(Math.max(0, state.at - Math.floor(height / 2)), found.length - height);
  const rows = found.slice(top, top + height).map(({ dir, number, isTool }, at) => {
    const isSelected = top + at === state.at;
    const check = state.marked?.has(number) !== true ? ' ' : theme.unicode ? '✓' : '*';
    const before = `${isSelected ? '>' : ' '}${check}${String(number).padStart(digits)}  `;
    const mark = isTool && room > 30 ? '  (tool)' : '';
    const cells = Math.max(8, room - before.length - mark.length);
    const path = truncateMiddle(neutralWord(dir, theme.unicode), cells, theme.glyphs.ellipsis);
    const line = before + path + mark;
    return isSelected ? theme.accent(line) : isTool ? theme.dim(line) : line;
  });
  const shown = rows.length > 0 ? rows : [theme.dim(cut('  no main package matches', room))];
  return [theme.strong(question(state, found.length, room, theme)), ...shown, filterLine(state.filter, room, theme)];
}

function question({ programs, marked }: PickerState, found: number, room: number, theme: Theme): string {
  const arrows = theme.unicode ? '↑ ↓' : 'arrow keys';
  const count = found === programs.length ? String(found) : `${found} of ${programs.length}`;
  const several = marked === undefined ? '' : ', Tab to mark several';
  const tab = marked === undefined ? '' : ', Tab marks';
  const words = [
    `Which main package? (${count}; ${arrows} or a number, type to filter${several}, Enter to run, Esc to quit)`,
    `Which main package? (${count}; ${arrows}, type to filter${tab}, Enter)`,
    `Which main package? (${count}; type or ${arrows})`,
    `Which main package? (${count})`,
    'Which main package?',
  ];
  return words.find((text) => textWidth(text) <= room) ?? cut('Which main package?', room);
}

/** The end of what was typed is seen. */
function filterLine(filter: string, room: number, theme: Theme): string {
  const name = 'filter: '.slice(0, room);
  const characters = [...neutralWord(filter, theme.unicode)];
  while (characters.length > 0 && textWidth(characters.join('')) > room - name.length) characters.shift();
  return theme.dim(name) + characters.join('');
}

function cut(text: string, room: number): string {
  return text.slice(0, room);
}
