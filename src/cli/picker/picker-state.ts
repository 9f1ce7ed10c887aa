import type { RankedProgram } from '../../go/packages/rank-programs.ts';

export type PickerKey =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last' }
  | { readonly type: 'backspace' | 'clear' }
  | { readonly type: 'enter' | 'cancel' };

export interface PickerState {
  /** The best guess first. */
  readonly programs: readonly NumberedProgram[];
  /** What was typed. */
  readonly filter: string;
  /** Index in `matching(state)`; 0 when nothing matches. */
  readonly at: number;
  readonly outcome?: { readonly type: 'chosen'; readonly dir: string } | { readonly type: 'cancelled' };
}

export interface NumberedProgram extends RankedProgram {
  /** From 1; stays the same whatever is typed. */
  readonly number: number;
}

/** The best guess is selected. */
export function openPicker(programs: readonly RankedProgram[]): PickerState {
  return { programs: programs.map((each, at) => ({ ...each, number: at + 1 })), filter: '', at: 0 };
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
    case 'enter': {
      const chosen = matching(state)[state.at];
      return chosen === undefined ? state : { ...state, outcome: { type: 'chosen', dir: chosen.dir } };
    }
    default:
      return { ...state, at: moved(state.at, key.type, matching(state).length, page) };
  }
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
