import { expect, test } from 'vitest';
import { defined } from '../../../src/base/defined.ts';

test('drops what is undefined, and nothing else', () => {
  const made = defined({ a: 1, b: undefined, c: null, d: '', e: false, f: 0 });
  expect(Object.keys(made)).toEqual(['a', 'c', 'd', 'e', 'f']);
  expect(made).toStrictEqual({ a: 1, c: null, d: '', e: false, f: 0 });
});

test('is typed: what may be undefined may be missing', () => {
  const text = (['hint', undefined] as const)[1] as string | undefined;
  const made: { readonly message: string; readonly hint?: string } = defined({ message: 'm', hint: text });
  expect(made).toStrictEqual({ message: 'm' });
  // @ts-expect-error What is never undefined may not be missing.
  const wrong: { readonly message: number } = defined({ message: 'm' });
  expect(wrong).toEqual(made);
});
