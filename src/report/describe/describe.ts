/**
 * The texts that are made from the tables of reports. `scripts/generate-docs.ts` writes them; a test compares. They
 * get the rows as a parameter, so that a test can add one.
 */
import type { ReportRows, ReportSpec } from '../../protocol/report/report-spec.ts';
import { reportTables } from '../../protocol/report/tables.ts';

export { renderEventsDoc } from './describe-doc.ts';
export { renderLevels } from './describe-levels.ts';
export { renderEventsSchema } from './describe-schema.ts';

/** Every type of report with its row, in the order of the documentation. */
export const reportRows: ReportRows = Object.values(reportTables).flatMap((table) => Object.entries<ReportSpec>(table));
