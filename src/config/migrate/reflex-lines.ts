import { defined } from '../../base/defined.ts';
import { splitWords } from './shell-text.ts';

/** One command of a `reflex.conf`. */
export interface ReflexLine {
  /** Of its first line, 1-based. */
  readonly line: number;
  readonly service: boolean;
  readonly regexes: readonly string[];
  readonly inverseRegexes: readonly string[];
  readonly globs: readonly string[];
  readonly inverseGlobs: readonly string[];
  /** A Go duration. */
  readonly shutdownTimeout?: string;
  readonly all: boolean;
  /** The text that stands for the changed file. */
  readonly substitute: string;
  readonly command: readonly string[];
}

const longNames: Readonly<Record<string, string>> = {
  r: 'regex',
  R: 'inverse-regex',
  g: 'glob',
  G: 'inverse-glob',
  t: 'shutdown-timeout',
  d: 'decoration',
  c: 'config',
  s: 'start-service',
  v: 'verbose',
  e: 'sequential',
};
const switches: ReadonlySet<string> = new Set([
  'start-service',
  'verbose',
  'sequential',
  'all',
  'only-files',
  'only-dirs',
]);

/**
 * Each line is a command with reflex's flags in front; `\` continues a line, quotes may span several,
 * `#` begins a comment line (https://github.com/cespare/reflex, README).
 */
export function readReflexLines(text: string): readonly ReflexLine[] {
  return joined(text).map(({ line, words }) => parse(line, words));
}

function joined(text: string): readonly { readonly line: number; readonly words: readonly string[] }[] {
  const found: { line: number; words: readonly string[] }[] = [];
  const lines = text.replaceAll('\r', '').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let whole = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(whole)) continue;
    while ((whole.endsWith('\\') || isOpen(whole)) && at + 1 < lines.length)
      whole = whole.endsWith('\\') ? `${whole.slice(0, -1)} ${lines[++at] ?? ''}` : `${whole}\n${lines[++at] ?? ''}`;
    // reflex splits words, and leaves everything else in them as it is.
    found.push({
      line,
      words: splitWords(whole).map(({ raw, plain }) => plain ?? raw.replaceAll(/^(["'])([\s\S]*)\1$/g, '$2')),
    });
  }
  return found;
}

/** A quote in it is not closed. */
function isOpen(text: string): boolean {
  const rest = text.replaceAll(/\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"/g, '');
  return /['"]/.test(rest);
}

function parse(line: number, words: readonly string[]): ReflexLine {
  const values = new Map<string, string[]>();
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--' || !word.startsWith('-') || word === '-') break;
    at++;
    const long = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word);
    if (long !== null) at += take(values, long[1] ?? '', long[2], words[at]);
    else at += takeShort(values, word.slice(1), words[at]);
  }
  const command = words.slice(words[at] === '--' ? at + 1 : at);
  const all = (name: string): readonly string[] => values.get(name) ?? [];
  const timeout = all('shutdown-timeout').at(-1);
  return {
    line,
    service: isOn(values, 'start-service'),
    regexes: all('regex'),
    inverseRegexes: all('inverse-regex'),
    globs: all('glob'),
    inverseGlobs: all('inverse-glob'),
    ...defined({ shutdownTimeout: timeout }),
    all: isOn(values, 'all'),
    substitute: all('substitute').at(-1) ?? '{}',
    command,
  };
}

/** `-sr '\.go$'`: several letters, the last of which may take the next word. Returns how many words it took. */
function takeShort(values: Map<string, string[]>, letters: string, next: string | undefined): number {
  for (let at = 0; at < letters.length; at++) {
    const name = longNames[letters[at] ?? ''] ?? '';
    if (switches.has(name) || name === '') values.set(name, ['true']);
    else {
      const rest = letters.slice(at + 1).replace(/^=/, '');
      return take(values, name, rest === '' ? undefined : rest, next);
    }
  }
  return 0;
}

function take(
  values: Map<string, string[]>,
  name: string,
  value: string | undefined,
  next: string | undefined,
): number {
  const isSwitch = switches.has(name);
  const taken = value ?? (isSwitch ? 'true' : (next ?? ''));
  values.set(name, [...(values.get(name) ?? []), taken]);
  return value === undefined && !isSwitch ? 1 : 0;
}

function isOn(values: ReadonlyMap<string, readonly string[]>, name: string): boolean {
  return values.get(name)?.at(-1) === 'true';
}
