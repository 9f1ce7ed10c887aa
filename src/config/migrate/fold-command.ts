import { binaryPath } from './binary-path.ts';
import { readGoCommand } from './go-command.ts';
import { splitAssignments, splitSteps, splitWords, type Assignment, type Word } from './shell-text.ts';

/** A command of another tool, taken apart into what gorl calls build and run. */
export interface FoldedCommand {
  readonly preCmd: readonly string[];
  readonly cmd: string;
  /** `cmd` makes something. */
  readonly builds: boolean;
  readonly entrypoint?: readonly string[];
  readonly fullBin?: string;
  readonly lost: readonly string[];
}

export interface FoldOptions {
  readonly windows: boolean;
  /** Variables that the tool sets. */
  readonly env?: readonly Assignment[];
  /** Where the commands run, relative to the project. */
  readonly dir?: string;
}

/** A command for both shells that gorl uses, for programs that need no build. */
const nothing = 'exit 0';

/**
 * Takes apart what other tools run as one: `go generate && go run ./cmd/api --port 80` becomes a
 * preparation, a `go build` and the program with its arguments; `go build -o app && ./app` a build and
 * a program. Anything else is run as it stands, with nothing to build.
 *
 * @param before commands that the tool runs first
 * @param line the last of which stays running
 */
export function foldCommand(before: readonly string[], line: string, options: FoldOptions): FoldedCommand {
  const whole = withoutIdioms(unwrapped(line));
  const parts = splitSteps(whole);
  // What follows a `cd`, or a step that never ends, cannot be taken out of its line.
  if (parts.slice(0, -1).some((step) => /^(?:cd|pushd|go run)\b/.test(step))) return unfolded(before, whole, options);
  const steps = [...before, ...parts];
  const last = steps.pop() ?? '';
  const { env: own, rest } = splitAssignments(splitWords(last));
  const env = [...(options.env ?? []), ...own];
  const words = rest[0]?.raw === 'exec' ? rest.slice(1) : rest;
  if (words[0]?.raw === 'go' && words[1]?.raw === 'run') return foldGoRun(words.slice(2), steps, env, options);
  const isBuild = /^(?:\w+=\S*\s+)*go (?:build|install)\b/.test(steps.at(-1) ?? '');
  const cmd = isBuild ? steps.pop() : undefined;
  return {
    preCmd: steps.map((step) => inDir(step, options)),
    cmd: cmd === undefined ? nothing : inDir(cmd, options),
    builds: cmd !== undefined,
    ...program(words, env, options),
    lost: [],
  };
}

/** Run as it stands: every save starts the whole line again. */
function unfolded(before: readonly string[], line: string, options: FoldOptions): FoldedCommand {
  const env = options.env ?? [];
  // Before a command, as elsewhere, they would be that command's alone; PowerShell's stay in any case.
  const exported = `export ${env.map(({ name, raw }) => `${name}=${raw}`).join(' ')}; ${line}`;
  return {
    preCmd: before.map((step) => inDir(step, options)),
    cmd: nothing,
    builds: false,
    fullBin: inDir(env.length === 0 || options.windows ? withEnv(line, env, options.windows) : exported, options),
    lost: [],
  };
}

function foldGoRun(
  words: readonly Word[],
  before: readonly string[],
  env: readonly Assignment[],
  options: FoldOptions,
): FoldedCommand {
  const { flags, packages, rest, lost } = readGoCommand(words);
  const binary = binaryPath('./tmp/main', options.windows);
  const build = ['go build', ...flags, '-o', binary, ...(packages.length === 0 ? ['.'] : packages)].join(' ');
  // The compiler has variables of its own; the others are meant for the program.
  const forBuild = env.filter(({ name }) => /^(?:GO|CGO_)/.test(name) && name !== 'GO_ENV');
  return {
    preCmd: before.map((step) => inDir(step, options)),
    cmd: inDir(withEnv(build, forBuild, options.windows), options),
    builds: true,
    ...program([{ raw: binary, plain: binary }, ...rest], env, options),
    lost,
  };
}

/** How the program is named: as a list where no shell is needed. */
export function program(
  words: readonly Word[],
  env: readonly Assignment[],
  options: FoldOptions,
): { readonly entrypoint: readonly string[] } | { readonly fullBin: string } {
  const plain = words.map((word) => word.plain);
  if (env.length === 0 && options.dir === undefined && plain.every((word) => word !== undefined))
    return { entrypoint: plain };
  return {
    fullBin: inDir(withEnv(words.map((word) => word.raw).join(' '), env, options.windows), options),
  };
}

function withEnv(text: string, env: readonly Assignment[], windows: boolean): string {
  if (env.length === 0) return text;
  return windows
    ? `${env.map(({ name, raw }) => `$env:${name} = ${/^['"]/.test(raw) ? raw : `'${raw}'`}`).join('; ')}; ${text}`
    : `${env.map(({ name, raw }) => `${name}=${raw}`).join(' ')} ${text}`;
}

function inDir(text: string, { dir }: FoldOptions): string {
  return dir === undefined ? text : `cd ${dir} && ${text}`;
}

/** `sh -c '…'` → `…` */
export function unwrapped(line: string): string {
  const words = splitWords(line);
  const [shell, flag, text] = words;
  const isShell = words.length === 3 && /^(?:\/\S*\/)?(?:ba|z|da)?sh$/.test(shell?.raw ?? '');
  return isShell && /^-[a-z]*c$/.test(flag?.raw ?? '') && text?.plain !== undefined ? text.plain : line;
}

/** What people add for the sake of the other tool: nodemon stops watching unless the exit code is 1. */
function withoutIdioms(line: string): string {
  return line.trim().replace(/\s*\|\|\s*(?:exit\s+\d+|true)\s*$/, '');
}
