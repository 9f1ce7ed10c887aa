import { readFileSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { codesOf, type Shortcut } from './shortcuts.ts';

export interface KeyboardOptions {
  readonly input: ReadStream;
  readonly shortcuts: readonly Shortcut[];
  /** A key that does nothing. */
  unknown(): void;
  /** Ctrl-C, which raw mode delivers as a byte. */
  interrupt(): void;
  /** Ctrl-Z. */
  suspend(): void;
  /** Ctrl-\: Go's way to ask for a goroutine dump. */
  quitSignal(): void;
}

export interface Keyboard {
  /** Before gorl is stopped by job control: the shell gets its terminal back. */
  pause(): void;
  /** After a resume: the shell may have changed the terminal's mode. */
  resume(): void;
  /** An app that has ended may have changed the terminal's mode. */
  refresh(): void;
  /** Gives the terminal back in the state it was in. */
  release(): void;
}

/** How often a gorl in the background looks whether it is in the foreground by now. */
const foregroundLookMs = 300;

const controlC = '\u0003';
const controlZ = '\u001a';
const controlBackslash = '\u001c';
const signals: ReadonlySet<string> = new Set([controlC, controlZ, controlBackslash]);

/** Single keys, no Enter. Raw mode leaves output processing on, so the app's lines look as always. */
export function startKeyboard(options: KeyboardOptions): Keyboard {
  const { input } = options;
  const actions = new Map(
    options.shortcuts.flatMap(({ key, also = [], action }) =>
      [key, ...also].flatMap((name) => codesOf(name).map((code) => [code, action] as const)),
    ),
  );
  const press = (key: string): void => {
    // A letter that only exists in lower case works with Caps Lock, too.
    const action = actions.get(key) ?? actions.get(key.toLowerCase());
    if (action !== undefined) action();
    else if (key >= ' ') options.unknown();
  };
  const onData = (data: Buffer): void => {
    for (const key of pressedKeys(data.toString('latin1'))) {
      if (key === controlC) options.interrupt();
      else if (key === controlZ) options.suspend();
      else if (key === controlBackslash) options.quitSignal();
      else press(key);
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
  };
  // Paused first: a listener alone would make it read, and a job in the background that reads is stopped (SIGTTIN).
  input.pause();
  input.on('data', onData);
  input.on('error', () => input.off('data', onData));
  const give = (): void => {
    clearTimeout(waiting);
    if (input.isRaw) input.setRawMode(false);
    input.pause();
  };
  take();
  return {
    pause: give,
    resume: take,
    refresh() {
      if (!input.isRaw) return;
      // Node takes a mode that it has set for the one that is. The first brings back all that was before gorl.
      input.setRawMode(false);
      input.setRawMode(true);
    },
    release() {
      input.off('data', onData);
      give();
    },
  };
}

/** CSI and SS3 sequences (arrows, function keys, mouse and paste reports), and Alt with a key. */
// oxlint-disable-next-line no-control-regex
const escapeSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[ -~])?/g;

/** More printable characters at once than fingers make: a paste, which must not restart anything. */
const pasteLength = 4;

function pressedKeys(text: string): string[] {
  const keys = [...text.replaceAll(escapeSequence, '')];
  const printable = keys.filter((key) => key >= ' ');
  return printable.length >= pasteLength ? keys.filter((key) => signals.has(key)) : keys;
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
