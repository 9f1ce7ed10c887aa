import { ruleKeys } from '../keys/keys-rules.ts';
import type { KeySpec, SettingValue } from '../keys/key-spec.ts';
import { placeOf, type Place } from './origin.ts';
import type { TomlPath } from './positions.ts';
import { suggest } from './suggest.ts';
import { entriesOf, isTable, readEntry, type ReadContext } from './table-reader.ts';
import type { TomlTable, TomlValue } from './toml.ts';
import { kindOf } from './read-toml-value.ts';
import { quoted } from './values.ts';
import { dottedExtension } from './settings-check.ts';

/**
 * A `[[build.rules]]` entry: a command of its own for some files. A file belongs to it when it is in
 * one of the directories (if there are any) and has one of the extensions or is one of the files (if
 * there are any), as in air.
 */
export interface BuildRule {
  readonly name: string;
  /** Shell text. */
  readonly cmd: string;
  readonly includeDir: readonly string[];
  readonly includeExt: readonly string[];
  readonly includeFile: readonly string[];
  /** Go regular expressions for absolute paths; not checked here. */
  readonly excludeRegex: readonly string[];
  /** How long changes may be held back, in ms; default 1000. */
  readonly delayMs: number;
  /** What follows a successful run; default `none`. */
  readonly run: 'none' | 'restart' | 'reload';
  readonly place: Place;
}

const ruleSpecs: Readonly<Record<string, KeySpec>> = ruleKeys;
const ruleNames = Object.keys(ruleKeys);
const defaultDelayMs = ruleKeys.delay.default;

/** The usable rules; what is wrong with the others is told. */
export function readRules(context: ReadContext, value: TomlValue, path: TomlPath): readonly BuildRule[] {
  if (!Array.isArray(value)) {
    context.problems.error(
      `build.rules must be a list of tables, not ${kindOf(value)}`,
      context.positions.value(path),
      'begin each rule with [[build.rules]]',
    );
    return [];
  }
  return value.flatMap((entry, index) => {
    const place = [...path, index];
    if (isTable(entry)) return readRule(context, entry, place, index);
    context.problems.error(
      `build.rules[${index}] must be a table, not ${kindOf(entry)}`,
      context.positions.value(place),
    );
    return [];
  });
}

function readRule(context: ReadContext, table: TomlTable, path: TomlPath, index: number): readonly BuildRule[] {
  const { positions, problems } = context;
  const shown = `build.rules[${index}]`;
  const values = new Map<string, SettingValue>();
  let usable = true;
  const unknown = (name: string): void => {
    const meant = suggest(name, ruleNames);
    problems.warning(
      `${shown} has an unknown key ${quoted(name)}, which is ignored`,
      positions.key([...path, name]),
      meant && `did you mean ${meant}?`,
    );
  };
  for (const entry of entriesOf(context, table, path, ruleNames, unknown)) {
    const spec = ruleSpecs[entry.name];
    const reading = spec && readEntry(context, `${shown}.${entry.name}`, spec, entry.value, entry.path);
    if (reading) values.set(entry.name, reading.value);
    else usable = false;
  }

  for (const ext of (values.get('include_ext') as readonly string[] | undefined) ?? []) {
    const hint = dottedExtension(ext);
    if (hint !== undefined)
      problems.warning(
        `${shown}.include_ext: ${quoted(ext)} matches no file`,
        positions.value([...path, 'include_ext']),
        hint,
      );
  }

  const text = (name: string): string => (values.get(name) as string | undefined) ?? '';
  const list = (name: string): readonly string[] => (values.get(name) as readonly string[] | undefined) ?? [];
  const delayMs = (values.get('delay') as number | undefined) ?? 0;
  const rule: BuildRule = {
    name: text('name') || `rule-${index}`,
    cmd: text('cmd'),
    includeDir: list('include_dir'),
    includeExt: list('include_ext'),
    includeFile: list('include_file'),
    excludeRegex: list('exclude_regex'),
    delayMs: delayMs > 0 ? delayMs : defaultDelayMs,
    run: (values.get('run') as BuildRule['run'] | undefined) ?? 'none',
    place: placeOf(positions.key(path)),
  };
  if (!usable) return [];
  if (rule.cmd.trim() === '') {
    problems.error(`${shown} has no cmd`, positions.key(path), 'add the command that the rule runs: cmd = "…"');
    return [];
  }
  if (rule.includeDir.length + rule.includeExt.length + rule.includeFile.length === 0) {
    problems.error(
      `${shown} does not say which files it is for`,
      positions.key(path),
      'add include_dir, include_ext or include_file',
    );
    return [];
  }
  return [rule];
}
