import { isatty } from 'node:tty';
import { defined } from '../base/defined.ts';
import type { LoadedConfig } from '../config/read/load.ts';
import type { Report } from '../protocol/report.ts';
import type { AskBuildStage } from '../report/terminal/building-text.ts';
import { localTime } from '../report/terminal/durations.ts';
import { Memories } from '../report/terminal/memory.ts';
import { putRight } from '../report/terminal/put-right.ts';
import { createEventRenderer } from '../report/ndjson.ts';
import { bothRooms } from '../report/output/room.ts';
import { createReporter, type TerminalReporter } from '../report/reporter.ts';
import type { Sink } from '../report/output/sink.ts';
import { afterMs } from './after-ms.ts';
import type { OpenTerminal } from './open-terminal.ts';
import { ServiceStreams } from './service-streams.ts';
import type { TestLines } from '../report/terminal/lines.ts';
import type { TerminalOptions } from '../report/terminal/terminal.ts';
import { decideLinks } from '../report/terminal/links.ts';
import { createTheme, decideColor, decideUnicode, type Theme } from '../report/terminal/theme.ts';
import { exitCode } from '../protocol/exit-code.ts';
import type { Reporting } from '../session/reporting.ts';
import { ExitError } from './exit-error.ts';
import type { CommandLine } from './command-line.ts';
import type { Shortcut } from '../control/shortcuts.ts';
import { hasty, lastWords, leftOut, patient, stderr } from './stderr.ts';

export interface ReportingOptions {
  readonly line: CommandLine;
  readonly shortcuts: () => readonly Shortcut[];
  readonly env: NodeJS.ProcessEnv;
  /** gorl has a whole terminal: its last row is gorl's own, as long as the app does not write past gorl. */
  readonly wholeTerminal?: boolean;
}

/**
 * stderr for people, the `--events` stream for programs. Both outlive a change of the config.
 *
 * @throws ExitError with code 2 when the stream cannot be opened
 */
export async function createReporting(
  { line, shortcuts, env, wholeTerminal = false }: ReportingOptions,
  config?: Pick<LoadedConfig, 'settings' | 'origins'>,
): Promise<Reporting> {
  const memory = new Memories();
  const outlet = stderr();
  /** The config that holds, as far as output is concerned. */
  let last = config;
  let askStage: AskBuildStage = () => undefined;
  const buildStage = (): ReturnType<AskBuildStage> => askStage();
  const options = { theme: () => theme(line, env, last), keys: line.keys, buildStage };
  const { pinned, terminals }: Partial<OpenTerminal> = wholeTerminal
    ? (await preloadTerminal()).openTerminal(options)
    : {};
  /** The app has no terminal of its own after all, and writes to gorl's. */
  let isShared = false;
  const mayPin = (): boolean =>
    !(isShared && services.names.length < 2) &&
    last?.settings['app.tty'] !== false &&
    last?.settings['log.silent'] !== true;
  const isPinned = (): boolean => pinned !== undefined && mayPin();
  /** Lines of several services end as lines in a pipe do. */
  const isWhole = (): boolean => isPinned() && !services.areMany;
  if (mayPin()) pinned?.take();
  const write = (text: string): void => (pinned === undefined ? outlet.write(text) : pinned.own(text));
  const rows = (): number => pinned?.appRows() ?? process.stderr.rows;
  let tellTest: TestLines = () => [];
  const testLines: TestLines = (report, view) => tellTest(report, view);
  const own = { line, env, shortcuts, write, rows, buildStage, testLines };
  const services = new ServiceStreams({
    theme: () => theme(line, env, last),
    toStderr: (lines) => passOn(lines, 0),
    stderrRoom: outlet.appRoom,
    columns: () => process.stderr.columns,
    isAtLineStart: () => terminal.atLineStart(),
    ...defined({ terminals }),
  });
  const known = { memory, label: (service: string) => services.label(service) };
  let terminal = createTerminalReporter({ ...own, isPinned: isPinned() }, known, config);
  const renderEvent = createEventRenderer();
  const warn = (message: string): void => terminal.report({ type: 'notice', level: 'warning', message });
  const events: Sink | undefined = line.events === undefined ? undefined : await openEvents(line.events, warn);
  const toEvents = (report: Report, service?: string): void => events?.write(renderEvent(report, Date.now(), service));
  let modeLost = (): void => {};
  let columnsChanged = (): void => {};
  let modeOwed = false;
  let isRight = false;
  /**
   * A terminal's mode cannot be set while somebody is in the middle of a write to it: where it takes nothing, gorl
   * would hang. That what was written last was taken shows that it does.
   */
  const putModeRight = (): void => {
    if (!modeOwed || outlet.isWaiting()) return;
    modeOwed = false;
    modeLost();
  };
  const appEnded = (): void => (pinned === undefined ? putTerminalRight(env) : pinned.ended());
  let patience = patient;
  let eventsMs = patient.stillMs;
  /** Bytes that could not be written, as far as the events know. */
  let told = 0;
  const tellLost = (bytes: number): void => {
    if (bytes > told) toEvents({ type: 'notice', level: 'warning', message: leftOut(bytes) });
    told = Math.max(told, bytes);
  };
  const passOn = (chunk: Buffer, source: number): void => {
    terminal.beforeForeignOutput(chunk);
    if (pinned === undefined) outlet.passOn(chunk);
    else pinned.app(chunk, source);
  };
  const showService = (index: number | undefined): void => {
    const message = services.show(index);
    pinned?.showService(services.shown);
    if (message !== undefined) terminal.report({ type: 'notice', level: 'info', message });
    services.draw();
  };
  return {
    terminal: () => terminal,
    ...defined({ events: line.events }),
    configure(changed) {
      terminal.close();
      const wasWhole = isWhole();
      last = changed;
      if (mayPin()) pinned?.take();
      else pinned?.release();
      if (isWhole() !== wasWhole) modeLost();
      terminal = createTerminalReporter(
        { ...own, isPinned: isPinned() },
        { ...known, lineLeftOpen: !terminal.atLineStart() },
        changed,
      );
    },
    ...defined({ pinned }),
    isWhole,
    endsLines: (itself) => outlet.endLinesWith(itself ? '\r\n' : '\n'),
    shareTerminal() {
      isShared = true;
      if (!mayPin()) pinned?.release();
      modeLost();
    },
    passOn,
    passOnLines: (service, stream, chunk) => services.push(service, stream, chunk),
    typing: (words) => (isPinned() ? pinned?.typing(words) : terminal.typing(words)),
    passOnTerminal: (service, chunk, answer) => services.pushTerminal(service, chunk, answer),
    columnsOf: (isOneOfMany) => services.columnsOf(isOneOfMany),
    onColumns: (listener) => void (columnsChanged = listener),
    showService,
    showNextService: () => showService(services.nextIndex()),
    shownService: () => services.shown,
    flushLines: (service) => services.flush(service),
    prepareServices: (count) => services.prepare(count),
    nameServices(names) {
      const wasWhole = isWhole();
      services.name(names);
      services.draw();
      if (mayPin()) pinned?.take();
      else pinned?.release();
      if (isWhole() !== wasWhole) modeLost();
      pinned?.nameServices(names);
      pinned?.showService(services.shown);
      columnsChanged();
    },
    async tellTests() {
      tellTest = (await import('../report/terminal/lines-tests.ts')).testLines;
    },
    appRoom: outlet.appRoom,
    stdoutRoom: { has: () => services.stdoutRoom.has(), once: (listener) => services.stdoutRoom.once(listener) },
    commandRoom: events === undefined ? outlet.commandRoom : bothRooms(outlet.commandRoom, events.room),
    onModeLost: (listener) => void (modeLost = listener),
    buildStageFrom: (ask) => void (askStage = ask),
    runIsOver() {
      appEnded();
      // An app with a terminal of its own had no way to this one's mode.
      [isRight, modeOwed] = [true, !isWhole()];
      putModeRight();
    },
    report(report, service) {
      tellLost(outlet.lost());
      toEvents(report, service);
      putModeRight();
      if (report.type === 'process-started') isRight = false;
      if (report.type === 'process-exited' && !isRight) appEnded();
      if (services.isShown(service)) terminal.report(report, service);
      else terminal.note(report, service);
      pinned?.note(report, service);
    },
    async settle(inHaste) {
      terminal.close();
      await outlet.settle(inHaste ? hasty : patient);
      patience = lastWords;
      eventsMs = (inHaste ? hasty : patient).stillMs;
      tellLost(outlet.missing());
    },
    async close() {
      terminal.close();
      pinned?.release();
      if (told > 0) outlet.write(`${leftOut(told)}\n`);
      await Promise.all([outlet.settle(patience), services.settle(patience), events?.close(eventsMs)]);
    },
  };
}

/** After a run, wherever gorl and the app share a terminal. */
export function putTerminalRight(env: NodeJS.ProcessEnv): void {
  if (isatty(2) && env['TERM'] !== 'dumb') stderr().write(putRight());
}

async function openEvents(target: string, onEnd: (message: string) => void): Promise<Sink> {
  // Most starts have no event stream.
  const [{ openSink }, { whyNotGiven }] = await Promise.all([
    import('../report/output/sink.ts'),
    import('../report/output/inherited-descriptors.ts'),
  ]);
  try {
    return await openSink(target, onEnd, whyNotGiven);
  } catch (error) {
    throw new ExitError(exitCode.usage, error instanceof Error ? error.message : String(error));
  }
}

/** Loaded where there is a terminal. */
export const preloadTerminal = () => import('./open-terminal.ts');

interface Surroundings extends ReportingOptions {
  readonly write: (text: string) => void;
  /** Rows of the terminal that are not gorl's own. */
  readonly rows: () => number;
  readonly buildStage: AskBuildStage;
  readonly testLines: TestLines;
  /** What goes on is told in the last row. */
  readonly isPinned: boolean;
}

function theme(line: CommandLine, env: NodeJS.ProcessEnv, config?: Pick<LoadedConfig, 'settings'>): Theme {
  const settings = config?.settings;
  const colorFlag = line.color ?? (settings?.['color.mode'] || undefined);
  return createTheme({
    color: decideColor({ flag: colorFlag, env, isTTY: isatty(2) }),
    unicode: decideUnicode(env, process.platform),
    links: decideLinks({ env, isTTY: isatty(2) }),
    ...(settings === undefined
      ? {}
      : {
          colors: {
            main: settings['color.main'],
            watcher: settings['color.watcher'],
            build: settings['color.build'],
            runner: settings['color.runner'],
          },
        }),
  });
}

function createTerminalReporter(
  { line, env, shortcuts, write, rows, buildStage, isPinned, testLines }: Surroundings,
  before: Pick<TerminalOptions, 'memory' | 'lineLeftOpen' | 'label'>,
  config?: Pick<LoadedConfig, 'settings' | 'origins'>,
): TerminalReporter {
  const settings = config?.settings;
  const isTTY = isatty(2) && env['TERM'] !== 'dumb';
  return createReporter({
    theme: theme(line, env, config),
    isTTY,
    columns: () => (isTTY ? process.stderr.columns : 0),
    rows: () => (isTTY ? rows() : 0),
    // Air shows the time only when asked; a line without one does not say which build is meant.
    time: config === undefined || config.settings['log.time'] || config.origins['log.time'].type === 'default',
    banner: settings?.['misc.startup_banner'],
    clearOnRebuild: settings?.['screen.clear_on_rebuild'] ?? false,
    keepScroll: settings?.['screen.keep_scroll'] ?? true,
    shortcuts: shortcuts(),
    github: env['GITHUB_ACTIONS'] === 'true',
    timeOfDay: localTime,
    ...before,
    testLines,
    silent: settings?.['log.silent'] ?? false,
    mainOnly: settings?.['log.main_only'] ?? false,
    debug: line.debug,
    write,
    now: () => Date.now(),
    after: afterMs,
    buildStage,
    status: isPinned ? 'elsewhere' : isTTY && (env['CI'] ?? '') === '' ? 'line' : 'lines',
  });
}
