import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  renderEventsDoc,
  renderEventsSchema,
  renderLevels,
  reportRows,
} from '../../../../src/report/describe/describe.ts';
import { readRecorded } from '../../../../scripts/recorded-events.ts';
import { projectRoot } from '../../../support/gorl-rig.ts';
import { validateEvent } from '../../../support/json-schema.ts';

const onDisk = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const page = onDisk('docs/events.md');

describe('files made from the tables of reports', () => {
  test.each([
    ['schema/events.schema.json', () => renderEventsSchema(reportRows)],
    ['src/protocol/report/levels.ts', () => renderLevels(reportRows)],
    ['docs/events.md', () => renderEventsDoc(page, reportRows, readRecorded(projectRoot))],
  ])('%s is what npm run docs writes', (path, render) => {
    expect(onDisk(path)).toBe(render());
  });

  test('no type stands in two tables', () => {
    const types = reportRows.map(([type]) => type);
    expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
  });

  test('descriptions are whole sentences', () => {
    expect(reportRows.map(([, { doc }]) => doc).filter((doc) => !/^\S.*\.$/.test(doc))).toEqual([]);
  });
});

describe('docs/events.md', () => {
  const examples = [...page.matchAll(/```json\n(.*)\n```/g)].map(([, line]) => line ?? '');

  test('shows a line of each type, in the order of the tables, as the schema says', () => {
    expect(examples.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(
      reportRows.map(([type]) => type),
    );
    expect(examples.flatMap(validateEvent)).toEqual([]);
  });

  test('without its marks there is nothing to fill in', () => {
    expect(() => renderEventsDoc(page.replace('<!-- end of types -->', ''), reportRows, [])).toThrow('end of types');
  });
});
