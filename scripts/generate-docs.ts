/**
 * Writes the files that are made from the tables of keys, of reports, and of commands, at the repository's root:
 *
 *     npx esbuild scripts/generate-docs.ts --bundle --platform=node --format=esm --outfile=node_modules/.cache/generate-docs.mjs
 *     node node_modules/.cache/generate-docs.mjs
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dateOf, renderManPage } from '../src/cli/describe/man-page.ts';
import { renderConfigurationDoc, renderExample, renderSchema } from '../src/config/describe/describe.ts';
import { renderEventsDoc, renderEventsSchema, renderLevels, reportRows } from '../src/report/describe/describe.ts';
import { readRecorded } from './recorded-events.ts';

writeFileSync('schema/air.schema.json', renderSchema());
writeFileSync('.air.toml.example', renderExample());
writeFileSync('docs/configuration.md', renderConfigurationDoc());

writeFileSync('src/protocol/report/levels.ts', renderLevels(reportRows));
writeFileSync('schema/events.schema.json', renderEventsSchema(reportRows));
writeFileSync('docs/events.md', renderEventsDoc(readFileSync('docs/events.md', 'utf8'), reportRows, readRecorded('.')));

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const written = existsSync('man/gorl.1') ? readFileSync('man/gorl.1', 'utf8') : '';
// The date is that of the last change.
const since = dateOf(written);
if (since === undefined || renderManPage(version, since) !== written)
  writeFileSync('man/gorl.1', renderManPage(version, new Date().toISOString().slice(0, 10)));
