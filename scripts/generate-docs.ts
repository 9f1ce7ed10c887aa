/**
 * Writes the files that are made from the tables of keys and of reports, at the repository's root:
 *
 *     npx esbuild scripts/generate-docs.ts --bundle --platform=node --format=esm --outfile=node_modules/.cache/generate-docs.mjs
 *     node node_modules/.cache/generate-docs.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderConfigurationDoc, renderExample, renderSchema } from '../src/config/describe/describe.ts';
import { renderEventsDoc, renderEventsSchema, renderLevels, reportRows } from '../src/report/describe/describe.ts';
import { readRecorded } from './recorded-events.ts';

writeFileSync('schema/air.schema.json', renderSchema());
writeFileSync('.air.toml.example', renderExample());
writeFileSync('docs/configuration.md', renderConfigurationDoc());

writeFileSync('src/protocol/report/levels.ts', renderLevels(reportRows));
writeFileSync('schema/events.schema.json', renderEventsSchema(reportRows));
writeFileSync('docs/events.md', renderEventsDoc(readFileSync('docs/events.md', 'utf8'), reportRows, readRecorded('.')));
