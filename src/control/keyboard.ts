import { readFileSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { codesOf, type Shortcut } from './shortcuts.ts';
import { typeInto } from './typed-line.ts';

export interface KeyboardOptions {
  readonly input: ReadStream;
  readonly shortcuts: readonly Shortcut[];
  /** Whether one of them does something now. Default: each does. */
  readonly isMeant?: (shortcut: Shortcut) => boolean;
  /** A key that does nothing. */
  unknown(): void;
  /** Ctrl-C, which raw mode delivers as a byte. */
  interrupt(): void;
  /** Ctrl-Z. */
  suspend(): void;
  /** The app, which may have the keyboard instead of gorl. */
  readonly app: AppKeyboard;
  /** Before it, the terminal's mode is left alone. Default: at once. */
  readonly ready?: Promise<void>;
  /** The mode of the terminal is gorl's anew, or what it was before. */
  readonly onMode?: (isRaw: boolean) => void;
  /** Ctrl-\: Go's way to ask for a goroutine dump. */
  quitSignal(): void;
}

export interface AppKeyboard {
  /** Passes on what was typed; false when there is no app that could get it. */
  type(bytes: Buffer): boolean;
  /** Whose keyboard it is has changed. */
  changed(isApps: boolean): void;
  /** It is the app's from the start; Ctrl-] makes the next key one of gorl's. */
  readonly first: boolean;
}

export interface LineReader {
  /** The line so far. */
  typed(text: string): void;
  /** Undefined: it was given up. */
  done(text: string | undefined): void;
}

export interface Keyboard {
  /** Hands the keyboard to the app, until Ctrl-]. */
  giveToApp(): void;
  /** What is typed is a line, until Enter, or until Escape or Ctrl-C give it up. */
  readLine(reader: LineReader): void;
  /** Before gorl is stopped by job control: the shell gets its terminal back. */
  pause(): void;
  /** After a resume: the shell may have changed the terminal's mode. */
  resume(): void;
  /** The mode is set anew: an app that has ended may have changed it. */
  refresh(): void;
  /** Gives the terminal back in the state it was in. */
  release(): void;
}

/** How often a gorl in the background looks whether it is in the foreground by now. */
const foregroundLookMs = 300;

const controlC = '\u0003';
const controlZ = '\u001a';
const controlBackslash = '\u001c';
/** Leads back to gorl, as it leads back to telnet. */
const controlBracket = 0x1d;
const signals: ReadonlySet<string> = new Set([controlC, controlZ, controlBackslash]);

/** Single keys, no Enter. Node's raw mode leaves output processing on. */
export function startKeyboard(options: KeyboardOptions): Keyboard {
  const { input } = options;
  const actions = new Map(
    options.shortcuts.flatMap((shortcut) =>
      [shortcut.key, ...(shortcut.also ?? [])].flatMap((name) =>
        codesOf(name).map((code) => [code, shortcut] as const),
      ),
    ),
  );
  const isPrefix = (key: string): boolean => options.shortcuts.some((each) => each.key.startsWith(`${key} `));
  /** A key that others are behind was pressed right before. */
  let prefix: string | undefined;
  const press = (key: string): void => {
    const behind = prefix === undefined ? undefined : actions.get(`${prefix} ${key}`);
    // A letter that only exists in lower case works with Caps Lock, too.
    const shortcut = behind ?? actions.get(key) ?? actions.get(key.toLowerCase());
    prefix = behind === undefined && isPrefix(key) ? key : undefined;
    if (shortcut !== undefined && options.isMeant?.(shortcut) !== false) shortcut.action(key);
    else if (key >= ' ') options.unknown();
  };
  /** `gorl-once`: the next key is gorl's. */
  let owner: 'gorl' | 'app' | 'gorl-once' = options.app.first ? 'app' : 'gorl';
  const own = (next: typeof owner): void => {
    if (next === owner) return;
    owner = next;
    options.app.changed(next === 'app');
  };
  if (options.app.first) options.app.changed(true);
  const onData = (data: Buffer): void => {
    if (owner === 'app') return toApp(data);
    if (owner === 'gorl-once') own('app');
    const text = data.toString('latin1');
    if (options.app.first && text === '\u001d') return void options.app.type(data);
    const answers = text.match(terminalAnswers)?.join('') ?? '';
    if (answers !== '') options.app.type(Buffer.from(answers, 'latin1'));
    toGorl(data);
  };
  const toApp = (data: Buffer): void => {
    const at = data.indexOf(controlBracket);
    const typed = at === -1 ? data : data.subarray(0, at);
    // Nobody is there to end it by Ctrl-C: then it is gorl that is meant.
    if (typed.length > 0 && !options.app.type(typed)) toGorl(Buffer.from([...typed].filter((byte) => byte < 0x20)));
    if (at === -1) return;
    own(options.app.first ? 'gorl-once' : 'gorl');
    if (at + 1 < data.length) onData(data.subarray(at + 1));
  };
  let line: { readonly reader: LineReader; readonly text: string } | undefined;
  const toLine = ({ reader, text }: NonNullable<typeof line>, typed: string): void => {
    const { text: now, end } = typeInto(text, typed);
    line = end === undefined ? { reader, text: now } : undefined;
    if (end === undefined) reader.typed(now);
    else reader.done(end === 'done' ? now : undefined);
  };
  const toGorl = (data: Buffer): void => {
    if (line !== undefined) return toLine(line, data.toString('utf8'));
    for (const { key, end } of pressedKeys(data.toString('latin1'))) {
      if (key === controlC) options.interrupt();
      else if (key === controlZ) options.suspend();
      else if (key === controlBackslash) options.quitSignal();
      else press(key);
      // It was handed over by this key: what follows is the app's.
      if (owner === 'app' && !options.app.first && end < data.length) return toApp(data.subarray(end));
    }
  };
  let waiting: NodeJS.Timeout | undefined;
  const take = (): void => {
    clearTimeout(waiting);
    if (!inForeground()) {
      // The shell tells nobody when it brings a running job to the foreground.
      waiting = setTimeout(take, foregroundLookMs).unref();
      return;
    }
    input.setRawMode(true);
    input.resume();
    options.onMode?.(true);
  };
  // Paused first: a listener alone would make it read, and a job in the background that reads is stopped (SIGTTIN).
  input.pause();
  input.on('data', onData);
  input.on('error', () => input.off('data', onData));
  const give = (): void => {
    clearTimeout(waiting);
    if (input.isRaw) input.setRawMode(false);
    input.pause();
    options.onMode?.(false);
  };
  let isOver = false;
  void (options.ready ?? Promise.resolve()).then(() => (isOver ? undefined : take()));
  return {
    giveToApp: () => own('app'),
    readLine(reader) {
      line = { reader, text: '' };
      reader.typed('');
    },
    pause: give,
    resume: take,
    refresh() {
      if (!input.isRaw) return;
      // Node takes a mode that it has set for the one that is. The first brings back all that was before gorl.
      input.setRawMode(false);
      input.setRawMode(true);
      options.onMode?.(true);
    },
    release() {
      isOver = true;
      input.off('data', onData);
      give();
    },
  };
}

/** CSI and SS3 sequences (arrows, function keys, mouse and paste reports), and Alt with a key. */
// oxlint-disable-next-line no-control-regex
const pressed = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[\]P_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -~])?|[^]/g;

/** What a terminal answers to a program that asked: where the cursor is, what it can, what its colors are. */
const terminalAnswers =
  // oxlint-disable-next-line no-control-regex
  /\u001b\[\d+;\d+R|\u001b\[[?>=][\d;]*(?:c|\$y|u|n)|\u001b\[\d*n|\u001b[\]P_][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/** More printable characters at once than fingers make: a paste, which must not restart anything. */
const pasteLength = 4;

/** `end`: where in the text the key ends. */
function pressedKeys(text: string): { readonly key: string; readonly end: number }[] {
  const keys = [...text.matchAll(pressed)]
    .map(({ 0: key, index }) => ({ key, end: index + key.length }))
    .filter(({ key }) => !key.startsWith('\u001b'));
  const printable = keys.filter(({ key }) => key >= ' ');
  return printable.length >= pasteLength ? keys.filter(({ key }) => signals.has(key)) : keys;
}

/** A background job that touches the terminal's mode is stopped by the kernel (SIGTTOU). */
function inForeground(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return true;
  }
}
