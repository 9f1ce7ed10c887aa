import { defined } from '../../base/defined.ts';
import { groups, keys, namesIn, platformNames, platforms } from '../keys/keys.ts';
import { quoted } from './values.ts';
import { suggest } from './suggest.ts';
import { synonymOf } from '../keys/synonyms.ts';

/** The lists of tables below a table. */
const lists: Readonly<Record<string, readonly string[]>> = { build: ['rules', 'generate'], proxy: ['routes'] };

/** What to say about a name that is no key of a table (`''`: the top level, `build.linux`: a platform's). */
export interface UnknownKey {
  readonly message: string;
  readonly hint?: string;
}

export function describeUnknown(group: string, name: string, isTable: boolean): UnknownKey {
  const full = group === '' ? name : `${group}.${name}`;
  const what = isTable ? 'table' : 'key';
  const hint = isTable ? tableHint(group, name) : keyHint(group, name);
  return { message: `unknown ${what} ${quoted(full)}, which is ignored`, ...defined({ hint }) };
}

function tableHint(group: string, name: string): string | undefined {
  if (group !== '') {
    const ofGroup = Object.hasOwn(lists, group) ? (lists[group] ?? []) : [];
    const meant = suggest(name, [...(group === 'build' ? platforms : []), ...ofGroup]);
    if (meant !== undefined && ofGroup.includes(meant)) return `did you mean [[${group}.${meant}]]?`;
    return meant && `did you mean [${group}.${meant}]?`;
  }
  const meant = suggest(name, [...groups, 'services']);
  return meant && `did you mean [${meant}]?`;
}

function keyHint(group: string, name: string): string | undefined {
  if (group.startsWith('build.')) {
    const meant = suggest(name, platformNames);
    return meant ? `did you mean ${group}.${meant}?` : `[${group}] may hold only ${platformNames.join(', ')}`;
  }
  const elsewhere = keys.find((key) => key === name || key.endsWith(`.${name}`)) ?? synonymOf(name);
  if (elsewhere !== undefined) {
    if (elsewhere.slice(0, Math.max(0, elsewhere.indexOf('.'))) === group) return `did you mean ${elsewhere}?`;
    const table = elsewhere.includes('.')
      ? `in the [${elsewhere.slice(0, elsewhere.indexOf('.'))}] table`
      : 'above the first table';
    return `did you mean ${elsewhere}? It belongs ${table}`;
  }
  const near = suggest(name, namesIn(group));
  if (near !== undefined) return `did you mean ${group === '' ? near : `${group}.${near}`}?`;
  const far = suggest(
    name,
    keys.map((key) => key.slice(key.indexOf('.') + 1)),
  );
  const meant = far && keys.find((key) => key === far || key.endsWith(`.${far}`));
  return meant && `did you mean ${meant}?`;
}
