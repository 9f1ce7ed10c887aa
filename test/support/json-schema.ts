import { readFileSync } from 'node:fs';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Schema = { readonly [key: string]: Json };

/** The keywords that `schema/*.json` may use here; any other is an error, so that none is ignored silently. */
const known = new Set([
  '$schema',
  '$id',
  '$defs',
  '$ref',
  'title',
  'description',
  'type',
  'const',
  'enum',
  'oneOf',
  'anyOf',
  'default',
  'required',
  'properties',
  'additionalProperties',
  'items',
  'minimum',
  'maximum',
]);

/** What is wrong with `value`, one line each with the place; empty when it is valid. */
export function validate(value: Json, schema: Schema, root: Schema = schema, at = '$'): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !known.has(keyword));
  if (unknown.length > 0) return [`${at}: the schema uses ${unknown.join(', ')}, which this validator does not know`];
  if (typeof schema['$ref'] === 'string') return validate(value, resolved(schema['$ref'], root), root, at);
  const errors: string[] = [];
  if ('const' in schema && value !== schema['const'])
    errors.push(`${at}: is ${JSON.stringify(value)}, not ${JSON.stringify(schema['const'])}`);
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value))
    errors.push(`${at}: ${JSON.stringify(value)} is none of ${JSON.stringify(schema['enum'])}`);
  if (typeof schema['type'] === 'string' && !hasType(value, schema['type']))
    return [...errors, `${at}: ${JSON.stringify(value)} is no ${schema['type']}`];
  if (typeof value === 'number') errors.push(...checkRange(value, schema, at));
  if (Array.isArray(schema['oneOf'])) errors.push(...checkOneOf(value, schema['oneOf'] as readonly Schema[], root, at));
  if (Array.isArray(schema['anyOf'])) errors.push(...checkAnyOf(value, schema['anyOf'] as readonly Schema[], root, at));
  const { items } = schema;
  if (Array.isArray(value) && isSchema(items)) {
    errors.push(...value.flatMap((item: Json, index) => validate(item, items, root, `${at}[${index}]`)));
  }
  if (isSchema(value)) errors.push(...checkObject(value, schema, root, at));
  return errors;
}

function checkRange(value: number, schema: Schema, at: string): string[] {
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return [`${at}: ${value} is below ${minimum}`];
  return typeof maximum === 'number' && value > maximum ? [`${at}: ${value} is above ${maximum}`] : [];
}

function checkOneOf(value: Json, branches: readonly Schema[], root: Schema, at: string): string[] {
  const results = branches.map((branch) => validate(value, branch, root, at));
  const matching = results.filter((errors) => errors.length === 0).length;
  if (matching === 1) return [];
  if (matching > 1) return [`${at}: matches ${matching} branches of oneOf`];
  // The branch that came nearest tells most.
  const nearest = results.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return [`${at}: matches no branch of oneOf; the nearest says:`, ...nearest];
}

function checkAnyOf(value: Json, branches: readonly Schema[], root: Schema, at: string): string[] {
  const results = branches.map((branch) => validate(value, branch, root, at));
  if (results.some((errors) => errors.length === 0)) return [];
  return [`${at}: matches no branch of anyOf:`, ...results.flat()];
}

function checkObject(value: Schema, schema: Schema, root: Schema, at: string): string[] {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required
    .filter((name) => !(String(name) in value))
    .map((name) => `${at}: ${String(name)} is missing`);
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const property = properties[name];
    if (isSchema(property)) return validate(item, property, root, `${at}.${name}`);
    return schema['additionalProperties'] === false ? [`${at}: ${name} is not in the schema`] : [];
  });
  return [...missing, ...wrong];
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isSchema(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function resolved(ref: string, root: Schema): Schema {
  const defs = root['$defs'];
  const found = isSchema(defs) ? defs[ref.replace('#/$defs/', '')] : undefined;
  if (!isSchema(found)) throw new Error(`the schema has no ${ref}`);
  return found;
}

function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

let events: Schema | undefined;

/** What is wrong with one line of `--events`; empty when it is as `schema/events.schema.json` says. */
export function validateEvent(line: string): string[] {
  events ??= JSON.parse(readFileSync(new URL('../../schema/events.schema.json', import.meta.url), 'utf8')) as Schema;
  let value: Json;
  try {
    value = JSON.parse(line) as Json;
  } catch (error) {
    return [`not JSON: ${String(error)}`];
  }
  const type = isSchema(value) ? value['type'] : undefined;
  const defs = events['$defs'];
  const branch = typeof type === 'string' && isSchema(defs) ? defs[type] : undefined;
  // The type names its branch, so that a fault is told of that one and not of all of them.
  return isSchema(branch) ? validate(value, branch, events) : [`no event type ${JSON.stringify(type)}`];
}
