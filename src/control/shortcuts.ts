import type { Request, TestsAsked } from '../protocol/request.ts';

/** One key: the help, the README, and the keyboard use the same list. No key is in it twice; upper case is for the rare. */
export interface Shortcut {
  /** As people name it: `r`, `Enter`, `Ctrl-L`. */
  readonly key: string;
  /** Others that do the same, since hands know them from elsewhere. */
  readonly also?: readonly string[];
  /** What it does: `restart without building`. */
  readonly description: string;
  /** One word for the first line of a session; keys without one are only in the help. */
  readonly short?: string;
  /** What stands for all of its keys in a list of them. */
  readonly shown?: string;
  /** Only where there are several services. */
  readonly ofMany?: true;
  /** @param key which of its keys it was */
  readonly action: (key: string) => void;
}

/** What concerns the screen only. */
export interface ScreenActions {
  clear(): void;
  nextError(): void;
  previousError(): void;
  openError(): void;
  giveKeyboard(): void;
  /** Counting from 0. */
  showService(index: number): void;
  showNextService(): void;
  showAllServices(): void;
  blankLine(): void;
  help(): void;
  /** Lets a line be typed after these words; nothing happens where it is given up. */
  readLine(words: string, done: (text: string) => void): void;
}

/** @param ask gets what a key asks of the session */
export function createShortcuts(ask: (request: Request) => void, screen: ScreenActions): readonly Shortcut[] {
  const asks = (type: 'restart' | 'rebuild' | 'all-errors' | 'toggle-pause', key: string) => (): void =>
    ask({ type, by: { type: 'key', key } });
  return [
    { key: 'r', description: 'restart the app', short: 'restart', action: asks('restart', 'r') },
    { key: 'b', description: 'build again and restart', action: asks('rebuild', 'b') },
    ...problemKeys(screen),
    {
      key: 'A',
      description: 'show all errors, also where the compiler stops counting',
      action: asks('all-errors', 'A'),
    },
    { key: 'o', description: 'open the error in your editor', action: screen.openError },
    {
      key: 'i',
      description: 'type for the app, or the service that is shown alone, until Ctrl-]',
      action: screen.giveKeyboard,
    },
    ...serviceKeys(screen),
    ...testKeys(ask, screen),
    { key: 'p', description: 'pause or resume watching', action: asks('toggle-pause', 'p') },
    ...screenKeys(screen),
    quitKey(ask, 'stop the app and quit'),
  ];
}

/** Tests: what is rare is behind `t`. */
export function testKeys(ask: (request: Request) => void, screen: ScreenActions): readonly Shortcut[] {
  const asks = (which: Exclude<TestsAsked['which'], 'named'>) => (): void =>
    ask({ type: 'run-tests', tests: { which }, by: { type: 'key', key: 't' } });
  return [
    { key: 't', description: 'run the tests that fail and those that changes affect', action: asks('again') },
    { key: 't f', description: 'only the packages that failed', action: asks('failed') },
    { key: 't a', description: 'all tests', action: asks('all') },
    {
      key: 't n',
      description: 'tests by name',
      action() {
        screen.readLine('tests whose name matches', (name) => {
          if (name !== '') ask({ type: 'run-tests', tests: { which: 'named', name }, by: { type: 'key', key: 't' } });
        });
      },
    },
    { key: 't u', description: 'write the golden files of tests that failed anew', action: asks('golden') },
  ];
}

function serviceKeys(screen: ScreenActions): readonly Shortcut[] {
  const [first = '', ...others] = Array.from({ length: 9 }, (_, at) => String(at + 1));
  return [
    {
      key: first,
      also: others,
      shown: '1…9',
      ofMany: true,
      description: 'show one service alone',
      action: (key) => screen.showService(Number(key) - 1),
    },
    { key: 'Tab', ofMany: true, description: 'show the next service alone', action: screen.showNextService },
    { key: '0', ofMany: true, description: 'show all services', action: screen.showAllServices },
  ];
}

export function problemKeys(screen: ScreenActions): readonly Shortcut[] {
  return [
    { key: 'e', description: 'show the next errors', action: screen.nextError },
    { key: 'E', description: 'show the errors before', action: screen.previousError },
  ];
}

export function screenKeys(screen: ScreenActions): readonly Shortcut[] {
  return [
    { key: 'c', also: ['Ctrl-L'], description: 'clear the screen', action: screen.clear },
    { key: 'Enter', description: 'print an empty line', action: screen.blankLine },
    { key: 'h', also: ['?'], description: 'show this help', short: 'help', action: screen.help },
  ];
}

export function quitKey(ask: (request: Request) => void, description: string): Shortcut {
  return { key: 'q', description, short: 'quit', action: () => ask({ type: 'quit', by: { type: 'key', key: 'q' } }) };
}

/** A list for whoever only names the keys: none of them does anything. Default: those of an app's session. */
export function namedShortcuts(create = createShortcuts): readonly Shortcut[] {
  const nothing = (): void => undefined;
  return create(nothing, {
    clear: nothing,
    nextError: nothing,
    previousError: nothing,
    openError: nothing,
    giveKeyboard: nothing,
    showService: nothing,
    showNextService: nothing,
    showAllServices: nothing,
    blankLine: nothing,
    help: nothing,
    readLine: nothing,
  });
}

/** What a terminal sends for a key of that name. */
export function codesOf(key: string): readonly string[] {
  if (key === 'Enter') return ['\r', '\n'];
  if (key === 'Tab') return ['\t'];
  const control = /^Ctrl-([A-Z])$/.exec(key)?.[1];
  return [control === undefined ? key : String.fromCodePoint((control.codePointAt(0) ?? 0) - 0x40)];
}
