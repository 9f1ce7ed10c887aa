import type { Report } from '../../protocol/report.ts';

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
  switch (report.type) {
    case 'notice':
      return report.level === 'error' ? 'all' : 'nothing';
    case 'problems':
      return report.diagnostics.some((one) => one.severity === 'error') ? 'all' : 'nothing';
    case 'command-output':
      return 'all';
    case 'build-failed':
      return 'command-words';
    default:
      return 'nothing';
  }
}

function isRoutine(report: Report): boolean {
  switch (report.type) {
    case 'watch-started':
    case 'files-changed':
    case 'files-held':
    case 'nothing-to-do':
    case 'build-started':
    case 'command-started':
    case 'rule-started':
    case 'rule-superseded':
    case 'build-succeeded':
    case 'build-cancelled':
    case 'process-started':
    case 'process-running':
    case 'process-ready':
    case 'process-listening':
    case 'process-handed-over':
    case 'process-stopping':
      return true;
    case 'rule-finished':
      return report.end.type === 'code' && report.end.code === 0;
    case 'process-exited':
      // With `--once` it is the last line.
      if (report.next?.type === 'shutdown') return false;
      return report.leaked.length === 0 && (report.expected || (report.end.type === 'code' && report.end.code === 0));
    default:
      return false;
  }
}
