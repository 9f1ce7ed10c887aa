import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderEventsSchema, renderLevels, reportRows } from '../../../../src/report/describe/describe.ts';

const onDisk = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

describe('files made from the tables of reports', () => {
  test.each([
    ['schema/events.schema.json', renderEventsSchema],
    ['src/protocol/report/levels.ts', renderLevels],
  ])('%s is what npm run docs writes', (path, render) => {
    expect(onDisk(path)).toBe(render(reportRows));
  });

  test('no type stands in two tables', () => {
    const types = reportRows.map(([type]) => type);
    expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
  });
});
