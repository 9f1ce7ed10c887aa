import { defined } from '../../base/defined.ts';
import { envelopeFields } from '../../protocol/report/envelope.ts';
import type { Fields, FieldSpec, ScalarTypes, ValueSpec, Variants } from '../../protocol/report/field-spec.ts';
import type { ReportRows } from '../../protocol/report/report-spec.ts';
import { shapes, type ShapeSpec } from '../../protocol/report/shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema of one line of the event stream, as text. */
export function renderEventsSchema(rows: ReportRows): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'events.schema.json',
    title: 'One line of gorl --events',
    description:
      'What this version of gorl writes, exactly. Later versions may add types and fields without raising v: a consumer should ignore what it does not know.',
    oneOf: rows.map(([type]) => refTo(type)),
    $defs: {
      ...named,
      ...Object.fromEntries(Object.entries<ShapeSpec>(shapes).map(([name, shape]) => [name, shapeSchema(shape)])),
      ...Object.fromEntries(rows.map(([type, { doc, fields }]) => [type, reportSchema(type, doc, fields)])),
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** Scalars that say more than their JSON type: each stands once, under `$defs`. */
const named = {
  pid: { type: 'integer', minimum: 0 },
  port: { type: 'integer', minimum: 1, maximum: 65_535 },
  ms: { type: 'number', minimum: 0, description: 'A duration in milliseconds.' },
  time: { type: 'integer', minimum: 0, description: 'Unix time in milliseconds.' },
} as const satisfies { readonly [Name in keyof ScalarTypes]?: Json };

const scalars: { readonly [Name in keyof ScalarTypes]: Json } = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int: { type: 'integer' },
  count: { type: 'integer', minimum: 0 },
  ordinal: { type: 'integer', minimum: 1 },
  pid: refTo('pid'),
  port: refTo('port'),
  ms: refTo('ms'),
  time: refTo('time'),
};

function refTo(name: string): Json {
  return { $ref: `#/$defs/${name}` };
}

function reportSchema(type: string, doc: string, fields: Fields<string>): Json {
  const properties = { ...propertiesOf(envelopeFields), type: { const: type }, ...propertiesOf(fields) };
  const required = [...requiredOf(envelopeFields), 'type', ...requiredOf(fields)];
  return { description: doc, ...objectSchema(properties, required) };
}

function shapeSchema(shape: ShapeSpec): Json {
  if ('variants' in shape) return variantsSchema(shape.variants);
  return objectSchema(propertiesOf(shape.fields), requiredOf(shape.fields));
}

function variantsSchema(variants: Variants<string>): Json {
  return {
    oneOf: Object.entries(variants).map(([tag, { doc, fields = {} }]) => ({
      ...defined({ description: doc }),
      ...objectSchema({ type: { const: tag }, ...propertiesOf(fields) }, ['type', ...requiredOf(fields)]),
    })),
  };
}

function objectSchema(properties: Json, required: readonly string[]): Json {
  return { type: 'object', required, properties, additionalProperties: false };
}

function propertiesOf(fields: Fields<string>): Json {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]));
}

function requiredOf(fields: Fields<string>): readonly string[] {
  return Object.entries(fields).flatMap(([name, { optional }]) => (optional === true ? [] : [name]));
}

function fieldSchema(field: FieldSpec<string>): Json {
  return { ...valueSchema(field), ...defined({ description: field.doc }) };
}

function valueSchema(value: ValueSpec<string>): Json {
  switch (value.type) {
    case 'enum':
      return { enum: value.choices };
    case 'const':
      return { const: value.value };
    case 'list':
      return { type: 'array', items: valueSchema(value.of) };
    case 'shape':
      return refTo(value.shape);
    case 'variants':
      return variantsSchema(value.of);
    case 'any-of':
      return { oneOf: value.of.map(valueSchema) };
    default:
      return scalars[value.type];
  }
}
