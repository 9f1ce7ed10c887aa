import type { KeySpec } from '../keys/key-spec.ts';
import type { Positions, TomlPath } from './positions.ts';
import type { ProblemList } from './problem-list.ts';
import type { Reading } from './values.ts';
import { readTomlValue } from './read-toml-value.ts';
import type { TomlTable, TomlValue } from './toml.ts';

/** What the readers of a document share. */
export interface ReadContext {
  readonly positions: Positions;
  readonly problems: ProblemList;
}

export function isTable(value: TomlValue | undefined): value is TomlValue & TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * The known name that a name of the file stands for: the same, or in upper case throughout, which air
 * accepts. Other spellings (`excludeDir`) are not keys, in air either.
 */
export function knownName(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return name;
  return name === name.toUpperCase() && known.includes(name.toLowerCase()) ? name.toLowerCase() : undefined;
}

/**
 * The entries of a table with known names, each once: beside `cmd`, a `CMD` is left out with a warning.
 * Calls `unknown` for the others.
 */
export function* entriesOf(
  context: ReadContext,
  table: TomlTable,
  path: TomlPath,
  known: readonly string[],
  unknown: (name: string) => void,
): Generator<{ readonly name: string; readonly value: TomlValue; readonly path: TomlPath }> {
  for (const [written, value] of Object.entries(table)) {
    const name = knownName(written, known);
    if (name === undefined) unknown(written);
    else if (name !== written && Object.hasOwn(table, name)) {
      context.problems.warning(
        `${written} is ignored, because ${name} is given too`,
        context.positions.key([...path, written]),
      );
    } else yield { name, value, path: [...path, written] };
  }
}

/** Reads one value and tells what is wrong with it. Undefined when it cannot be used. */
export function readEntry(
  context: ReadContext,
  shown: string,
  spec: KeySpec,
  value: TomlValue,
  path: TomlPath,
): (Reading & { ok: true }) | undefined {
  const reading = readTomlValue(spec, value);
  const { positions, problems } = context;
  if (!reading.ok) {
    const place = reading.item === undefined ? path : [...path, reading.item];
    problems.error(`${shown} ${reading.problem}`, positions.value(place), reading.hint);
    return undefined;
  }
  if (reading.warning !== undefined) problems.warning(`${shown} ${reading.warning}`, positions.value(path));
  if (reading.note !== undefined) problems.note(`${shown} ${reading.note}`, positions.value(path));
  return reading;
}
