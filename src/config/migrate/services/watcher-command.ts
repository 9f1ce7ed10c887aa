import { posix } from 'node:path';
import { shellQuote } from '../../../base/shell-quote.ts';
import { readReflexLines } from '../reflex-lines.ts';
import { splitAssignments, splitWords, type Word } from '../shell-text.ts';
import { airLine } from './air-command.ts';
import type { CommandPlace } from './program-command.ts';
import type { ServiceEntry } from '../migration.ts';

/** What a tool that starts a program again at every save starts. */
export interface Watched {
  readonly line: string;
  /** Settings of the tool that are gorl's, too. */
  readonly entries?: readonly ServiceEntry[];
  /** For a comment. */
  readonly what: string;
  readonly lost: readonly string[];
}

/** The command in `wgo run ./cmd/api`, `air -c api.toml`, …; undefined where there is no such tool, or it is not plain. */
export function withoutWatcher(line: string, place: CommandPlace & { readonly dir: string }): Watched | undefined {
  const piped = /\|\s*entr\s+(?:-\w+\s+)*(\S[\s\S]*)$/.exec(line)?.[1];
  if (piped !== undefined) return watched('entr', '', piped);
  const { env, rest } = splitAssignments(splitWords(line));
  const words = rest[0]?.raw === 'exec' ? rest.slice(1) : rest;
  const { tool, args } = toolOf(words);
  const prefix = env.map(({ name, raw }) => `${name}=${raw} `).join('');
  if (tool === 'air') return airLine(args, prefix, place);
  const inner = tool === undefined ? undefined : commandIn(tool, args);
  return tool === undefined || inner === undefined || inner.trim() === '' ? undefined : watched(tool, prefix, inner);
}

function watched(tool: string, prefix: string, inner: string): Watched {
  // What is set before several commands is set for the program.
  const at = inner.lastIndexOf(' && ');
  const line = at < 0 ? `${prefix}${inner}` : `${inner.slice(0, at + 4)}${prefix}${inner.slice(at + 4)}`;
  return { line, what: `${tool} is not needed: gorl watches`, lost: [] };
}

/** By its name wherever it is, by `go tool air`, and by `go run example.com/air@latest`. */
function toolOf(words: readonly Word[]): { readonly tool?: string; readonly args: readonly Word[] } {
  const [first, second, third] = words;
  const isTool = first?.raw === 'go' && second?.raw === 'tool';
  const isModule = first?.raw === 'go' && second?.raw === 'run' && third?.raw.includes('@') === true;
  const from = isTool || isModule ? 2 : 0;
  const name = posix.basename((words[from]?.raw ?? '').replace(/@.*$/, ''));
  return name === '' ? { args: [] } : { tool: name, args: words.slice(from + 1) };
}

function commandIn(tool: string, words: readonly Word[]): string | undefined {
  switch (tool) {
    case 'wgo':
      return wgo(words);
    case 'gow': {
      const rest = withoutFlags(words, /^--?[eigrs]$/);
      return rest[0]?.raw === 'run' ? `go ${text(rest)}` : undefined;
    }
    case 'reflex': {
      const [read] = readReflexLines(text(words));
      return read?.command.map(shellQuote).join(' ');
    }
    case 'watchexec': {
      const at = words.findIndex(({ raw }) => raw === '--');
      return at < 0 ? undefined : text(words.slice(at + 1));
    }
    case 'nodemon':
      return valueOf(words, /^(?:-x|--exec)$/);
    case 'CompileDaemon': {
      const command = valueOf(words, /^--?command$/);
      const build = valueOf(words, /^--?build$/);
      return command === undefined ? undefined : `${build ?? 'go build'} && ${command}`;
    }
    default:
      return undefined;
  }
}

/** wgo's flags with a value; `::` stands between its commands (https://github.com/bokwoon95/wgo, README). */
function wgo(words: readonly Word[]): string | undefined {
  const rest = withoutFlags(words, /^--?(?:file|xfile|dir|xdir|root|debounce|poll)$/);
  if (rest.length === 0 || words.some(({ raw }) => /^--?cd$/.test(raw))) return undefined;
  const line = rest.map(({ raw }) => (raw === '::' ? '&&' : raw)).join(' ');
  return rest[0]?.raw === 'run' ? `go ${line}` : line;
}

function withoutFlags(words: readonly Word[], takesValue: RegExp): readonly Word[] {
  let at = 0;
  while (words[at]?.raw.startsWith('-') === true) at += takesValue.test(words[at]?.raw ?? '') ? 2 : 1;
  return words.slice(at);
}

/** `-x "go run ."`, `-x go run . -e go`, `--exec='go run .'` */
function valueOf(words: readonly Word[], flag: RegExp): string | undefined {
  for (const [at, { raw }] of words.entries()) {
    const [, name = '', value] = /^(--?\w+)(?:=([\s\S]*))?$/.exec(raw) ?? [];
    if (!flag.test(name)) continue;
    if (value !== undefined) return splitWords(value)[0]?.plain;
    const next = words[at + 1];
    if (next === undefined || next.raw.startsWith("'") || next.raw.startsWith('"')) return next?.plain;
    const rest = words.slice(at + 1);
    const end = rest.findIndex((word) => word.raw.startsWith('-'));
    return text(end < 0 ? rest : rest.slice(0, end));
  }
  return undefined;
}

function text(words: readonly Word[]): string {
  return words.map(({ raw }) => raw).join(' ');
}
