import { posix } from 'node:path';
import { shellQuote } from '../../../base/shell-quote.ts';
import { readGoCommand, type GoCommand } from '../go-command.ts';
import { splitAssignments, splitSteps, splitWords } from '../shell-text.ts';

/** A stage of a Dockerfile: what it has from the stage that it begins with, and what it adds. */
export interface Stage {
  readonly name: string;
  /** Of its image, or the stage that it begins with. */
  readonly from: string;
  readonly workdir: string;
  /** Directories of the build context, by where they are in the image. */
  readonly copies: readonly { readonly source: string; readonly target: string }[];
  /** Files from other stages: their names there and here. */
  readonly taken: readonly { readonly source: string; readonly target: string }[];
  readonly builds: readonly GoBuild[];
  /** Variables that the image sets, as `NAME=value`. */
  readonly env: readonly string[];
  /** Shell text. */
  readonly entrypoint?: string;
  readonly command?: string;
  /** The command is that of the stage it begins with. */
  readonly inherits: boolean;
}

/** A `go build` or `go install` of a RUN. */
export interface GoBuild extends GoCommand {
  /** Where it runs, in the image. */
  readonly dir: string;
}

/** The stages of a Dockerfile (https://docs.docker.com/reference/dockerfile). @param args of the build */
export function readDockerfile(text: string, args: ReadonlyMap<string, string>): readonly Stage[] {
  const stages: Stage[] = [];
  const values = new Map<string, string>();
  for (const { instruction, rest } of instructions(text)) {
    const filled = fill(rest, values);
    const last = stages.at(-1);
    if (instruction === 'ARG') {
      const [, name = '', value] = /^(\w+)(?:=([\s\S]*))?$/.exec(filled.trim()) ?? [];
      const given = args.get(name) ?? (value === undefined ? undefined : unquoted(value));
      if (given !== undefined) values.set(name, given);
    } else if (instruction === 'ENV') {
      const variables = environment(filled);
      for (const [name, value] of variables) values.set(name, value);
      if (last !== undefined)
        stages[stages.length - 1] = { ...last, env: [...last.env, ...variables.map((each) => each.join('='))] };
    } else if (instruction === 'FROM') {
      const [, from = '', name = ''] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(filled) ?? [];
      const base = stages.find((each) => each.name === from.toLowerCase());
      const fresh = { workdir: '/', copies: [], taken: [], builds: [], env: [] };
      stages.push({ ...(base ?? fresh), inherits: true, name: name.toLowerCase(), from: base?.from ?? from });
    } else if (last !== undefined) stages[stages.length - 1] = grown(last, instruction, filled);
  }
  return stages;
}

function grown(stage: Stage, instruction: string, rest: string): Stage {
  const at = (path: string): string => posix.resolve(stage.workdir, path);
  switch (instruction) {
    case 'WORKDIR':
      return { ...stage, workdir: at(unquoted(rest.trim())) };
    case 'COPY':
    case 'ADD': {
      const fromStage = /--from=/.test(rest);
      const words = wordsOf(rest.replaceAll(/--[\w-]+(?:=\S+)?\s+/g, ''));
      const target = at(words.at(-1) ?? '.');
      const sources = words.slice(0, -1);
      if (fromStage) {
        const isFolder = (words.at(-1) ?? '').endsWith('/') || words.at(-1) === '.' || words.at(-1) === './';
        const taken = sources.map((source) => ({
          source,
          target: isFolder ? posix.join(target, posix.basename(source)) : target,
        }));
        return { ...stage, taken: [...stage.taken, ...taken] };
      }
      const copies = sources.map((source) => ({
        source: source.replace(/^\/+/, '').replace(/\/?\*+$/, '') || '.',
        target,
      }));
      return { ...stage, copies: [...stage.copies, ...copies] };
    }
    case 'RUN':
      return { ...stage, builds: [...stage.builds, ...goBuilds(lineOf(rest), stage.workdir)] };
    case 'ENTRYPOINT':
      // It resets what the image had.
      return { ...(stage.inherits ? withoutCommand(stage) : stage), entrypoint: lineOf(rest) };
    case 'CMD':
      return { ...stage, command: lineOf(rest), inherits: false };
    default:
      return stage;
  }
}

function withoutCommand(stage: Stage): Stage {
  const { command, ...rest } = stage;
  return command === undefined ? stage : rest;
}

function goBuilds(line: string, workdir: string): readonly GoBuild[] {
  let dir = workdir;
  return splitSteps(line.replaceAll(/^(?:--[\w-]+=\S+\s+)+/g, '')).flatMap((step): readonly GoBuild[] => {
    const { rest } = splitAssignments(splitWords(step));
    const [first, second] = rest.map(({ raw }) => raw);
    if (first === 'cd' && rest[1]?.plain !== undefined) dir = posix.resolve(dir, rest[1].plain);
    return first === 'go' && (second === 'build' || second === 'install')
      ? [{ ...readGoCommand(rest.slice(2)), dir }]
      : [];
  });
}

/** Of the list form, the words quoted. */
function lineOf(rest: string): string {
  const words = /^\s*\[/.test(rest) ? wordsOf(rest) : undefined;
  return words === undefined ? rest.trim() : words.map(shellQuote).join(' ');
}

function wordsOf(rest: string): readonly string[] {
  if (/^\s*\[/.test(rest))
    try {
      return (JSON.parse(rest) as readonly unknown[]).map(String);
    } catch {
      // Docker reads it as shell text, too.
    }
  return splitWords(rest).map(({ raw, plain }) => plain ?? raw);
}

/** Lines that end in a backslash go on; so does a here-document. */
function* instructions(text: string): Generator<{ readonly instruction: string; readonly rest: string }> {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at] ?? '';
    if (/^\s*(?:#|$)/.test(line)) continue;
    while (/\\\s*$/.test(line) && at + 1 < lines.length) {
      const next = lines[++at] ?? '';
      if (!/^\s*#/.test(next)) line = `${line.replace(/\\\s*$/, '')} ${next.trim()}`;
      else if (at + 1 >= lines.length) line = line.replace(/\\\s*$/, '');
    }
    const end = /<<-?["']?(\w+)["']?\s*$/.exec(line)?.[1];
    if (end !== undefined) {
      const body: string[] = [];
      while (++at < lines.length && lines[at]?.trim() !== end) body.push(lines[at] ?? '');
      line = line.replace(/<<-?["']?\w+["']?\s*$/, body.join('\n'));
    }
    const [, instruction = '', rest = ''] = /^\s*(\w+)\s+([\s\S]*)$/.exec(line) ?? [];
    yield { instruction: instruction.toUpperCase(), rest };
  }
}

function environment(rest: string): readonly (readonly [string, string])[] {
  const old = /^(\w+)\s+([^=]*)$/.exec(rest.trim());
  if (old !== null) return [[old[1] ?? '', unquoted(old[2] ?? '')]];
  return splitWords(rest).flatMap(({ raw }) => {
    const [, name, value = ''] = /^(\w+)=([\s\S]*)$/.exec(raw) ?? [];
    return name === undefined ? [] : [[name, unquoted(value)] as const];
  });
}

function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (written, plain?: string, braced?: string, otherwise?: string) =>
      values.get(plain ?? braced ?? '') ?? otherwise ?? written,
  );
}

function unquoted(text: string): string {
  return /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text;
}
