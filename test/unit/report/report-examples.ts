import type { FileChange } from '../../../src/protocol/change.ts';
import type { Diagnostic } from '../../../src/protocol/diagnostic.ts';
import type { Report, ReportOf, ReportType } from '../../../src/protocol/report.ts';
import { readRecorded } from '../../../scripts/recorded-events.ts';
import { reportRows } from '../../../src/report/describe/describe.ts';
import { projectRoot } from '../../support/gorl-rig.ts';

/** What gorl wrote in the tests of `test/e2e/recorded-events`, in the order of the tables; `npm run record-events` makes it anew. */
export const allExamples: readonly Report[] = readRecorded(projectRoot).toSorted((a, b) => place(a) - place(b));

function place({ type }: Report): number {
  return reportRows.findIndex(([name]) => name === type);
}

/** Fields that a report is to have; what is undefined here is to be absent. */
type Like<R> = { readonly [Field in keyof R]?: R[Field] | undefined };

/**
 * The recorded report of that type with these fields; of several the first.
 *
 * @throws Error when none was recorded
 */
export function example<Type extends ReportType>(type: Type, fields: Like<ReportOf<Type>> = {}): ReportOf<Type> {
  const found = examplesOf(type).find((report) => isLike(report, fields));
  if (found === undefined) throw new Error(`no ${type} was recorded with ${JSON.stringify(fields)}`);
  return found;
}

export function examplesOf<Type extends ReportType>(type: Type): readonly ReportOf<Type>[] {
  return allExamples.filter((report): report is ReportOf<Type> => report.type === type);
}

function isLike(report: Report, fields: Readonly<Record<string, unknown>>): boolean {
  const values: Readonly<Record<string, unknown>> = report;
  return Object.entries(fields).every(([name, value]) => JSON.stringify(values[name]) === JSON.stringify(value));
}

export const sessionStarted = example('session-started', { go: 'go1.26.8', args: undefined });
export const watchStarted = example('watch-started', { mode: 'events' });
/** With two problems, while the build from before runs. */
export const buildFailed = example('build-failed', { generation: 2, end: { type: 'code', code: 1 } });
/** After a save. */
export const processReady = example('process-ready', { sinceSaveMs: 486 });
/** With a panic. */
export const crashed = example('process-exited', { end: { type: 'code', code: 2 }, expected: false });
export const store = example('files-held').files[0] as FileChange;
export const undefinedRows = buildFailed.diagnostics[0] as Diagnostic;
/** Without a port. */
export const silent = example('process-ready', { ports: [] });
/** By force, and something of it is left. */
export const killed = example('process-exited', { leaked: [48_201] });
export const killedBuild = example('build-failed', { end: { type: 'signal', signal: 'SIGKILL' } });
