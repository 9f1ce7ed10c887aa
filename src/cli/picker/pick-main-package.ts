import { isatty } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { isHangupIgnored } from '../../control/ignored-hangup.ts';
import type { RankedProgram } from '../../go/packages/rank-programs.ts';
import { interruptForegroundGroup, relayJobControl } from '../../process/tree/job-control.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { textWidth } from '../../report/terminal/display-width.ts';
import { createTheme, decideColor, decideUnicode } from '../../report/terminal/theme.ts';
import { ExitError } from '../exit-error.ts';
import { stderr } from '../stderr.ts';
import { drawPicker, pageOf, type ScreenSize } from './draw-picker.ts';
import { askForNumber } from './numbered-prompt.ts';
import { decodeKeys, type TypedKey } from './picker-keys.ts';
import { openPicker, press, type PickerState } from './picker-state.ts';

/** An ESC that nothing follows for so many ms is the key, not the beginning of an arrow. */
const escapeMs = 50;

/**
 * Asks on the terminal which main packages to run: with a list to move in and to filter, or with a numbered one where
 * the terminal has no raw mode or is dumb. Empty when a number was asked for and the answer is none.
 *
 * @param programs the best guess first
 * @throws ExitError with code 130 after Esc, Ctrl-C, Ctrl-D, or the end of the input
 */
export async function pickMainPackages(
  programs: readonly RankedProgram[],
  options: { readonly several: boolean },
): Promise<readonly string[]> {
  const canDraw = typeof process.stdin.setRawMode === 'function' && process.env['TERM'] !== 'dumb';
  if (!canDraw)
    return askForNumber(
      programs.map(({ dir }) => dir),
      options.several,
    );
  const chosen = await new Promise<readonly string[] | undefined>((resolve) =>
    new Picker(openPicker(programs, options), resolve).open(),
  );
  if (chosen === undefined) throw new ExitError(exitCode.interrupted, 'no main package was chosen');
  return chosen;
}

class Picker {
  readonly #input = process.stdin;
  readonly #theme = createTheme({
    color: decideColor({ env: process.env, isTTY: isatty(2) }),
    unicode: decideUnicode(process.env, process.platform),
  });
  readonly #resolve: (dirs: readonly string[] | undefined) => void;
  readonly #undo: (() => void)[] = [];
  #state: PickerState;
  #drawn: readonly string[] = [];
  #bytes = '';
  #escape: NodeJS.Timeout | undefined;

  constructor(state: PickerState, resolve: (dirs: readonly string[] | undefined) => void) {
    this.#state = state;
    this.#resolve = resolve;
  }

  open(): void {
    const decoder = new TextDecoder();
    const onData = (data: Buffer): void => this.#type(decoder.decode(data, { stream: true }));
    const onEnd = (): void => this.#close(undefined);
    this.#input.on('data', onData).on('end', onEnd).on('error', onEnd);
    this.#undo.push(() => this.#input.off('data', onData).off('end', onEnd).off('error', onEnd));
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const)
      if (signal !== 'SIGHUP' || !isHangupIgnored()) this.#leaveOn(signal);
    const jobs = relayJobControl({
      groups: () => [],
      onSuspend: () => this.#giveTerminal(),
      onResume: () => this.#takeTerminal(),
    });
    this.#suspend = () => jobs.suspend();
    this.#undo.push(() => jobs.dispose());
    const onResize = (): void => this.#draw();
    process.stderr.on('resize', onResize);
    this.#undo.push(() => process.stderr.off('resize', onResize));
    this.#takeTerminal();
  }

  #suspend = (): void => undefined;

  /** The terminal first; then the signal does what it does without a picker. */
  #leaveOn(signal: 'SIGTERM' | 'SIGHUP' | 'SIGINT'): void {
    const onSignal = (): void => {
      this.#release();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    // Before all others: one of them may end gorl.
    process.prependListener(signal, onSignal);
    this.#undo.push(() => process.off(signal, onSignal));
  }

  #takeTerminal(): void {
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#drawn = [];
    this.#draw();
  }

  #giveTerminal(): void {
    this.#erase();
    try {
      if (this.#input.isRaw) this.#input.setRawMode(false);
    } catch {
      // It was hung up.
    }
    this.#input.pause();
  }

  #type(text: string): void {
    clearTimeout(this.#escape);
    const { keys, rest } = decodeKeys(this.#bytes + text);
    this.#bytes = rest;
    for (const key of keys) this.#press(key);
    if (rest === '' || this.#state.outcome !== undefined) return;
    this.#escape = setTimeout(() => {
      this.#bytes = '';
      if (rest === '\u001b') this.#press({ type: 'cancel' });
    }, escapeMs);
  }

  #press(key: TypedKey): void {
    if (this.#state.outcome !== undefined) return;
    if (key.type === 'suspend') return this.#suspend();
    if (key.type === 'interrupt') {
      interruptForegroundGroup();
      return this.#press({ type: 'cancel' });
    }
    this.#state = press(this.#state, key, pageOf(screenSize()));
    const { outcome } = this.#state;
    if (outcome === undefined) return this.#draw();
    this.#close(outcome.type === 'chosen' ? outcome.dirs : undefined);
  }

  #close(dirs: readonly string[] | undefined): void {
    this.#release();
    this.#resolve(dirs);
  }

  #release(): void {
    clearTimeout(this.#escape);
    for (const undo of this.#undo.splice(0)) undo();
    this.#giveTerminal();
  }

  #draw(): void {
    const lines = drawPicker(this.#state, screenSize(), this.#theme);
    this.#write(this.#backToTop() + lines.join('\n'));
    this.#drawn = lines;
  }

  #erase(): void {
    if (this.#drawn.length > 0) this.#write(this.#backToTop());
    this.#drawn = [];
  }

  #write(text: string): void {
    stderr().write(text);
  }

  /** To where the first line began, and nothing from there on. A terminal that got narrower has wrapped them. */
  #backToTop(): string {
    const { columns } = screenSize();
    const heights = this.#drawn.map((line) =>
      Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns)),
    );
    const up = heights.reduce((sum, height) => sum + height, 0) - 1;
    return `${up > 0 ? `\u001b[${up}A` : ''}\r\u001b[J`;
  }
}

function screenSize(): ScreenSize {
  const { columns, rows } = process.stderr;
  return { columns: columns || 80, rows: rows || 24 };
}

/** The same for one. Undefined when a number was asked for and the answer is none. */
export async function pickMainPackage(programs: readonly RankedProgram[]): Promise<string | undefined> {
  const [chosen] = await pickMainPackages(programs, { several: false });
  return chosen;
}
