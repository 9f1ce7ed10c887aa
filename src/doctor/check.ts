import { defined } from '../base/defined.ts';
/** What `gorl doctor` says of one thing. */
export interface Check {
  /** What was looked at: `go`, `module`, `watch-limits`, … Several checks may have the same. */
  readonly id: string;
  readonly status: CheckStatus;
  /** One line, no final period. */
  readonly summary: string;
  /** What to do about it; one line. */
  readonly hint?: string;
  /** Facts behind the summary, for `-d` and `--json`. */
  readonly details?: readonly string[];
}

/** `warning`: works, but not as well as it could. `problem`: gorl or the program will not work here. */
export type CheckStatus = 'ok' | 'warning' | 'problem';

export function ok(id: string, summary: string, details: readonly string[] = []): Check {
  return { id, status: 'ok', summary, ...(details.length === 0 ? {} : { details }) };
}

export function warning(id: string, summary: string, hint?: string): Check {
  return defined({ id, status: 'warning', summary, hint });
}

export function problem(id: string, summary: string, hint?: string): Check {
  return defined({ id, status: 'problem', summary, hint });
}

export function worst(checks: readonly Check[]): CheckStatus {
  if (checks.some(({ status }) => status === 'problem')) return 'problem';
  return checks.some(({ status }) => status === 'warning') ? 'warning' : 'ok';
}
