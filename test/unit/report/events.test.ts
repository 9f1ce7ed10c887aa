import { describe, expect, test } from 'vitest';
import { createEventRenderer } from '../../../src/report/ndjson.ts';
import { validate, validateEvent } from '../../support/json-schema.ts';
import { renderEventsSchema, reportRows } from '../../../src/report/describe/describe.ts';
import { allExamples, buildFailed, crashed } from './report-examples.ts';
import { placesIn, placesOfTables } from './table-places.ts';

describe('the event stream', () => {
  test.each(allExamples.map((report, index) => [`${report.type} ${index}`, report] as const))(
    '%s is as the schema says',
    (_, report) => {
      const line = createEventRenderer()(report, 1795444000000.7);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(validateEvent(line)).toEqual([]);
      expect(JSON.parse(line)).toEqual({ v: 1, seq: 1, t: 1795444000001, ...report });
    },
  );

  test('counts without a gap', () => {
    const render = createEventRenderer();
    expect(allExamples.map((report) => (JSON.parse(render(report, 0)) as { seq: number }).seq)).toEqual(
      allExamples.map((_, index) => index + 1),
    );
  });

  test('the schema as a whole accepts each type once, and names no other', () => {
    const schema = JSON.parse(renderEventsSchema(reportRows)) as { oneOf: { $ref: string }[] };
    expect(schema.oneOf.map((branch) => branch.$ref)).toEqual(reportRows.map(([type]) => `#/$defs/${type}`));
    const line = createEventRenderer()(buildFailed, 0);
    expect(validate(JSON.parse(line), JSON.parse(renderEventsSchema(reportRows)))).toEqual([]);
  });
});

describe('the recorded examples', () => {
  test('show every type', () => {
    const shown = new Set(allExamples.map(({ type }) => type as string));
    expect(reportRows.map(([type]) => type).filter((type) => !shown.has(type))).toEqual([]);
  });

  test('show every field and every variant, so that none is left from the past', () => {
    const shown = new Set(allExamples.flatMap(placesIn));
    expect(placesOfTables().filter((place) => !shown.has(place))).toEqual([]);
  });
});

describe('the validator finds', () => {
  const good = JSON.parse(createEventRenderer()(crashed, 0)) as Record<string, unknown>;
  test.each([
    ['a field that is missing', { run: undefined }, '$: run is missing'],
    ['a field that is too much', { extra: 1 }, '$: extra is not in the schema'],
    ['a wrong type', { livedMs: '3' }, '$.livedMs: "3" is no number'],
    ['a number out of range', { stopMs: -1 }, '$.stopMs: -1 is below 0'],
    ['a wrong version', { v: 2 }, '$.v: is 2, not 1'],
    ['a wrong item', { leaked: [1, 1.5] }, '$.leaked[1]: 1.5 is no integer'],
    ['a wrong variant', { end: { type: 'code' } }, '$.end: code is missing'],
    [
      'a deep fault',
      { diagnostic: { ...(good['diagnostic'] as object), severity: 'fatal' } },
      '$.diagnostic.severity: "fatal" is none of ["error","warning"]',
    ],
    ['an unknown type', { type: 'party' }, 'no event type "party"'],
  ])('%s', (_, change, message) => {
    expect(validateEvent(JSON.stringify({ ...good, ...change }))).toContain(message);
  });
  test('what is no JSON', () => {
    expect(validateEvent('{')[0]).toContain('not JSON');
  });
  test('a keyword that it does not know', () => {
    expect(validate('x', { pattern: 'y' })).toEqual(['$: the schema uses pattern, which this validator does not know']);
  });
});
