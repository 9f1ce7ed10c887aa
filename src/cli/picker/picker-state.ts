import type { RankedProgram } from '../../go/packages/rank-programs.ts';

export type PickerKey =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last' }
  | { readonly type: 'backspace' | 'clear' }
  /** Of the selected one: several are to be run. */
  | { readonly type: 'mark' }
  | { readonly type: 'enter' | 'cancel' };

export interface PickerState {
  /** The best guess first. */
  readonly programs: readonly NumberedProgram[];
  /** What was typed. */
  readonly filter: string;
  /** Index in `matching(state)`; 0 when nothing matches. */
  readonly at: number;
  /** Numbers of those that are to be run together; undefined: only one can be chosen. */
  readonly marked: ReadonlySet<number> | undefined;
  readonly outcome?: { readonly type: 'chosen'; readonly dirs: readonly string[] } | { readonly type: 'cancelled' };
}

export interface NumberedProgram extends RankedProgram {
  /** From 1; stays the same whatever is typed. */
  readonly number: number;
}

/** The best guess is selected. `several`: more than one can be chosen; default: one. */
export function openPicker(
  programs: readonly RankedProgram[],
  { several = false }: { readonly several?: boolean } = {},
): PickerState {
  const numbered = programs.map((each, at) => ({ ...each, number: at + 1 }));
  return { programs: numbered, filter: '', at: 0, marked: several ? new Set() : undefined };
}

/** What fits the filter: each of its words is a part of the path, or the beginning of the number. */
export function matching({ programs, filter }: Pick<PickerState, 'programs' | 'filter'>): readonly NumberedProgram[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return programs.filter(({ dir, number }) =>
    words.every((word) => dir.toLowerCase().includes(word) || String(number).startsWith(word)),
  );
}

/** @param page how many programs are shown at once */
export function press(state: PickerState, key: PickerKey, page: number): PickerState {
  if (state.outcome !== undefined) return state;
  switch (key.type) {
    case 'text':
      return filtered(state, state.filter + key.text);
    case 'backspace':
      return filtered(state, [...state.filter].slice(0, -1).join(''));
    case 'clear':
      return filtered(state, '');
    case 'cancel':
      return { ...state, outcome: { type: 'cancelled' } };
    case 'mark':
      return marked(state);
    case 'enter': {
      const dirs = chosenDirs(state);
      return dirs.length === 0 ? state : { ...state, outcome: { type: 'chosen', dirs } };
    }
    default:
      return { ...state, at: moved(state.at, key.type, matching(state).length, page) };
  }
}

/** Those that are marked, in the order of the list; the selected one if none is. */
function chosenDirs(state: PickerState): readonly string[] {
  const together = state.programs.filter(({ number }) => state.marked?.has(number) === true);
  const selected = matching(state)[state.at];
  const chosen = together.length > 0 || selected === undefined ? together : [selected];
  return chosen.map(({ dir }) => dir);
}

/** Marks the selected one, or takes the mark back, and goes on to the next, as fzf does. */
function marked(state: PickerState): PickerState {
  const found = matching(state);
  const selected = found[state.at];
  if (state.marked === undefined || selected === undefined) return state;
  const all = new Set(state.marked);
  if (!all.delete(selected.number)) all.add(selected.number);
  return { ...state, marked: all, at: Math.min(state.at + 1, found.length - 1) };
}

/** Selects the first match, but of digits that are a number the program of that number. */
function filtered(state: PickerState, filter: string): PickerState {
  const numbered = matching({ ...state, filter }).findIndex(({ number }) => String(number) === filter.trim());
  return { ...state, filter, at: Math.max(0, numbered) };
}

function moved(
  at: number,
  to: 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last',
  count: number,
  page: number,
): number {
  if (count === 0) return 0;
  switch (to) {
    case 'up':
      return (at + count - 1) % count;
    case 'down':
      return (at + 1) % count;
    case 'page-up':
      return Math.max(0, at - page);
    case 'page-down':
      return Math.min(count - 1, at + page);
    case 'first':
      return 0;
    case 'last':
      return count - 1;
  }
}
