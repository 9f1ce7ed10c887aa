import { defined } from '../../base/defined.ts';
import type { KeySpec } from '../keys/key-spec.ts';
import { quoted, readChoice, readDurationNumber, readDurationText, readInt, type Reading } from './values.ts';
import type { TomlValue } from './toml.ts';

/** A value of the file as the value of a key. No type is converted into another: air refuses them too. */
export function readTomlValue(spec: KeySpec, value: TomlValue): Reading {
  switch (spec.type) {
    case 'string':
      return typeof value === 'string' ? { ok: true, value } : wrong('a string', value);
    case 'bool':
      return typeof value === 'boolean' ? { ok: true, value } : wrong('true or false', value);
    case 'enum':
      return typeof value === 'string' ? readChoice(spec, value) : wrong('a string', value);
    case 'int':
      return typeof value === 'bigint'
        ? readInt(spec, value)
        : wrong(spec.unit === 'ms' ? 'a whole number of milliseconds' : 'a whole number', value);
    case 'duration-ms':
      if (typeof value === 'bigint') return readDurationNumber(spec, value);
      return typeof value === 'string'
        ? readDurationText(spec, value)
        : wrong('a duration such as "2s", or a number of milliseconds', value);
    case 'string-or-list':
      if (typeof value === 'string') return { ok: true, value: value === '' ? [] : [value] };
      return Array.isArray(value) ? readList(value) : wrong('a string or a list of strings', value);
    case 'string-list':
      return Array.isArray(value) ? readList(value) : wrong('a list of strings', value);
  }
}

function readList(list: readonly TomlValue[]): Reading {
  const item = list.findIndex((entry) => typeof entry !== 'string');
  if (item === -1) return { ok: true, value: list as readonly string[] };
  return {
    ok: false,
    item,
    problem: `must contain only strings, but entry ${item + 1} is ${kindOf(list[item])}`,
    hint: 'put it in quotes',
  };
}

function wrong(expected: string, value: TomlValue): Reading {
  const hint = remedy(expected, value);
  return { ok: false, problem: `must be ${expected}, not ${kindOf(value)}`, ...defined({ hint }) };
}

function remedy(expected: string, value: TomlValue): string | undefined {
  if (typeof value === 'string') {
    if (expected.startsWith('a list')) return `write it as a list: [${quoted(value)}]`;
    if (expected === 'true or false' ? /^(?:true|false)$/.test(value) : /^\d+$/.test(value))
      return `write it without quotes: ${value}`;
  }
  if (expected === 'a string' && (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'))
    return 'put it in quotes';
  return undefined;
}

/** What a value is, in the words of messages. */
export function kindOf(value: TomlValue | undefined): string {
  if (typeof value === 'string') return `a string (${quoted(value)})`;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return 'a number';
  if (typeof value === 'number') return Number.isFinite(value) ? `a number with a fraction (${value})` : String(value);
  if (Array.isArray(value)) return 'a list';
  return value instanceof Date ? 'a date' : 'a table';
}
