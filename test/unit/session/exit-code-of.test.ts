import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/session/exit-code-of.ts';
import { ExitError } from '../../../src/cli/exit-error.ts';
import type { ShutdownReason } from '../../../src/protocol/shutdown-reason.ts';

const signal = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): ShutdownReason => ({
  type: 'request',
  by: { type: 'signal', signal: name },
});
const key: ShutdownReason = { type: 'request', by: { type: 'key', key: 'q' } };

test.each<[ShutdownReason, { atTerminal: boolean; forced: boolean }, number]>([
  [key, { atTerminal: true, forced: false }, 0],
  [key, { atTerminal: true, forced: true }, 130],
  [signal('SIGINT'), { atTerminal: true, forced: false }, 0],
  [signal('SIGINT'), { atTerminal: true, forced: true }, 130],
  [signal('SIGINT'), { atTerminal: false, forced: false }, 130],
  [signal('SIGTERM'), { atTerminal: true, forced: false }, 143],
  [signal('SIGTERM'), { atTerminal: false, forced: true }, 143],
  [signal('SIGHUP'), { atTerminal: true, forced: false }, 129],
  [{ type: 'once', ok: true }, { atTerminal: false, forced: false }, 0],
  [{ type: 'once', ok: false }, { atTerminal: false, forced: false }, 1],
])('%j %j → %i', (reason, { atTerminal, forced }, code) => {
  expect(exitCodeOf(reason, atTerminal, forced)).toBe(code);
});

test('an ExitError carries its code', () => {
  expect(new ExitError(2, 'no')).toMatchObject({ code: 2, message: 'no', name: 'ExitError' });
});
