import type { Location } from '../../protocol/diagnostic.ts';
import type { KeySpec, SettingValue } from '../keys/key-spec.ts';
import { groups, isKey, namesIn, platformNames, platforms, specOf, type Key, type Platform } from '../keys/keys.ts';
import { findPositions, type TomlPath } from './positions.ts';
import type { ProblemList } from './problem-list.ts';
import { kindOf } from './read-toml-value.ts';
import { readRules, type BuildRule } from './build-rules.ts';
import { readRoutes, type WrittenRoute } from './routes.ts';
import { readServiceTables, type ServiceTable } from './service-tables.ts';
import { readGenerators, type Generator } from './generators.ts';
import type { SourceText } from './source-text.ts';
import { entriesOf, isTable, readEntry, type ReadContext } from './table-reader.ts';
import type { TomlTable, TomlValue } from './toml.ts';
import { describeUnknown } from './unknown-key.ts';

/** A value that the file gives, and where. */
export interface FileValue {
  readonly value: SettingValue;
  /** Of the value. */
  readonly location: Location;
}

export interface FileContent {
  readonly values: ReadonlyMap<Key, FileValue>;
  readonly platforms: ReadonlyMap<Platform, ReadonlyMap<Key, FileValue>>;
  readonly rules: readonly BuildRule[];
  readonly generators: readonly Generator[];
  readonly services: readonly ServiceTable[];
  readonly routes: readonly WrittenRoute[];
}

/** Checks a parsed file against the table of keys. Values that cannot be used are left out and told. */
export function readDocument(tree: TomlTable, source: SourceText, problems: ProblemList): FileContent {
  const reader = new DocumentReader({ positions: findPositions(source), problems });
  reader.top(tree);
  return reader;
}

class DocumentReader implements FileContent {
  readonly values = new Map<Key, FileValue>();
  readonly platforms = new Map<Platform, Map<Key, FileValue>>();
  rules: readonly BuildRule[] = [];
  generators: readonly Generator[] = [];
  services: readonly ServiceTable[] = [];
  routes: readonly WrittenRoute[] = [];
  readonly #context: ReadContext;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  top(tree: TomlTable): void {
    const known = [...namesIn(''), ...groups, 'services'];
    for (const { name, value, path } of entriesOf(this.#context, tree, [], known, this.#unknownIn('', [], tree))) {
      if (name === 'services') this.services = readServiceTables(this.#context, value, path);
      else if (!groups.includes(name)) this.#key(this.values, name, value, path);
      else if (this.#table(name, value, path)) this.#group(name, value, path);
    }
  }

  #group(group: string, table: TomlTable, path: TomlPath): void {
    const tables = tablesIn(group);
    const known = [...namesIn(group), ...tables];
    for (const { name, value, path: at } of entriesOf(
      this.#context,
      table,
      path,
      known,
      this.#unknownIn(group, path, table),
    )) {
      if (!tables.includes(name)) this.#key(this.values, `${group}.${name}`, value, at);
      else if (name === 'rules') this.rules = readRules(this.#context, value, at);
      else if (name === 'routes') this.routes = readRoutes(this.#context, value, at);
      else if (name === 'generate') this.generators = readGenerators(this.#context, value, at);
      else if (this.#table(`build.${name}`, value, at)) this.#platform(name as Platform, value, at);
    }
  }

  #platform(platform: Platform, table: TomlTable, path: TomlPath): void {
    const values = new Map<Key, FileValue>();
    this.platforms.set(platform, values);
    const unknown = this.#unknownIn(`build.${platform}`, path, table);
    for (const { name, value, path: at } of entriesOf(this.#context, table, path, platformNames, unknown)) {
      this.#key(values, `build.${name}`, value, at, `build.${platform}.${name}`);
    }
  }

  #key(into: Map<Key, FileValue>, key: string, value: TomlValue, path: TomlPath, shown = key): void {
    if (!isKey(key)) return;
    const spec: KeySpec = specOf(key);
    const reading = readEntry(this.#context, shown, spec, value, path);
    if (reading) into.set(key, { value: reading.value, location: this.#context.positions.value(path) });
  }

  #table(shown: string, value: TomlValue, path: TomlPath): value is TomlValue & TomlTable {
    if (isTable(value)) return true;
    const { positions, problems } = this.#context;
    problems.error(
      `${shown} must be a table, not ${kindOf(value)}`,
      positions.key(path),
      `begin the table with [${shown}]`,
    );
    return false;
  }

  #unknownIn(group: string, path: TomlPath, table: TomlTable): (name: string) => void {
    return (name) =>
      this.#context.problems.warningOf(() => {
        const isTableName = isTable(table[name]) || isListOfTables(table[name]);
        return { ...describeUnknown(group, name, isTableName), location: this.#context.positions.key([...path, name]) };
      });
  }
}

function tablesIn(group: string): readonly string[] {
  if (group === 'build') return [...platforms, 'rules', 'generate'];
  return group === 'proxy' ? ['routes'] : [];
}

function isListOfTables(value: TomlValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}
