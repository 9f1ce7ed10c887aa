import { buildReports } from './build.ts';
import { messageReports } from './message.ts';
import { pageReports } from './page.ts';
import { processReports } from './process.ts';
import { ruleReports } from './rule.ts';
import { sessionReports } from './session.ts';
import { testReports } from './test.ts';

/**
 * All that gorl says, one table per area: the types (`../report.ts`), the levels (`levels.ts`), the JSON Schema and
 * `docs/events.md` are made from them. A start must not load the words of these tables, so code that runs in gorl
 * imports only their types.
 */
export const reportTables = {
  session: sessionReports,
  build: buildReports,
  process: processReports,
  rule: ruleReports,
  test: testReports,
  page: pageReports,
  message: messageReports,
} as const;
