import { generateKeys } from '../keys/keys-generate.ts';
import { readTables, type TableEntry } from './list-of-tables.ts';
import { placeOf, type Place } from './origin.ts';
import type { TomlPath } from './positions.ts';
import type { ReadContext } from './table-reader.ts';
import type { TomlValue } from './toml.ts';
import { quoted } from './values.ts';

/** A `[[build.generate]]` entry: a command that runs before the build when the files that it reads differ. */
export interface Generator {
  /** No two have the same. */
  readonly name: string;
  /** Globs of what it reads, relative to root. */
  readonly files: readonly string[];
  /** Globs of what it does not. */
  readonly exclude: readonly string[];
  /** Shell text. */
  readonly cmd: string;
  readonly place: Place;
}

/** The usable entries; what is wrong with the others is told. */
export function readGenerators(context: ReadContext, value: TomlValue, path: TomlPath): readonly Generator[] {
  const options = { name: 'build.generate', what: 'generator', specs: generateKeys };
  const entries = readTables(context, value, path, options).filter((entry) => isComplete(context, entry));
  const taken = new Set<string>();
  for (const entry of entries) {
    const name = entry.text('name');
    if (name === '') continue;
    if (taken.has(name))
      context.problems.error(
        `${entry.shown}.name: ${quoted(name)} is the name of another generator`,
        context.positions.value([...entry.path, 'name']),
        'give each its own name',
      );
    taken.add(name);
  }
  return entries.map((entry) => ({
    name: entry.text('name') || unused(programOf(entry.text('cmd')), taken),
    files: entry.list('files'),
    exclude: entry.list('exclude'),
    cmd: entry.text('cmd'),
    place: placeOf(context.positions.key(entry.path)),
  }));
}

/** Tells what is missing or cannot be meant. */
function isComplete(context: ReadContext, { shown, path, usable, text, list }: TableEntry): boolean {
  const { positions, problems } = context;
  const before = problems.errors;
  for (const key of ['files', 'exclude'])
    for (const [at, glob] of list(key).entries()) checkGlob(context, `${shown}.${key}`, glob, [...path, key, at]);
  if (!usable) return false;
  if (text('cmd').trim() === '')
    problems.error(`${shown} has no cmd`, positions.key(path), 'add the command that it runs: cmd = "templ generate"');
  if (list('files').length === 0)
    problems.error(
      `${shown} does not say which files it reads`,
      positions.key(path),
      'add globs such as files = ["**/*.templ"]',
    );
  return problems.errors === before;
}

function checkGlob({ positions, problems }: ReadContext, shown: string, glob: string, path: TomlPath): void {
  const say = (problem: string, hint: string): void =>
    problems.error(`${shown}: ${quoted(glob)} ${problem}`, positions.value(path), hint);
  if (glob.trim() === '') say('matches no file', 'write a glob such as "**/*.templ"');
  else if (/^(?:\/|[A-Za-z]:|~\/)/.test(glob.trim())) say('is not relative to root', 'leave out what stands for root');
  else if (glob.split('/').includes('..')) say('leads out of root', 'only files below root count; root can be set');
  else if (glob.includes('\\')) say('has a backslash', 'write / between names, on every system');
  else if (glob.startsWith('!')) say('is a negation', 'name what is no input in exclude');
}

/** What a person calls the command: `templ` for `go tool templ generate`, too. */
function programOf(cmd: string): string {
  const words = cmd.trim().split(/\s+/);
  const [first = '', second = '', ...rest] = words.slice(words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)));
  const runs = `${first} ${second}`;
  const named = /^(?:npx|bunx|pnpx)$/.test(first)
    ? second
    : /^(?:go (?:tool|run)|npm run|pnpm exec)$/.test(runs)
      ? (rest.find((word) => !word.startsWith('-')) ?? first)
      : first;
  const base = named.replace(/@[^/]*$/, '').replace(/\/+$/, '');
  return base.slice(base.lastIndexOf('/') + 1).replaceAll(/["'`$(){};&|<>]/g, '') || 'generate';
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  taken.add(free);
  return free;
}
