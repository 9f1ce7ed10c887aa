import { generateKeys } from '../keys/keys-generate.ts';
import { serviceGroups, serviceKeys, shortKeys } from '../keys/keys-services.ts';
import { routeKeys } from '../keys/keys-routes.ts';
import { ruleKeys } from '../keys/keys-rules.ts';
import type { KeySpec } from '../keys/key-spec.ts';
import { goDuration } from '../read/go-duration.ts';
import { findSpec, groups, namesIn, platformNames, platforms } from '../keys/keys.ts';
import { schemaUrl } from './init-template.ts';

type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema (draft 7, which TOML editors read) of `.air.toml` and `gorl.toml`, as text. */
export function renderSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: schemaUrl,
    title: '.air.toml or gorl.toml',
    description: 'Configuration of gorl, and of air, for hot reload of Go programs.',
    ...table({
      ...properties(''),
      ...Object.fromEntries(groups.map((group) => [group, groupSchema(group)])),
      services: servicesSchema(),
    }),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function groupSchema(group: string): Json {
  if (group === 'proxy') return table({ ...properties(group), routes: routesSchema() });
  if (group !== 'build') return table(properties(group));
  const platform = Object.fromEntries(platformNames.map((name) => [name, property(findSpec(`build.${name}`))]));
  const systems = platforms.map((name) => [
    name,
    { description: `Overrides keys of [build] on ${name}.`, ...table(platform) },
  ]);
  return table({
    ...properties('build'),
    ...Object.fromEntries(systems),
    rules: ruleSchema(),
    generate: generateSchema(),
  });
}

function ruleSchema(): Json {
  const fields = Object.fromEntries(Object.entries(ruleKeys).map(([name, spec]) => [name, property(spec)]));
  const includes = ['include_dir', 'include_ext', 'include_file'];
  return {
    description: 'Commands to run when certain files change.',
    type: 'array',
    items: { ...table(fields), required: ['cmd'], anyOf: includes.map((name) => ({ required: [name] })) },
  };
}

function generateSchema(): Json {
  const fields = Object.fromEntries(Object.entries(generateKeys).map(([name, spec]) => [name, property(spec)]));
  return {
    description: 'Generators that run before the build, in order, when the files that they read differ. Not in air.',
    type: 'array',
    items: { ...table(fields), required: ['files', 'cmd'] },
  };
}

function routesSchema(): Json {
  const fields = Object.fromEntries(Object.entries(routeKeys).map(([name, spec]) => [name, property(spec)]));
  return {
    description: 'Requests that go to another service than `proxy.service`. Not in air.',
    type: 'array',
    items: {
      ...table(fields),
      required: ['service'],
      anyOf: ['path', 'host'].map((name) => ({ required: [name] })),
    },
  };
}

function servicesSchema(): Json {
  const own = Object.fromEntries(Object.entries(serviceKeys).map(([name, spec]) => [name, property(spec)]));
  const short = Object.fromEntries(shortKeys.map((name) => [name, property(findSpec(`build.${name}`))]));
  const env = {
    description: 'Variables of its build and its program; nothing overrides them.',
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
  };
  const tables = Object.fromEntries(serviceGroups.map((group) => [group, table(properties(group))]));
  return {
    description: 'Programs of the repository that run together, by name. Not in air.',
    type: 'object',
    propertyNames: { pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$' },
    additionalProperties: table({ ...own, env, ...short, ...properties(''), ...tables }),
  };
}

function table(fields: Json): Json {
  return { type: 'object', additionalProperties: false, properties: fields };
}

function properties(group: string): Json {
  return Object.fromEntries(
    namesIn(group).map((name) => [name, property(findSpec(group === '' ? name : `${group}.${name}`))]),
  );
}

function property(spec: KeySpec | undefined): Json {
  if (spec === undefined) return {};
  const description = [spec.doc, spec.whenUnset && `Not set: ${spec.whenUnset}`, spec.air ? undefined : 'Not in air.']
    .filter(Boolean)
    .join(' ');
  return {
    description,
    ...valueSchema(spec),
    ...(spec.default === undefined
      ? {}
      : { default: spec.type === 'duration-ms' ? goDuration(spec.default) : spec.default }),
  };
}

function valueSchema(spec: KeySpec): Json {
  const list = { type: 'array', items: { type: 'string' } };
  switch (spec.type) {
    case 'string':
      return { type: 'string' };
    case 'bool':
      return { type: 'boolean' };
    case 'string-list':
      return list;
    case 'string-or-list':
      return { anyOf: [{ type: 'string' }, list] };
    case 'int':
      return { type: 'integer', minimum: spec.min, maximum: spec.max };
    case 'enum':
      return { type: 'string', enum: spec.choices };
    case 'duration-ms':
      return { anyOf: [{ type: 'integer', minimum: spec.min }, { type: 'string' }] };
  }
}
