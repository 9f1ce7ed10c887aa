import type { Location } from '../../protocol/diagnostic.ts';
import type { Report } from '../../protocol/report.ts';
import { annotation, diagnosticsOf } from '../github-annotations.ts';
import { duration } from './durations.ts';
import { createLayout } from './layout.ts';
import { entry, plain, type Line, type View } from './line.ts';
import { linesOf, type TestLines } from './lines.ts';
import { outputLines } from './lines-build.ts';
import { moreProblems } from './lines-problems.ts';
import { filesChanged } from './lines-session.ts';
import { shownPart, type LogSettings } from './log-filter.ts';
import { Memories, type Memory } from './memory.ts';
import { neutralLines, neutralOutput } from './neutral-text.ts';
import { clearScreen } from './screen.ts';
import { keyHint, shortcutLines, withHint, type Shortcut } from './shortcuts-help.ts';
import type { Theme } from './theme.ts';

export interface TerminalOptions extends LogSettings {
  readonly theme: Theme;
  /** gorl's lines go to a terminal: they may be shortened, and the screen cleared. */
  readonly isTTY: boolean;
  /** Cells per line, asked at every report; only used on a terminal. */
  readonly columns: () => number;
  /** For gorl's and the app's lines, asked at every report; only used on a terminal. */
  readonly rows: () => number;
  /** The time column. Air: `log.time`; shown unless it is set to false. */
  readonly time: boolean;
  /** In place of the first line; '' for none; absent for gorl's own. Air: `misc.startup_banner`. */
  readonly banner?: string | undefined;
  readonly clearOnRebuild: boolean;
  readonly keepScroll: boolean;
  /** The keys that work, for the first line; empty when keys are off. */
  readonly shortcuts: readonly Shortcut[];
  /** Also write GitHub's annotations. */
  readonly github: boolean;
  /** Unix ms → `14:03:41`. */
  readonly timeOfDay: (unixMs: number) => string;
  /** What was said before, where other options take over; default: nothing was. */
  readonly memory?: Memories;
  /** What stands before the words of a report that is one service's, where there are several. Default: nothing. */
  readonly label?: (service: string) => string | undefined;
  /** How reports of tests are told. Default: they are not. */
  readonly testLines?: TestLines;
  /** The last line on the screen is not complete: so it was left by whoever wrote before. */
  readonly lineLeftOpen?: boolean;
}

export interface Terminal {
  /** The text that a report puts on the screen; '' for none. `service`: whose report it is, if it is one's. */
  render(report: Report, nowMs: number, service?: string): string;
  /** Takes note of a report that is not shown, or not yet. */
  note(report: Report, nowMs: number, service?: string): void;
  nextError(nowMs: number): string;
  previousError(nowMs: number): string;
  /** The first place of the problems that were shown last. */
  shownPlace(): Location | undefined;
  /** For who has asked for a place, and there is none. */
  noPlace(nowMs: number): string;
  /** A build goes on, for so long by now; '' where nothing is said of builds. */
  stillBuilding(forMs: number, nowMs: number): string;
  blankLine(): string;
  unknownKey(nowMs: number): string;
  help(shortcuts: readonly Shortcut[], nowMs: number): string;
  /** '' when there is no terminal to clear. */
  clear(): string;
  /** Somebody else wrote `text`. */
  foreignOutput(text: string | Uint8Array): void;
  /** False while the last line on the screen is not complete, as far as gorl knows. */
  atLineStart(): boolean;
  /** Of all services together. */
  memory(): Memory;
}

/** Reports → text. Writes nothing itself, and its only state is `Memory` and where the cursor is. */
export function createTerminal(options: TerminalOptions): Terminal {
  const memories = options.memory ?? new Memories();
  const { theme } = options;
  const layout = createLayout(options);
  if (options.lineLeftOpen === true) layout.foreignOutput(false);
  const keys = options.shortcuts.length > 0;

  function viewAt(nowMs: number, service?: string, onFitted: View['onFitted'] = () => {}): View {
    const memory = memories.of(service);
    const { timeOfDay, debug, isTTY } = options;
    const columns = isTTY ? options.columns() || 80 : undefined;
    // The cursor stands in the row below what was written.
    const rows = isTTY ? (options.rows() || 24) - 1 : undefined;
    return { theme, columns, rows, memory, nowMs, timeOfDay, keys, debug, onFitted };
  }

  function print(lines: readonly Line[], view: View): string {
    return layout.print(lines, {
      time: view.timeOfDay(view.nowMs),
      columns: view.columns,
      rewritable: memories.of(undefined).alive.size === 0,
    });
  }

  function shownLines(report: Report, view: View): Line[] {
    const part = shownPart(report, options);
    if (part === 'nothing') return [];
    if (part === 'command-words') return commandWords(report, view);
    const lines = linesOf(report, view, options.testLines ?? (() => []));
    return report.type === 'session-started' ? startBlock(lines, view) : lines;
  }

  /** With the name of the service before the first words, and before what stands below them. */
  function labeled(lines: readonly Line[], service: string | undefined): readonly Line[] {
    const label = service === undefined ? undefined : options.label?.(service);
    if (label === undefined) return lines;
    return lines.map((line) =>
      line.kind === 'entry' ? { ...line, text: `${label} ${theme.dim(theme.glyphs.bar)} ${line.text}` } : line,
    );
  }

  /** What the go command or the compiler itself would have printed. */
  function commandWords(report: Report, view: View): Line[] {
    if (report.type !== 'build-failed') return [];
    return [...report.diagnostics.flatMap(compilerLines), ...outputLines(report.output, view)];
  }

  function compilerLines(one: Parameters<typeof annotation>[0]): Line[] {
    const { unicode } = options.theme;
    const at =
      one.location === undefined
        ? ''
        : `${one.location.file}:${one.location.line}:${one.location.column === undefined ? '' : `${one.location.column}:`} `;
    const notes = one.notes.map(({ message }) => `\n\t${message}`).join('');
    return neutralLines(`${at}${one.message}${notes}`, unicode).map(plain);
  }

  function startBlock(ours: Line[], view: View): Line[] {
    const hint = keys && view.columns !== undefined ? keyHint(options.shortcuts, options.theme) : '';
    if (options.banner === undefined) return withHint(ours, hint, view.columns ?? 0);
    const text = neutralOutput(options.banner, options.theme.color, options.theme.unicode);
    const banner: Line[] = options.banner === '' ? [] : text.split('\n').map((line) => ({ kind: 'title', text: line }));
    return hint === '' || banner.length === 0 ? banner : [...banner, { kind: 'title', text: hint }];
  }

  function printMore(nowMs: number, direction: 'next' | 'previous'): string {
    const view = viewAt(nowMs);
    return print(moreProblems(view, direction), view);
  }

  /** A screen that is cleared for a rebuild would lose the change that the rebuild is for. */
  function clearedForRebuild(report: Report, view: View): string {
    if (
      report.type !== 'build-started' ||
      !options.clearOnRebuild ||
      !options.isTTY ||
      options.silent ||
      view.memory.buildsStarted === 0
    )
      return '';
    layout.cleared();
    const { cause } = report;
    const change = { type: 'files-changed', files: cause.type === 'files' ? cause.files : [] } as const;
    const shown = cause.type === 'files' && shownPart(change, options) === 'all';
    return clearScreen(options.keepScroll) + (shown ? print(filesChanged(change, view), view) : '');
  }

  return {
    memory: () => memories.of(undefined),
    render(report, nowMs, service) {
      let shown: number | undefined;
      const view = viewAt(nowMs, service, (full) => (shown = full));
      const cleared = clearedForRebuild(report, view);
      const lines = labeled(shownLines(report, view), service);
      memories.remember(report, nowMs, service, shown);
      const annotations = options.github ? diagnosticsOf(report).map((one) => plain(annotation(one))) : [];
      return cleared + print([...lines, ...annotations], view);
    },
    note: (report, nowMs, service) => memories.remember(report, nowMs, service),
    nextError: (nowMs) => printMore(nowMs, 'next'),
    previousError: (nowMs) => printMore(nowMs, 'previous'),
    shownPlace() {
      const { diagnostics = [], first, shown } = memories.of(undefined).failure ?? {};
      return diagnostics.slice(first, shown).find(({ location }) => location !== undefined)?.location;
    },
    noPlace: (nowMs) => print([entry('nothing', 'main', 'no error to open')], viewAt(nowMs)),
    stillBuilding(forMs, nowMs) {
      if (options.silent || (options.mainOnly && !options.debug)) return '';
      return print([entry('build', 'build', `still building, ${duration(forMs)}`)], viewAt(nowMs));
    },
    blankLine: () => layout.blankLine(),
    unknownKey(nowMs) {
      const help = options.shortcuts.find(({ short }) => short === 'help')?.key ?? 'h';
      return print([plain(options.theme.dim(`${help} for help`))], viewAt(nowMs));
    },
    help(shortcuts, nowMs) {
      const view = viewAt(nowMs);
      return print(shortcutLines(shortcuts, options.theme), view);
    },
    clear() {
      if (!options.isTTY) return '';
      layout.cleared();
      return clearScreen(options.keepScroll);
    },
    atLineStart: () => layout.atLineStart(),
    foreignOutput(text) {
      // Its last byte says it: there is no need to decode all that an app writes.
      const last = text.at(-1);
      if (last !== undefined) layout.foreignOutput(last === '\n' || last === 0x0a);
    },
  };
}
