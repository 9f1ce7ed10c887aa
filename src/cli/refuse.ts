import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Reporting } from '../session/reporting.ts';

/** Nothing begins: says why, ends the event stream, and returns the exit code. */
export async function refuse(reporting: Reporting, code: number, diagnostics: readonly Diagnostic[]): Promise<number> {
  reporting.report({ type: 'problems', diagnostics });
  reporting.report({ type: 'session-ended', exitCode: code, reason: { type: 'error' } });
  await reporting.close();
  return code;
}
