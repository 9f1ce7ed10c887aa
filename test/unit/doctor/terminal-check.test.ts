import { expect, test } from 'vitest';
import { checkTerminal } from '../../../src/doctor/terminal-check.ts';

test('the app’s terminal: there is one, there is none, or none is wanted', () => {
  expect(checkTerminal({ isWanted: true, reason: undefined }).status).toBe('ok');
  expect(checkTerminal({ isWanted: false, reason: undefined }).summary).toContain('tty is false');
  expect(checkTerminal({ isWanted: true, reason: 'go build failed: no space\nmore' })).toMatchObject({
    status: 'warning',
    summary: expect.stringMatching(/do not work: go build failed: no space$/),
  });
});
