import { envelopeFields } from '../../protocol/report/envelope.ts';
import type { Report } from '../../protocol/report.ts';
import type { Fields, FieldSpec, ScalarTypes, ValueSpec, Variants } from '../../protocol/report/field-spec.ts';
import type { ReportRows, ReportSpec } from '../../protocol/report/report-spec.ts';
import { shapes, type ShapeSpec } from '../../protocol/report/shapes.ts';
import { createEventRenderer } from '../ndjson.ts';

/** Where in `docs/events.md` what is made here begins and ends; the rest is written by hand. */
const marks = {
  envelope: ['<!-- fields: made by npm run docs -->', '<!-- end of fields -->'],
  reference: ['<!-- types: made by npm run docs -->', '<!-- end of types -->'],
} as const;

/**
 * `docs/events.md` from what it is: the prose stays, the tables and examples are made anew. Of several examples of a
 * type the one with the most fields is shown, of these the longest.
 */
export function renderEventsDoc(page: string, rows: ReportRows, recorded: readonly Report[]): string {
  const examples = exampleLines(rows, recorded);
  const reference = [
    '## Types',
    ...rows.flatMap(([type, spec]) => describeReport(type, spec, examples.get(type))),
    '## Shapes',
    ...Object.entries<ShapeSpec>(shapes).flatMap(([name, shape]) => [`### ${name}`, ...describeShape(shape)]),
  ].join('\n\n');
  return between(between(page, marks.envelope, fieldTable(envelope)), marks.reference, reference);
}

/** When the examples happened, Unix ms, and how long one is after the other. */
const [exampleTimeMs, exampleStepMs] = [1_795_444_000_000, 137];

function exampleLines(rows: ReportRows, recorded: readonly Report[]): ReadonlyMap<string, string> {
  const render = createEventRenderer();
  const lines = rows.flatMap(([type], index) => {
    const [fullest] = recorded
      .filter((report) => report.type === type)
      .toSorted((a, b) => Object.keys(b).length - Object.keys(a).length || lengthOf(b) - lengthOf(a));
    if (fullest === undefined) return [];
    return [[type, render(fullest, exampleTimeMs + index * exampleStepMs).trimEnd()] as const];
  });
  return new Map(lines);
}

function lengthOf(report: Report): number {
  return JSON.stringify(report).length;
}

const envelope: Fields<string> = {
  ...envelopeFields,
  type: { type: 'string', doc: 'One of the types below.' },
};

function between(page: string, [start, end]: readonly [string, string], text: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/events.md has no ${start} before ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

function describeReport(type: string, { doc, fields }: ReportSpec, example: string | undefined): readonly string[] {
  return [
    `### ${type}`,
    doc,
    ...(Object.keys(fields).length === 0 ? [] : [fieldTable(fields)]),
    ...(example === undefined ? [] : [`\`\`\`json\n${example}\n\`\`\``]),
  ];
}

function describeShape(shape: ShapeSpec): readonly string[] {
  if ('fields' in shape) return [fieldTable(shape.fields)];
  const items = Object.entries(shape.variants).map(
    ([tag, { doc, fields }]) => `- \`${variantText(tag, fields)}\`${doc === undefined ? '' : `: ${doc}`}`,
  );
  return ['One of:', items.join('\n')];
}

function fieldTable(fields: Fields<string>): string {
  const lines = Object.entries(fields).map(
    ([name, field]) =>
      `| \`${name}\`${field.optional === true ? '?' : ''} | ${cell(valueLink(field))} | ${cell(meaning(field))} |`,
  );
  return ['| field | type | meaning |', '| --- | --- | --- |', ...lines].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function meaning({ type, doc }: FieldSpec<string>): string {
  return doc ?? (type === 'ms' ? 'Milliseconds.' : '');
}

const scalars: { readonly [Name in keyof ScalarTypes]: string } = {
  string: 'string',
  bool: 'boolean',
  int: 'integer',
  count: 'integer',
  ordinal: 'integer',
  pid: 'integer',
  port: 'integer',
  ms: 'number (ms)',
  time: 'integer',
};

/** A type in a table: shapes are links. */
function valueLink(value: ValueSpec<string>): string {
  switch (value.type) {
    case 'enum':
      return value.choices.map((choice) => `\`"${choice}"\``).join(' or ');
    case 'const':
      return `\`${value.value}\``;
    case 'list':
      return `list of ${valueLink(value.of)}`;
    case 'shape':
      return `[${value.shape}](#${value.shape.toLowerCase()})`;
    case 'variants':
      return variantTexts(value.of)
        .map((text) => `\`${text}\``)
        .join(' or ');
    case 'any-of':
      return value.of.map(valueLink).join(' or ');
    default:
      return scalars[value.type];
  }
}

/** The same within code, where there are no links. */
function valueText(value: ValueSpec<string>): string {
  switch (value.type) {
    case 'enum':
      return value.choices.map((choice) => `"${choice}"`).join(' or ');
    case 'const':
      return String(value.value);
    case 'list':
      return `list of ${valueText(value.of)}`;
    case 'shape':
      return value.shape;
    case 'variants':
      return variantTexts(value.of).join(' or ');
    case 'any-of':
      return value.of.map(valueText).join(' or ');
    case 'ms':
      return 'ms';
    default:
      return scalars[value.type];
  }
}

function variantTexts(variants: Variants<string>): readonly string[] {
  return Object.entries(variants).map(([tag, { fields }]) => variantText(tag, fields));
}

function variantText(tag: string, fields: Fields<string> = {}): string {
  const rest = Object.entries(fields).map(
    ([name, field]) => `${name}${field.optional === true ? '?' : ''}: ${valueText(field)}`,
  );
  return `{${[`type: "${tag}"`, ...rest].join(', ')}}`;
}
