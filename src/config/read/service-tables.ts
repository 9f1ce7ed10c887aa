import type { Location } from '../../protocol/diagnostic.ts';
import type { KeySpec, SettingValue } from '../keys/key-spec.ts';
import { isKey, namesIn, specOf, type Key } from '../keys/keys.ts';
import { serviceGroups, serviceKeys, shortKeys } from '../keys/keys-services.ts';
import type { TomlPath } from './positions.ts';
import type { FileValue } from './read-document.ts';
import { kindOf } from './read-toml-value.ts';
import { suggest } from './suggest.ts';
import { entriesOf, isTable, readEntry, type ReadContext } from './table-reader.ts';
import type { TomlTable, TomlValue } from './toml.ts';
import { quoted } from './values.ts';

/** A `[services.NAME]` table as it is written. */
export interface ServiceTable {
  readonly name: string;
  /** Of the table. */
  readonly location: Location;
  readonly own: ReadonlyMap<keyof typeof serviceKeys, FileValue>;
  readonly env: Readonly<Record<string, string>>;
  /** What it says in place of the config's own keys. */
  readonly values: ReadonlyMap<Key, FileValue>;
  /** Of the entries of `depends_on`. */
  readonly dependencyAt: (index: number) => Location;
}

/** In every id of builds and processes. */
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

export function isServiceName(text: string): boolean {
  return namePattern.test(text);
}

/** The usable tables, in their order; what is wrong with the others is told. */
export function readServiceTables(context: ReadContext, value: TomlValue, path: TomlPath): readonly ServiceTable[] {
  const { positions, problems } = context;
  const wrongTable = (shown: string, found: TomlValue, at: TomlPath): void =>
    problems.error(
      `${shown} must be a table, not ${kindOf(found)}`,
      positions.key(at),
      `begin a service with [services.api]`,
    );
  if (!isTable(value)) {
    wrongTable('services', value, path);
    return [];
  }
  return Object.entries(value).flatMap(([name, table]) => {
    const at = [...path, name];
    if (!isTable(table)) {
      wrongTable(`services.${name}`, table, at);
      return [];
    }
    if (!isServiceName(name)) {
      const hint = 'letters, digits, _, - and . make a name';
      problems.error(`services: ${quoted(name)} cannot be the name of a service`, positions.key(at), hint);
      return [];
    }
    return [new TableReader(context, name, at).read(table)];
  });
}

class TableReader {
  readonly #context: ReadContext;
  readonly #name: string;
  readonly #path: TomlPath;
  readonly #own = new Map<keyof typeof serviceKeys, FileValue>();
  readonly #values = new Map<Key, FileValue>();
  #env: Readonly<Record<string, string>> = {};
  #listPath: TomlPath = [];

  constructor(context: ReadContext, name: string, path: TomlPath) {
    this.#context = context;
    this.#name = name;
    this.#path = path;
  }

  read(table: TomlTable): ServiceTable {
    const names = [...Object.keys(serviceKeys), 'env', ...shortKeys, ...namesIn('')];
    for (const { name, value, path } of this.#entries(table, this.#path, [...names, ...serviceGroups], '')) {
      if (name === 'env') this.#env = this.#variables(value, path);
      else if (isServiceKey(name)) this.#service(name, value, path);
      else if ((serviceGroups as readonly string[]).includes(name)) this.#group(name, value, path);
      else this.#key((shortKeys as readonly string[]).includes(name) ? `build.${name}` : name, value, path, name);
    }
    const { positions } = this.#context;
    return {
      name: this.#name,
      location: positions.key(this.#path),
      own: this.#own,
      env: this.#env,
      values: this.#values,
      dependencyAt: (index) => positions.value([...this.#listPath, index]),
    };
  }

  #service(name: keyof typeof serviceKeys, value: TomlValue, path: TomlPath): void {
    if (name === 'depends_on') this.#listPath = path;
    const read = this.#read(serviceKeys[name], value, path, name);
    if (read !== undefined) this.#own.set(name, read);
  }

  #group(group: string, value: TomlValue, path: TomlPath): void {
    if (!isTable(value)) {
      const shown = `services.${this.#name}.${group}`;
      const { positions, problems } = this.#context;
      problems.error(`${shown} must be a table, not ${kindOf(value)}`, positions.key(path), `begin it with [${shown}]`);
      return;
    }
    for (const { name, value: entry, path: at } of this.#entries(value, path, namesIn(group), `${group}.`))
      this.#key(`${group}.${name}`, entry, at, `${group}.${name}`);
  }

  #key(key: string, value: TomlValue, path: TomlPath, shown: string): void {
    if (!isKey(key)) return;
    const read = this.#read(specOf(key), value, path, shown);
    if (read !== undefined) this.#values.set(key, read);
  }

  #read(spec: KeySpec, value: TomlValue, path: TomlPath, shown: string): FileValue | undefined {
    const reading = readEntry(this.#context, `services.${this.#name}.${shown}`, spec, value, path);
    return reading && { value: reading.value, location: this.#context.positions.value(path) };
  }

  #entries(table: TomlTable, path: TomlPath, known: readonly string[], group: string): ReturnType<typeof entriesOf> {
    const { positions, problems } = this.#context;
    return entriesOf(this.#context, table, path, known, (name) => {
      const meant = suggest(name, known);
      problems.warning(
        `services.${this.#name} has an unknown key ${quoted(`${group}${name}`)}, which is ignored`,
        positions.key([...path, name]),
        meant && `did you mean ${group}${meant}?`,
      );
    });
  }

  #variables(value: TomlValue, path: TomlPath): Readonly<Record<string, string>> {
    const { positions, problems } = this.#context;
    const shown = `services.${this.#name}.env`;
    if (!isTable(value)) {
      problems.error(`${shown} must be a table, not ${kindOf(value)}`, positions.key(path), 'write { PORT = "8081" }');
      return {};
    }
    const entries = Object.entries(value).flatMap(([name, entry]) => {
      if (typeof entry === 'string' || typeof entry === 'bigint') return [[name, `${entry}`] as const];
      if (typeof entry === 'number' || typeof entry === 'boolean') return [[name, String(entry)] as const];
      problems.error(`${shown}.${name} must be a text, not ${kindOf(entry)}`, positions.value([...path, name]));
      return [];
    });
    return Object.fromEntries(entries);
  }
}

function isServiceKey(name: string): name is keyof typeof serviceKeys {
  return Object.hasOwn(serviceKeys, name);
}

/** The value of one of a service's own keys; its default where it says nothing. */
export function ownValue(table: ServiceTable, key: keyof typeof serviceKeys): SettingValue {
  return table.own.get(key)?.value ?? serviceKeys[key].default;
}
