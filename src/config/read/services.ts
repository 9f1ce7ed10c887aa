import type { Location } from '../../protocol/diagnostic.ts';
import type { Key } from '../keys/keys.ts';
import type { LoadedConfig } from './load.ts';
import { placeOf, type Place } from './origin.ts';
import type { ProblemList } from './problem-list.ts';
import { ownValue, type ServiceTable } from './service-tables.ts';
import { suggest } from './suggest.ts';
import { quoted } from './values.ts';

/** One of several programs that a session runs. */
export interface ServiceConfig {
  readonly name: string;
  readonly place: Place;
  /** The main package; absent where it is found, or something else is run. */
  readonly package?: string;
  /** Shell text of what is only run. */
  readonly run?: string;
  /** Where it is, relative to where gorl was started. */
  readonly dir: string;
  /** Variables of its commands and its program; nothing overrides them. */
  readonly env: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  readonly restartWith: boolean;
  /** The config as it holds for this service. */
  readonly loaded: LoadedConfig;
}

export function serviceConfig(table: ServiceTable, loaded: LoadedConfig): ServiceConfig {
  const text = (key: 'package' | 'run'): string => (ownValue(table, key) as string).trim();
  return {
    name: table.name,
    place: placeOf(table.location),
    ...(text('package') === '' ? {} : { package: text('package') }),
    ...(text('run') === '' ? {} : { run: text('run') }),
    dir: ownValue(table, 'dir') as string,
    env: table.env,
    dependsOn: [...new Set(ownValue(table, 'depends_on') as readonly string[])],
    restartWith: ownValue(table, 'restart_with') as boolean,
    loaded,
  };
}

/** Tells what one says that cannot be together, or does not say, and dependencies that lead nowhere or in a circle. */
export function checkServices(tables: readonly ServiceTable[], problems: ProblemList): void {
  for (const table of tables) {
    checkProgram(table, problems);
    checkNames(table, tables, problems);
  }
  const circle = findCircle(tables);
  const [first] = circle;
  if (first === undefined) return;
  const names = circle.map(({ name }) => name);
  const message = `services wait for each other: ${[...names, names[0]].join(' → ')}`;
  problems.error(message, locationOf(first, 'depends_on'), 'remove one of these from depends_on');
}

/** What to say of a name that no service has. */
export function noService(name: string, names: readonly string[]): { readonly message: string; readonly hint: string } {
  const meant = suggest(name, names);
  const hint = meant === undefined ? `services: ${names.join(', ')}` : `did you mean ${meant}?`;
  return { message: `there is no service ${quoted(name)}`, hint };
}

const ownPrograms = ['build.cmd', 'build.bin', 'build.entrypoint', 'build.full_bin'] as const satisfies readonly Key[];

function checkProgram(table: ServiceTable, problems: ProblemList): void {
  const { name, own, values } = table;
  const program = ownPrograms.filter((key) => values.has(key));
  const [key] = program;
  const shown = (each: string): string => `services.${name}.${each.replace(/^build\./, '')}`;
  const both = (wrong: string, other: string): void =>
    problems.error(
      `${shown(wrong)}: ${shown(other)} is set, too`,
      own.get(wrong as 'run')?.location ?? values.get(wrong as Key)?.location ?? table.location,
      'one of them says what is run; remove the other',
    );
  if (own.has('run') && own.has('package')) return both('run', 'package');
  if (own.has('run') && key !== undefined) return both(key, 'run');
  if (own.has('package') && values.has('build.cmd')) return both('build.cmd', 'package');
  if (own.has('run') || own.has('package') || own.has('dir') || key !== undefined) return;
  const hint = `add package = "./cmd/${name}", or run = "…" for a command that gorl only runs`;
  problems.error(`services.${name} does not say what it runs`, table.location, hint);
}

function checkNames(table: ServiceTable, tables: readonly ServiceTable[], problems: ProblemList): void {
  const others = tables.filter((each) => each !== table).map(({ name }) => name);
  for (const [index, name] of (ownValue(table, 'depends_on') as readonly string[]).entries()) {
    if (others.includes(name)) continue;
    const { message, hint } =
      name === table.name
        ? { message: `${quoted(name)} is the service itself`, hint: 'remove it' }
        : noService(name, others);
    problems.error(`services.${table.name}.depends_on: ${message}`, table.dependencyAt(index), hint);
  }
}

/** Services of which each waits for the next, and the last for the first; none if there is no such circle. */
function findCircle(tables: readonly ServiceTable[]): readonly ServiceTable[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const done = new Set<ServiceTable>();
  const visit = (table: ServiceTable, way: readonly ServiceTable[]): readonly ServiceTable[] => {
    const from = way.indexOf(table);
    // One that waits for itself is told already.
    if (from >= 0) return way.length - from > 1 ? way.slice(from) : [];
    if (done.has(table)) return [];
    for (const name of ownValue(table, 'depends_on') as readonly string[]) {
      const next = byName.get(name);
      const circle = next === undefined ? [] : visit(next, [...way, table]);
      if (circle.length > 0) return circle;
    }
    done.add(table);
    return [];
  };
  for (const table of tables) {
    const circle = visit(table, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

function locationOf(table: ServiceTable, key: 'depends_on'): Location {
  return table.own.get(key)?.location ?? table.location;
}
