import { schemaUrl } from '../describe/init-template.ts';
import { findSpec, groups, keys } from '../keys/keys.ts';
import { tomlList, tomlString } from '../read/toml-text.ts';
import type { Carried, CarriedService, Migration, ServiceEntry, Variable } from './migration.ts';

/** The text of the new config: every key names what it came from; what was lost stands at the end. */
export function renderMigration({ tool, source, carried, services, notes, lost }: Migration): string {
  const ordered = carried.toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
  const lines = [
    `#:schema ${schemaUrl}`,
    ...comment(`Made by gorl init from ${source} (${tool}). All keys: gorl config --all`),
    ...notes.flatMap(comment),
  ];
  for (const group of ['', ...groups]) {
    const inGroup = ordered.filter(({ key }) => (key.includes('.') ? key.slice(0, key.indexOf('.')) : '') === group);
    if (inGroup.length === 0) continue;
    lines.push('', ...(group === '' ? [] : [`[${group}]`]), ...inGroup.flatMap(entry));
  }
  lines.push(...services.flatMap(serviceTable));
  if (lost.length > 0) lines.push('', '# Not carried over:', ...lost.flatMap((line) => comment(`- ${line}`)));
  return `${lines.join('\n')}\n`;
}

function entry({ key, value, from }: Carried): readonly string[] {
  const name = key.slice(key.indexOf('.') + 1);
  const own = findSpec(key)?.air === false ? ' (not in air)' : '';
  return [...comment(`${from}${own}`), `${name} = ${toml(value)}`];
}

function serviceTable({ name, from, comments, entries }: CarriedService): readonly string[] {
  const table = `services.${tomlKey(name)}`;
  const head = ['', ...[from, ...comments].flatMap(comment), `[${table}]`];
  const inline = entries.filter((each) => isInline(each));
  // A table of its own ends the one above it.
  const tables = entries.filter((each) => !isInline(each));
  return [
    ...head,
    ...inline.map(({ key, value }) => `${key} = ${isVariables(value) ? inlineTable(value) : toml(value)}`),
    ...tables.flatMap(({ key, value }) => ['', `[${table}.${key}]`, ...(isVariables(value) ? rows(value) : [])]),
  ];
}

const longestInline = 100;

function isInline({ key, value }: ServiceEntry): boolean {
  if (!isVariables(value)) return true;
  return !value.some((each) => each.comment !== undefined) && `${key} = ${inlineTable(value)}`.length <= longestInline;
}

function isVariables(value: ServiceEntry['value']): value is readonly Variable[] {
  return Array.isArray(value) && typeof value[0] === 'object';
}

function inlineTable(variables: readonly Variable[]): string {
  return `{ ${variables.map(({ name, value }) => `${tomlKey(name)} = ${tomlString(value)}`).join(', ')} }`;
}

function rows(variables: readonly Variable[]): readonly string[] {
  return variables.flatMap(({ name, value, comment: text }) => [
    ...(text === undefined ? [] : comment(text)),
    `${tomlKey(name)} = ${tomlString(value)}`,
  ]);
}

function tomlKey(name: string): string {
  return /^[\w-]+$/.test(name) ? name : tomlString(name);
}

function toml(value: Carried['value'] | readonly Variable[]): string {
  if (typeof value === 'string') return tomlString(value);
  return typeof value === 'object' ? tomlList(value as readonly string[]) : String(value);
}

/** One line: whatever it quotes, nothing of it may become a line of its own. */
function comment(text: string): readonly string[] {
  // eslint-disable-next-line no-control-regex
  return [`# ${text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')}`];
}
