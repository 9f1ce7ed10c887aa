import type { KeySpec, SettingValue } from '../keys/key-spec.ts';
import type { TomlPath } from './positions.ts';
import { kindOf } from './read-toml-value.ts';
import { suggest } from './suggest.ts';
import { entriesOf, isTable, readEntry, type ReadContext } from './table-reader.ts';
import type { TomlTable, TomlValue } from './toml.ts';
import { quoted } from './values.ts';

/** One table of a list such as `[[build.rules]]`. */
export interface TableEntry {
  readonly index: number;
  /** For messages: `build.rules[0]`. */
  readonly shown: string;
  readonly path: TomlPath;
  /** None of its values is of a wrong type. */
  readonly usable: boolean;
  /** '' when it is missing. */
  text(name: string): string;
  /** Empty when it is missing. */
  list(name: string): readonly string[];
  value(name: string): SettingValue;
}

/**
 * Reads a list of tables whose keys `specs` describes; what is wrong with it is told.
 *
 * @param what one of them is, for advice: `rule`
 */
export function readTables(
  context: ReadContext,
  value: TomlValue,
  path: TomlPath,
  { name, what, specs }: { readonly name: string; readonly what: string; readonly specs: Specs },
): readonly TableEntry[] {
  if (!Array.isArray(value)) {
    context.problems.error(
      `${name} must be a list of tables, not ${kindOf(value)}`,
      context.positions.value(path),
      `begin each ${what} with [[${name}]]`,
    );
    return [];
  }
  return value.flatMap((entry, index) => {
    const place = [...path, index];
    if (isTable(entry)) return [readTable(context, entry, place, { shown: `${name}[${index}]`, index, specs })];
    context.problems.error(`${name}[${index}] must be a table, not ${kindOf(entry)}`, context.positions.value(place));
    return [];
  });
}

type Specs = Readonly<Record<string, KeySpec>>;

function readTable(
  context: ReadContext,
  table: TomlTable,
  path: TomlPath,
  { shown, index, specs }: { readonly shown: string; readonly index: number; readonly specs: Specs },
): TableEntry {
  const { positions, problems } = context;
  const names = Object.keys(specs);
  const values = new Map<string, SettingValue>();
  let usable = true;
  const unknown = (name: string): void => {
    const meant = suggest(name, names);
    problems.warning(
      `${shown} has an unknown key ${quoted(name)}, which is ignored`,
      positions.key([...path, name]),
      meant && `did you mean ${meant}?`,
    );
  };
  for (const entry of entriesOf(context, table, path, names, unknown)) {
    const spec = specs[entry.name];
    const reading = spec && readEntry(context, `${shown}.${entry.name}`, spec, entry.value, entry.path);
    if (reading) values.set(entry.name, reading.value);
    else usable = false;
  }
  return {
    index,
    shown,
    path,
    usable,
    text: (name) => (values.get(name) as string | undefined) ?? '',
    list: (name) => (values.get(name) as readonly string[] | undefined) ?? [],
    value: (name) => values.get(name),
  };
}
