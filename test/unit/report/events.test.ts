import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createEventRenderer } from '../../../src/report/ndjson.ts';
import { validateAsAnyEvent, validateEvent } from '../../support/json-schema.ts';
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
    expect(validateAsAnyEvent(line)).toEqual([]);
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

describe('an event that is not as the schema says', () => {
  const good = JSON.parse(createEventRenderer()(examples['process-exited'][0], 0)) as Record<string, unknown>;
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
