import { schemaUrl } from '../describe/init-template.ts';
import { findSpec, groups, keys } from '../keys/keys.ts';
import { tomlList, tomlString } from '../read/toml-text.ts';
import type { Carried, Migration } from './migration.ts';

/** The text of the new `.air.toml`: every key names what it came from; what was lost stands at the end. */
export function renderMigration({ tool, source, carried, lost }: Migration): string {
  const ordered = carried.toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
  const lines = [
    `#:schema ${schemaUrl}`,
    ...comment(`Made by gorl init from ${source} (${tool}). All keys: gorl config --all`),
  ];
  for (const group of ['', ...groups]) {
    const inGroup = ordered.filter(({ key }) => (key.includes('.') ? key.slice(0, key.indexOf('.')) : '') === group);
    if (inGroup.length === 0) continue;
    lines.push('', ...(group === '' ? [] : [`[${group}]`]), ...inGroup.flatMap(entry));
  }
  if (lost.length > 0) lines.push('', '# Not carried over:', ...lost.flatMap((line) => comment(`- ${line}`)));
  return `${lines.join('\n')}\n`;
}

function entry({ key, value, from }: Carried): readonly string[] {
  const name = key.slice(key.indexOf('.') + 1);
  const own = findSpec(key)?.air === false ? ' (not in air)' : '';
  return [...comment(`${from}${own}`), `${name} = ${toml(value)}`];
}

function toml(value: Carried['value']): string {
  if (typeof value === 'string') return tomlString(value);
  return typeof value === 'object' ? tomlList(value) : String(value);
}

/** One line: whatever it quotes, nothing of it may become a line of its own. */
function comment(text: string): readonly string[] {
  // eslint-disable-next-line no-control-regex
  return [`# ${text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')}`];
}
