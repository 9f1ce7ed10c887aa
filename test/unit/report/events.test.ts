import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createEventRenderer } from '../../../src/report/ndjson.ts';
import { validate, validateEvent } from '../../support/json-schema.ts';
import { allExamples, examples } from './report-examples.ts';

const schemaText = readFileSync(new URL('../../../schema/events.schema.json', import.meta.url), 'utf8');
const schema = JSON.parse(schemaText) as {
  $defs: Record<string, { properties?: Record<string, unknown> }>;
  oneOf: { $ref: string }[];
};
const doc = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');

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
    expect(schema.oneOf.map((branch) => branch.$ref.replace('#/$defs/', '')).toSorted()).toEqual(
      Object.keys(examples).toSorted(),
    );
    const line = createEventRenderer()(examples['build-failed'][0], 0);
    expect(validate(JSON.parse(line), JSON.parse(schemaText))).toEqual([]);
  });

  test('every field in the schema is in an example, so that none is left from the past', () => {
    const unused = Object.keys(examples).flatMap((type) => {
      const used = new Set([
        'v',
        'seq',
        't',
        ...allExamples.filter((report) => report.type === type).flatMap(Object.keys),
      ]);
      return Object.keys(schema.$defs[type]?.properties ?? {})
        .filter((field) => !used.has(field))
        .map((field) => `${type}.${field}`);
    });
    expect(unused).toEqual([]);
  });
});

describe('the validator finds', () => {
  const good = JSON.parse(createEventRenderer()(examples['process-exited'][0], 0)) as Record<string, unknown>;
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

describe('docs/events.md', () => {
  test.each(Object.keys(examples))('shows %s with its fields and a true example', (type) => {
    const section = doc.split(/^### /m).find((part) => part.startsWith(`${type}\n`)) ?? '';
    const line = /```json\n(.*)\n```/.exec(section)?.[1] ?? '';
    expect(validateEvent(line)).toEqual([]);
    expect((JSON.parse(line) as { type: string }).type).toBe(type);
    for (const field of Object.keys(schema.$defs[type]?.properties ?? {})) {
      if (!['v', 'seq', 't', 'type'].includes(field)) expect(section).toContain(`| \`${field}\``);
    }
  });

  test('shows of goroutines what gorl makes of a dump that a Go program wrote', () => {
    const shown = /^\{.*"type":"process-dump".*$/m.exec(doc)?.[0] ?? '';
    expect(JSON.parse(shown)).toMatchObject(examples['process-dump'][0]);
  });
});
