import { describe, expect, test } from 'vitest';
import {
  matching,
  openPicker,
  press,
  type PickerKey,
  type PickerState,
} from '../../../../src/cli/picker/picker-state.ts';

const dirs = ['./cmd/server', './cmd/api', './cmd/api-docs', './cmd/v12', './tools/gen'];
const open = openPicker(dirs.map((dir) => ({ dir, isTool: dir.startsWith('./tools') })));

const typed = (text: string): readonly PickerKey[] => [...text].map((each) => ({ type: 'text', text: each }));
const after = (keys: readonly PickerKey[], from: PickerState = open, page = 3): PickerState =>
  keys.reduce((state, key) => press(state, key, page), from);
const selected = (state: PickerState): string | undefined => matching(state)[state.at]?.dir;
const chosen = (keys: readonly PickerKey[]): PickerState['outcome'] => after([...keys, { type: 'enter' }]).outcome;

describe('the picker', () => {
  test('the best guess is selected: Enter alone takes it', () => {
    expect(chosen([])).toEqual({ type: 'chosen', dirs: ['./cmd/server'] });
  });

  test.each<[string, readonly PickerKey[], string]>([
    ['down', [{ type: 'down' }], './cmd/api'],
    ['up from the first is the last', [{ type: 'up' }], './tools/gen'],
    ['down from the last is the first', [{ type: 'last' }, { type: 'down' }], './cmd/server'],
    ['a page down', [{ type: 'page-down' }], './cmd/v12'],
    ['two pages down end at the last', [{ type: 'page-down' }, { type: 'page-down' }], './tools/gen'],
    ['a page up ends at the first', [{ type: 'down' }, { type: 'page-up' }], './cmd/server'],
    ['first', [{ type: 'last' }, { type: 'first' }], './cmd/server'],
    ['a number', typed('3'), './cmd/api-docs'],
    ['a part of the path', typed('docs'), './cmd/api-docs'],
    ['upper case', typed('API'), './cmd/api'],
    ['words in any order', typed('do cmd'), './cmd/api-docs'],
    ['digits that are no number of one', typed('12'), './cmd/v12'],
    ['another after the filter', [...typed('api'), { type: 'down' }], './cmd/api-docs'],
    ['the filter selects the first again', [{ type: 'last' }, ...typed('a')], './cmd/api'],
    ['backspace', [...typed('apx'), { type: 'backspace' }], './cmd/api'],
    ['all erased', [...typed('gen'), { type: 'clear' }], './cmd/server'],
  ])('%s', (_, keys, dir) => {
    expect(selected(after(keys))).toBe(dir);
    expect(chosen(keys)).toEqual({ type: 'chosen', dirs: [dir] });
  });

  test('nothing matches: no key but those of the filter does anything', () => {
    const none = after(typed('zzz'));
    expect(matching(none)).toEqual([]);
    for (const type of ['up', 'down', 'page-up', 'page-down', 'first', 'last', 'enter'] as const)
      expect(press(none, { type }, 3)).toEqual(none);
    expect(selected(after([{ type: 'clear' }], none))).toBe('./cmd/server');
  });

  test('marks: what is marked runs together, in the order of the list; a second Tab takes the mark back', () => {
    const several = openPicker(open.programs, { several: true });
    const outcome = (keys: readonly PickerKey[]) => after([...keys, { type: 'enter' }], several).outcome;
    const [mark, up] = [{ type: 'mark' }, { type: 'up' }] as const;
    expect(outcome([{ type: 'down' }, mark, up, up, mark])).toEqual({
      type: 'chosen',
      dirs: ['./cmd/server', './cmd/api'],
    });
    expect(outcome([mark, ...typed('gen'), mark])).toEqual({ type: 'chosen', dirs: ['./cmd/server', './tools/gen'] });
    expect(outcome([mark, up, mark])).toEqual({ type: 'chosen', dirs: ['./cmd/api'] });
    expect(outcome([])).toEqual({ type: 'chosen', dirs: ['./cmd/server'] });
    expect(after([mark]).marked).toBeUndefined();
  });

  test('a number selects its program among those that begin with it', () => {
    const many = openPicker(Array.from({ length: 32 }, (_, at) => ({ dir: `./cmd/p${at + 1}`, isTool: false })));
    const state = after(typed('3'), many);
    expect(matching(state).map(({ number }) => number)).toEqual([3, 13, 23, 30, 31, 32]);
    expect(selected(state)).toBe('./cmd/p3');
    expect(selected(after(typed('2'), state))).toBe('./cmd/p32');
  });

  test('cancelled or chosen, nothing changes any more', () => {
    const cancelled = after([...typed('a'), { type: 'cancel' }]);
    expect(cancelled.outcome).toEqual({ type: 'cancelled' });
    expect(after([...typed('b'), { type: 'enter' }], cancelled)).toEqual(cancelled);
  });

  test('backspace takes a whole character, and nothing of nothing', () => {
    expect(after([...typed('a😀'), { type: 'backspace' }]).filter).toBe('a');
    expect(after([{ type: 'backspace' }]).filter).toBe('');
  });
});
