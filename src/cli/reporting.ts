import { isatty } from 'node:tty';
import { defined } from '../base/defined.ts';
import type { LoadedConfig } from '../config/read/load.ts';
import type { Report } from '../protocol/report.ts';
import { localTime } from '../report/terminal/durations.ts';
import { Memories } from '../report/terminal/memory.ts';
import { putRight } from '../report/terminal/put-right.ts';
import { createEventRenderer } from '../report/ndjson.ts';
import { bothRooms } from '../report/output/room.ts';
import { createReporter, type TerminalReporter } from '../report/reporter.ts';
import type { Sink } from '../report/output/sink.ts';
import type { TerminalOptions } from '../report/terminal/terminal.ts';
import { createTheme, decideColor, decideUnicode } from '../report/terminal/theme.ts';
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
}

/**
 * stderr for people, the `--events` stream for programs. Both outlive a change of the config.
 *
 * @throws ExitError with code 2 when the stream cannot be opened
 */
export async function createReporting(
  { line, shortcuts, env }: ReportingOptions,
  config?: Pick<LoadedConfig, 'settings' | 'origins'>,
): Promise<Reporting> {
  const memory = new Memories();
  let terminal = createTerminalReporter(line, env, shortcuts, { memory }, config);
  const renderEvent = createEventRenderer();
  const warn = (message: string): void => terminal.report({ type: 'notice', level: 'warning', message });
  const events: Sink | undefined = line.events === undefined ? undefined : await openEvents(line.events, warn);
  const toEvents = (report: Report, service?: string): void => events?.write(renderEvent(report, Date.now(), service));
  const outlet = stderr();
  let runEnded = (): void => {};
  let keyboardOwed = false;
  let isRight = false;
  /**
   * A terminal's mode cannot be set while somebody is in the middle of a write to it: where it takes nothing, gorl
   * would hang. That what was written last was taken shows that it does.
   */
  const putKeyboardRight = (): void => {
    if (!keyboardOwed || outlet.isWaiting()) return;
    keyboardOwed = false;
    runEnded();
  };
  let patience = patient;
  let eventsMs = patient.stillMs;
  /** Bytes that could not be written, as far as the events know. */
  let told = 0;
  const tellLost = (bytes: number): void => {
    if (bytes > told) toEvents({ type: 'notice', level: 'warning', message: leftOut(bytes) });
    told = Math.max(told, bytes);
  };
  return {
    terminal: () => terminal,
    ...defined({ events: line.events }),
    configure(changed) {
      terminal.close();
      terminal = createTerminalReporter(
        line,
        env,
        shortcuts,
        { memory, lineLeftOpen: !terminal.atLineStart() },
        changed,
      );
    },
    passOn(chunk) {
      terminal.beforeForeignOutput(chunk);
      outlet.passOn(chunk);
    },
    appRoom: outlet.appRoom,
    commandRoom: events === undefined ? outlet.commandRoom : bothRooms(outlet.commandRoom, events.room),
    onRunEnded: (listener) => void (runEnded = listener),
    runIsOver() {
      putTerminalRight(env);
      [isRight, keyboardOwed] = [true, true];
      putKeyboardRight();
    },
    report(report, service) {
      tellLost(outlet.lost());
      toEvents(report, service);
      putKeyboardRight();
      if (report.type === 'process-started') isRight = false;
      if (report.type === 'process-exited' && !isRight) putTerminalRight(env);
      terminal.report(report, service);
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
      if (told > 0) outlet.write(`${leftOut(told)}\n`);
      await Promise.all([outlet.settle(patience), events?.close(eventsMs)]);
    },
  };
}

/** After a run, wherever gorl and the app share a terminal. */
export function putTerminalRight(env: NodeJS.ProcessEnv): void {
  if (isatty(2) && env['TERM'] !== 'dumb') stderr().write(putRight);
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

function createTerminalReporter(
  line: CommandLine,
  env: NodeJS.ProcessEnv,
  shortcuts: () => readonly Shortcut[],
  before: Pick<TerminalOptions, 'memory' | 'lineLeftOpen'>,
  config?: Pick<LoadedConfig, 'settings' | 'origins'>,
): TerminalReporter {
  const settings = config?.settings;
  const stderrIsTTY = isatty(2);
  const isTTY = stderrIsTTY && env['TERM'] !== 'dumb';
  const colorFlag = line.color ?? (settings?.['color.mode'] || undefined);
  return createReporter({
    theme: createTheme({
      color: decideColor({ flag: colorFlag, env, isTTY: stderrIsTTY }),
      unicode: decideUnicode(env, process.platform),
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
    }),
    isTTY,
    columns: () => (isTTY ? process.stderr.columns : 0),
    // Air shows the time only when asked; a line without one does not say which build is meant.
    time: config === undefined || config.settings['log.time'] || config.origins['log.time'].type === 'default',
    banner: settings?.['misc.startup_banner'],
    clearOnRebuild: settings?.['screen.clear_on_rebuild'] ?? false,
    keepScroll: settings?.['screen.keep_scroll'] ?? true,
    shortcuts: shortcuts(),
    github: env['GITHUB_ACTIONS'] === 'true',
    timeOfDay: localTime,
    ...before,
    silent: settings?.['log.silent'] ?? false,
    mainOnly: settings?.['log.main_only'] ?? false,
    debug: line.debug,
    write: (text) => stderr().write(text),
    now: () => Date.now(),
    after(ms, fire) {
      const timer = setTimeout(fire, ms).unref();
      return () => clearTimeout(timer);
    },
    status: isTTY && (env['CI'] ?? '') === '',
  });
}
