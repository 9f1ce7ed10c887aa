import { expect, test } from 'vitest';
import { problem } from '../../../src/protocol/diagnostic.ts';

test('a problem is an error of the environment unless it says otherwise', () => {
  expect(problem('no go')).toStrictEqual({ severity: 'error', message: 'no go', notes: [], source: 'environment' });
});

test('it has what is said, and nothing that is undefined', () => {
  const location = { file: 'a.toml', line: 1 };
  const notes = [{ message: 'n' }];
  const details = { severity: 'warning', source: 'config', location, notes, hint: 'h' } as const;
  expect(problem('m', details)).toStrictEqual({ message: 'm', ...details });
  expect(Object.keys(problem('m', { location: undefined, hint: undefined }))).toEqual([
    'severity',
    'message',
    'notes',
    'source',
  ]);
});
