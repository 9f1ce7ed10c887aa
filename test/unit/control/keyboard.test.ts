import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:tty';
import { expect, test } from 'vitest';
import { startKeyboard } from '../../../src/control/keyboard.ts';
import { createShortcuts } from '../../../src/control/shortcuts.ts';
import type { Request } from '../../../src/protocol/request.ts';

const wordsOf = (request: Request): string =>
  request.type === 'run-tests' ? `tests ${Object.values(request.tests).join(' ')}` : request.type;

/** What happens at these bytes. */
function pressed(...bytes: readonly string[]): readonly string[] {
  const done: string[] = [];
  const does = (name: string) => (): void => void done.push(name);
  const input = Object.assign(new EventEmitter(), {
    isRaw: false,
    setRawMode: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
  });
  const screen = {
    ...{ clear: does('clear'), nextError: does('next'), previousError: does('previous'), openError: does('open') },
    ...{ blankLine: does('blank'), giveKeyboard: does('give'), help: does('help') },
    showService: (index: number) => void done.push(`service ${index}`),
    readLine: (_: string, take: (text: string) => void) =>
      keyboard.readLine({ typed: () => undefined, done: (text) => take(text ?? 'given up') }),
    ...{ showNextService: does('next service'), showAllServices: does('all services') },
  };
  const keyboard = startKeyboard({
    input: input as unknown as ReadStream,
    shortcuts: createShortcuts((request) => done.push(wordsOf(request)), screen),
    unknown: does('unknown'),
    app: { first: false, type: () => true, changed: () => undefined },
    ...{ interrupt: does('interrupt'), suspend: does('suspend'), quitSignal: does('quit signal') },
  });
  for (const each of bytes) input.emit('data', Buffer.from(each));
  keyboard.release();
  input.emit('data', Buffer.from('r'));
  return done;
}

test.each([
  ['a letter', ['r'], ['restart']],
  ['an upper-case letter of its own', ['eEo'], ['next', 'previous', 'open']],
  ['Caps Lock', ['R'], ['restart']],
  ['others that do the same', ['h?', 'c', '\f'], ['help', 'help', 'clear', 'clear']],
  ['Enter, as terminals send it', ['\r', '\n'], ['blank', 'blank']],
  ['one that does nothing', ['x', 'ä'], ['unknown', 'unknown', 'unknown']],
  ['arrows and other sequences', ['\u001b[A', '\u001bOP', '\u001b[200~', '\u0000'], []],
  ['the keys of services', ['1', '9', '\t', '0'], ['service 0', 'service 8', 'next service', 'all services']],
  [
    'keys behind another',
    ['tf', 'tu', 'te', 'f'],
    ['tests again', 'tests failed', 'tests again', 'tests golden', 'tests again', 'next', 'unknown'],
  ],
  ['a line', ['tn', 'Fo', 'oo\u007f', '\r', 'r'], ['tests again', 'tests named Foo', 'restart']],
  ['Ctrl-C, Ctrl-Z, Ctrl-\\', ['\u0003\u001a\u001c'], ['interrupt', 'suspend', 'quit signal']],
  ['what a terminal answers to the app', ['\u001b[12;34R', '\u001b]11;rgb:0/0/0\u0007q'], ['quit']],
  ['a paste', ['rebuild it\nq\n', 'qqqq\u0003'], ['interrupt']],
])('%s', (_, bytes, done) => {
  expect(pressed(...bytes)).toEqual(done);
});
