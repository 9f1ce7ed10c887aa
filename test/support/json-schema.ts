import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** A keyword that the validator does not know is an error. `anyOf` may require properties that stand beside it. */
const options = { strict: true, strictTypes: true, strictRequired: false, allErrors: true } as const;

const draft7 = new Ajv(options);

/** What is wrong with `value` by a schema of draft 7, one line each with the place; empty when it is valid. */
export function validate(value: unknown, schema: AnySchemaObject): string[] {
  return faults(value, draft7.compile(schema));
}

/** What is wrong with one line of `--events`; empty when it is as `schema/events.schema.json` says. */
export function validateEvent(line: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return [`not JSON: ${String(error)}`];
  }
  const type = (value as { readonly type?: unknown } | null)?.type;
  // The type names its branch, so that a fault is told of that one and not of all of them.
  const check = typeof type === 'string' ? eventCheck(`#/$defs/${type}`) : undefined;
  return check === undefined ? [`no event type ${JSON.stringify(type)}`] : faults(value, check);
}

/** By the schema as a whole, which must take it for exactly one of its types. */
export function validateAsAnyEvent(line: string): string[] {
  const check = eventCheck('');
  return check === undefined ? ['no schema'] : faults(JSON.parse(line), check);
}

let events: Ajv2020 | undefined;

function eventCheck(part: string): ValidateFunction | undefined {
  const file = new URL('../../schema/events.schema.json', import.meta.url);
  events ??= new Ajv2020(options).addSchema(JSON.parse(readFileSync(file, 'utf8')) as AnySchemaObject, 'events');
  return events.getSchema(`events${part}`);
}

function faults(value: unknown, check: ValidateFunction): string[] {
  check(value);
  return (check.errors ?? []).map(
    ({ instancePath, message = '', params }) => `$${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
