import { describe, expect, test } from 'vitest';
import { createEventRenderer } from '../../../src/report/ndjson.ts';
import { validateAsAnyEvent, validateEvent } from '../../support/json-schema.ts';
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
    expect(validateAsAnyEvent(line)).toEqual([]);
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
    ['a field that is missing', { run: undefined }, "$ must have required property 'run'"],
    ['a field that is too much', { extra: 1 }, '$ must NOT have additional properties'],
    ['a wrong version', { v: 2 }, '$/v must be equal to constant'],
    [
      'a deep fault',
      { diagnostic: { ...(good['diagnostic'] as object), severity: 'fatal' } },
      '$/diagnostic/severity must be equal to one of',
    ],
    ['an unknown type', { type: 'party' }, 'no event type "party"'],
  ])('%s', (_, change, message) => {
    expect(validateEvent(JSON.stringify({ ...good, ...change })).join('\n')).toContain(message);
  });
});
