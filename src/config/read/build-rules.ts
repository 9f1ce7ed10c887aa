import { ruleKeys } from '../keys/keys-rules.ts';
import { readTables, type TableEntry } from './list-of-tables.ts';
import { placeOf, type Place } from './origin.ts';
import type { TomlPath } from './positions.ts';
import type { ReadContext } from './table-reader.ts';
import type { TomlValue } from './toml.ts';
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

const defaultDelayMs = ruleKeys.delay.default;

/** The usable rules; what is wrong with the others is told. */
export function readRules(context: ReadContext, value: TomlValue, path: TomlPath): readonly BuildRule[] {
  const entries = readTables(context, value, path, { name: 'build.rules', what: 'rule', specs: ruleKeys });
  return entries.flatMap((entry) => readRule(context, entry));
}

function readRule({ positions, problems }: ReadContext, entry: TableEntry): readonly BuildRule[] {
  const { shown, path, text, list } = entry;
  for (const ext of list('include_ext')) {
    const hint = dottedExtension(ext);
    if (hint !== undefined)
      problems.warning(
        `${shown}.include_ext: ${quoted(ext)} matches no file`,
        positions.value([...path, 'include_ext']),
        hint,
      );
  }
  const delayMs = (entry.value('delay') as number | undefined) ?? 0;
  const rule: BuildRule = {
    name: text('name') || `rule-${entry.index}`,
    cmd: text('cmd'),
    includeDir: list('include_dir'),
    includeExt: list('include_ext'),
    includeFile: list('include_file'),
    excludeRegex: list('exclude_regex'),
    delayMs: delayMs > 0 ? delayMs : defaultDelayMs,
    run: (entry.value('run') as BuildRule['run'] | undefined) ?? 'none',
    place: placeOf(positions.key(path)),
  };
  if (!entry.usable) return [];
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
