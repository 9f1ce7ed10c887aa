import { testLines } from '../../../../src/report/terminal/lines-tests.ts';
import type { Report, ReportOf } from '../../../../src/protocol/report.ts';
import { createTerminal, type Terminal, type TerminalOptions } from '../../../../src/report/terminal/terminal.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';

export const shortcuts = [
  { key: 'h', description: 'show this help', short: 'help' },
  { key: 'r', description: 'restart without building', short: 'restart' },
  { key: 'c', description: 'clear the screen' },
  { key: 'q', description: 'quit', short: 'quit' },
];

export const plainTheme = createTheme({ color: false, unicode: true });

/** A day begins at 0: seconds are easy to read in snapshots. */
export const timeOfDay = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

/** A plain terminal of 100 columns and 50 rows. */
export const plainOptions: TerminalOptions = {
  theme: plainTheme,
  isTTY: true,
  columns: () => 100,
  rows: () => 50,
  time: true,
  silent: false,
  mainOnly: false,
  debug: false,
  clearOnRebuild: false,
  keepScroll: true,
  shortcuts,
  github: false,
  timeOfDay,
};

export function terminalWith(options: Partial<TerminalOptions> = {}): Terminal {
  return createTerminal({
    testLines,
    ...plainOptions,
    ...options,
  });
}

/** What is on the screen after these reports, a second apart. */
export function screen(reports: readonly Report[], options: Partial<TerminalOptions> = {}): string {
  const terminal = terminalWith(options);
  return `\n${reports.map((report, index) => terminal.render(report, index * 1000)).join('')}`;
}

/** No compiler at all: the go command went away while gorl was running. */
export const couldNotStart: ReportOf<'build-failed'> = {
  type: 'build-failed',
  generation: 5,
  durationMs: 3,
  end: { type: 'spawn-failed', message: 'spawn go ENOENT' },
  diagnostics: [],
  output: '',
};
