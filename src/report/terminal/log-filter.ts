import { isSuccess } from '../../protocol/process-end.ts';
import type { Report, ReportAt } from '../../protocol/report.ts';
import { levels } from '../../protocol/report/levels.ts';

export interface LogSettings {
  /** Nothing of gorl's but what ends it; what commands print still shows. Air: `log.silent`. */
  readonly silent: boolean;
  /** Only failures and what concerns gorl itself. Air: `log.main_only`. */
  readonly mainOnly: boolean;
  /** `-d`; overrules `mainOnly`, as in air. */
  readonly debug: boolean;
}

/** How much of a report is shown: all of it, only what a command said, or nothing. */
export function shownPart(report: Report, settings: LogSettings): 'all' | 'command-words' | 'nothing' {
  if (settings.silent) return silentPart(report);
  return settings.mainOnly && !settings.debug && isRoutine(report) ? 'nothing' : 'all';
}

function silentPart(report: Report): 'all' | 'command-words' | 'nothing' {
  if (hasLevel(report, 'message')) return isError(report) ? 'all' : 'nothing';
  if (hasLevel(report, 'output')) return 'all';
  return hasLevel(report, 'quote') ? 'command-words' : 'nothing';
}

function isRoutine(report: Report): boolean {
  return hasLevel(report, 'routine') || (hasLevel(report, 'routine-when-clean') && isClean(report));
}

function isError(report: ReportAt<'message'>): boolean {
  if (report.type === 'notice') return report.level === 'error';
  return report.diagnostics.some((one) => one.severity === 'error');
}

function isClean(report: ReportAt<'routine-when-clean'>): boolean {
  const isZero = isSuccess(report.end);
  if (report.type === 'rule-finished') return isZero;
  // With `--once` it is the last line.
  if (report.next?.type === 'shutdown') return false;
  return report.leaked.length === 0 && (report.expected || isZero);
}

function hasLevel<L extends keyof typeof levels>(report: Report, level: L): report is ReportAt<L> {
  return report.type in levels[level];
}
