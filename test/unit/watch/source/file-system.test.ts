import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { chooseMode } from '../../../../src/watch/source/file-system.ts';

test.each<[poll: 'auto' | boolean, env: Record<string, string>, mode: object]>([
  [true, {}, { mode: 'polling' }],
  [false, { CHOKIDAR_USEPOLLING: '1' }, { mode: 'events' }],
  ['auto', { CHOKIDAR_USEPOLLING: 'true' }, { mode: 'polling', reason: 'CHOKIDAR_USEPOLLING is set' }],
  ['auto', { CHOKIDAR_USEPOLLING: '0' }, { mode: 'events' }],
  ['auto', {}, { mode: 'events' }],
])('poll %s with %o', (poll, env, mode) => {
  expect(chooseMode(poll, [tmpdir()], env)).toEqual(mode);
});

test('a directory that does not exist is no reason to poll', () => {
  expect(chooseMode('auto', ['/no/such/directory'], {})).toEqual({ mode: 'events' });
});
