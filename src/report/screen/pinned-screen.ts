import { putRight } from '../terminal/put-right.ts';
import { AppStream, TerminalModes } from './app-stream.ts';

export interface PinnedScreenOptions {
  /** gorl's words, to the terminal. */
  readonly write: (text: string) => void;
  /** An app's. */
  readonly passOn: (bytes: Uint8Array) => void;
  /** Of the terminal; asked anew each time. */
  readonly rows: () => number;
  readonly columns: () => number;
  /** The line at the bottom, with colors, in so many cells at most; '' for an empty one. */
  readonly line: (cells: number) => string;
  /** Calls `fire` once after `ms`; the result takes it back. */
  readonly after: (ms: number, fire: () => void) => () => void;
}

/** A terminal whose last row is gorl's. Apps write to the rows above it and know of no other. */
export interface PinnedScreen {
  /** Rows that are left for an app. */
  appRows(): number;
  /** An app writes. `source`: which, by any name. */
  app(bytes: Buffer, source: number): void;
  /** No app is there any more: what they left switched on is switched off. */
  ended(): void;
  /** gorl writes; the line that the cursor is in is complete, or `text` begins with its end. */
  own(text: string): void;
  /** The line at the bottom may be another now. */
  update(): void;
  resized(): void;
  /** Gives the last row back, for a while or for good. */
  release(): void;
  /** Takes the last row. */
  take(): void;
}

/** Below this there is no row to give away. */
const fewestRows = 4;
/** An app that is in the middle of a line is given so long to end it, in ms: a letter may get its accent. */
const silentMs = 50;
/** An app that has saved the cursor and does not ask for it is not waited for longer, in ms. */
const heldMs = 1000;
/** What gorl has to say while a full-screen program has the terminal; more is left out, the oldest first. */
const mostWaiting = 64 * 1024;

const saveCursor = '\u001b7';
const reset = '\u001b[0m';
const restoreCursor = '\u001b8';
const eraseScreen = '\u001b[2J';

/**
 * The margins of the terminal (DECSTBM) end one row above its last: lines scroll above it, into the scrollback, and
 * whatever an app prints, the last row needs to be drawn only when it changes.
 */
export function createPinnedScreen(options: PinnedScreenOptions): PinnedScreen {
  const { write, passOn, rows, columns } = options;
  const modes = new TerminalModes();
  const streams = new Map<number, AppStream>();
  let isTaken = false;
  /** Between take and release; the terminal may be too small for it. */
  let isWanted = false;
  let drawn: string | undefined;
  let waiting = '';
  let forget = (): void => {};
  let heldTooLong = false;
  /** The line has changed, and the app is in the middle of one of its own. */
  let isOwed = false;
  let soon: (() => void) | undefined;

  const appRows = (): number => (isWanted && rows() >= fewestRows ? rows() - 1 : rows());

  const streamOf = (source: number): AppStream => {
    const known = streams.get(source);
    if (known !== undefined) return known;
    const stream = new AppStream(modes, appRows, columns);
    streams.set(source, stream);
    return stream;
  };
  const isBusy = (): boolean => modes.isAlternate || [...streams.values()].some((stream) => stream.isBusy());
  const isAtLineStart = (): boolean => [...streams.values()].every((stream) => stream.isAtLineStart());
  const isBetweenLines = (): boolean => [...streams.values()].some((stream) => stream.isBetweenLines());
  const mustDraw = (): boolean => modes.isErased || modes.isUnpinned;
  const withCursorSaved = (text: string): string =>
    modes.isOrigin
      ? `${saveCursor}\u001b[?6l${text}\u001b[?6h${restoreCursor}`
      : `${saveCursor}${text}${restoreCursor}`;
  /** Setting margins sends the cursor home. */
  const margins = (): string => `\u001b[1;${rows() - 1}r`;
  /** Restoring the cursor brings back the app's colors and character sets. */
  const inLastRow = (text: string): string => {
    const colors = modes.rendition.text() === '' ? '' : reset;
    const charsets = modes.hasCharsets ? '\u001b(B\u000f' : '';
    return `\u001b[${rows()};1H${colors}${charsets}\u001b[2K${text}`;
  };

  /** At once, or as soon as the app has ended its line, or is silent in the middle of one. */
  function update(): void {
    if (!isTaken) return;
    if (isAtLineStart() || mustDraw()) return draw();
    isOwed = options.line(columns() - 1) !== drawn;
    if (isOwed) soon ??= options.after(silentMs, draw);
  }

  function draw(): void {
    soon?.();
    soon = undefined;
    isOwed = false;
    if (!isTaken || isBusy()) return;
    if (isBetweenLines()) return void (isOwed = true);
    const text = options.line(columns() - 1);
    if (text === drawn && !mustDraw()) return;
    if (modes.cursorHeld && !heldTooLong) return waitForCursor();
    const again = modes.isUnpinned ? margins() : '';
    write(withCursorSaved(again + inLastRow(text)));
    drawn = text;
    [modes.isErased, modes.isUnpinned] = [false, false];
  }

  function waitForCursor(): void {
    forget();
    forget = options.after(heldMs, () => {
      heldTooLong = true;
      draw();
      heldTooLong = false;
    });
  }

  function take(): void {
    isWanted = true;
    if (isTaken || rows() < fewestRows) return;
    isTaken = true;
    drawn = undefined;
    [modes.isErased, modes.isUnpinned] = [true, true];
    // The cursor may be in the last row: one line more, and back to where it was.
    if (!isBusy()) write('\u001bD\u001b[A');
    draw();
  }

  function release(): void {
    forget();
    soon?.();
    soon = undefined;
    isWanted = false;
    if (!isTaken) return;
    isTaken = false;
    write(withCursorSaved(`\u001b[r${inLastRow('')}`));
    // Whatever is on the screen: nothing is lost.
    write(waiting);
    waiting = '';
  }

  function flush(): void {
    if (waiting === '' || isBusy()) return;
    const text = waiting;
    waiting = '';
    own(text);
  }

  function own(text: string): void {
    if (isTaken && isBusy()) {
      waiting = (waiting + text).slice(-mostWaiting);
      return;
    }
    if (text.includes(eraseScreen)) modes.isErased = true;
    const colors = isTaken ? modes.rendition.text() : '';
    write(colors === '' ? text : `${reset}${text}${colors}`);
    draw();
  }

  return {
    appRows,
    app(bytes, source) {
      if (!isTaken) return passOn(bytes);
      const pieces = streamOf(source).push(bytes, isOwed);
      for (const [at, piece] of pieces.entries()) {
        if (at > 0) draw();
        passOn(piece);
      }
      flush();
      if (mustDraw() || (isOwed && isAtLineStart())) draw();
    },
    ended() {
      streams.clear();
      write(putRight(isTaken ? modes.isAlternate : undefined));
      if (!isTaken) return modes.reset();
      if (modes.rendition.text() !== '' || modes.hasCharsets) write(`${reset}\u001b(B\u000f`);
      modes.reset();
      [modes.isErased, modes.isUnpinned] = [true, true];
      flush();
      draw();
    },
    own,
    update,
    resized() {
      if (!isWanted) return;
      if (isBusy()) {
        [modes.isErased, modes.isUnpinned] = [true, true];
        return;
      }
      // Where the old line is now depends on the terminal; it is below the cursor in all of them.
      if (isTaken) write(`${withCursorSaved('\u001b[r')}\u001b[J`);
      isTaken = false;
      take();
    },
    take,
    release,
  };
}
