import { defined } from '../../base/defined.ts';
import type { Env } from '../../base/env.ts';
import { type BuildFlag, isOn, parseBuildFlags } from './build-flags.ts';
import { type Shell, splitPlainWords } from './shell-words.ts';

/** A build command that gorl may write itself, since it knows what it means. */
export interface OwnedBuild {
  /** As written, without `-o`. */
  readonly flags: readonly string[];
  /** The value of `-o`, as written. */
  readonly output?: string;
  /** One package (`.` when none is named), or the files of one. */
  readonly packages: readonly string[];
}

/** With these, the command does something else than write one program whose output gorl can read. */
const refusedSwitches = new Set(['n', 'json', 'work', 'i']);
const programModes = new Set(['default', 'exe', 'pie']);

/**
 * Reads a `cmd` line: an OwnedBuild if it is one plain `go build [flags] [package | file.go…]` that
 * makes one program, else undefined, and the line is run by the shell exactly as written. Refused,
 * among others: `-C`, `-n`, `-json`, several packages, patterns with `...`, `-buildmode=plugin`.
 */
export function parseBuildCommand(line: string, shell: Shell = 'sh'): OwnedBuild | undefined {
  const words = splitPlainWords(line.trim(), shell);
  if (words === undefined || words[0] !== 'go' || words[1] !== 'build') return undefined;
  const parsed = parseBuildFlags(words.slice(2));
  if (parsed.type !== 'ok' || parsed.flags.some(isRefused)) return undefined;
  const packages = parsed.rest.length === 0 ? ['.'] : parsed.rest;
  if (!isOneProgram(packages)) return undefined;
  const output = parsed.flags.findLast((flag) => flag.name === 'o')?.value;
  if (output === '' || output === '/dev/null' || output === 'NUL') return undefined;
  return {
    flags: parsed.flags.filter((flag) => flag.name !== 'o').flatMap((flag) => flag.words),
    ...defined({ output }),
    packages,
  };
}

/**
 * The `-o` of a plain `go build` that ends a line of several commands; undefined also where a `cd` comes before it,
 * since it is then relative to somewhere else.
 */
export function lastOutput(line: string): string | undefined {
  const last = commandsOf(line)?.at(-1);
  return last === undefined ? undefined : parseBuildCommand(last.replace(assignments, ''))?.output;
}

/**
 * The one plain `go build` in a line of several commands, and the variables that stand before it; undefined where
 * there is none or more than one, and where a `cd` comes before it. What a Makefile builds is not evident.
 */
export function evidentBuild(line: string): (OwnedBuild & { readonly env: Env }) | undefined {
  const builds = (commandsOf(line) ?? []).filter((each) => /^go\s+build\b/.test(each.replace(assignments, '')));
  const [only] = builds;
  const parsed = only === undefined || builds.length > 1 ? undefined : parseBuildCommand(only.replace(assignments, ''));
  if (only === undefined || parsed === undefined) return undefined;
  const words = (assignments.exec(only)?.[0] ?? '').trim().split(/\s+/);
  return { ...parsed, env: Object.fromEntries(words.filter((word) => word !== '').map(parseAssignment)) };
}

/** `CGO_ENABLED=0 GOOS=linux `, without anything that a shell would expand. */
const assignments = /^(?:[A-Za-z_]\w*=[^\s'"$`\\]*\s+)+/;

function parseAssignment(word: string): [name: string, value: string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

/** Undefined where one of them changes the directory. */
function commandsOf(line: string): readonly string[] | undefined {
  const commands = line.split(/&&|\|\||[;\n]/).map((each) => each.trim());
  return commands.some((each) => /^(?:cd|pushd)\b/.test(each)) ? undefined : commands.filter((each) => each !== '');
}

function isRefused(flag: BuildFlag): boolean {
  if (flag.name === 'C') return true;
  if (flag.name === 'buildmode') return !programModes.has(flag.value ?? '');
  return refusedSwitches.has(flag.name) && isOn(flag);
}

function isOneProgram(packages: readonly string[]): boolean {
  // A word with a dash in this place is an error that the go command itself should tell.
  if (packages.some((word) => word.startsWith('-') || word.includes('...') || word.includes('@'))) return false;
  return packages.length === 1 || packages.every((word) => word.endsWith('.go'));
}
