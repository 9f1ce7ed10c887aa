import { posix } from 'node:path';
import { unwrapped } from '../fold-command.ts';
import { readGoCommand } from '../go-command.ts';
import type { MigrationContext, ServiceEntry, Variable } from '../migration.ts';
import { splitAssignments, splitSteps, splitWords, type Assignment, type Word } from '../shell-text.ts';
import { findBuiltPackage } from './built-binary.ts';
import { withoutWatcher } from './watcher-command.ts';

/** What a command line of one of several programs means in a `[services.NAME]` table. */
export interface ServiceProgram {
  /** gorl builds it. */
  readonly builds: boolean;
  /** All but `env`. */
  readonly entries: readonly ServiceEntry[];
  readonly env: readonly Variable[];
  readonly comments: readonly string[];
  readonly lost: readonly string[];
}

export interface CommandPlace {
  /** Of the service. */
  readonly name: string;
  /** Where the command runs, relative to the project. Default: there. */
  readonly dir?: string;
  /** Variables that are known, for what the line puts into others. */
  readonly known?: ReadonlyMap<string, string>;
  readonly context: MigrationContext;
}

/** Takes apart `cd api && PORT=1 exec go run ./cmd/api --port 80`; what is no Go program is only run. */
export function readProgram(command: string, place: CommandPlace): ServiceProgram {
  const whole = withoutComment(unwrapped(command.trim()));
  const { dir, steps, rest } = enterDirectory(whole, place.dir ?? '.', place.context);
  const asWritten = onlyRun(rest, dir, place);
  const before = steps.slice(0, -1).filter((step) => !isPause(step));
  if (steps.some((step) => isOfShell(step, step === steps.at(-1)))) return asWritten;
  const at = { ...place, dir };
  const watched = withoutWatcher(steps.at(-1) ?? '', at);
  if (watched !== undefined) {
    const inner = readProgram([...before, watched.line].join(' && '), at);
    const lost = [...watched.lost, ...inner.lost];
    const entries = [...inner.entries, ...(watched.entries ?? [])];
    // A command that gorl knows nothing of keeps the tool that does.
    return inner.builds ? { ...inner, entries, comments: [watched.what, ...inner.comments], lost } : asWritten;
  }
  return readLast(steps.at(-1) ?? '', before, at) ?? asWritten;
}

function readLast(
  line: string,
  before: readonly string[],
  place: CommandPlace & { dir: string },
): ServiceProgram | undefined {
  const { env, envFiles, words } = withoutPrefixes(splitWords(line));
  const [first, second] = words;
  if (first?.raw === 'go' && second?.raw === 'run') {
    const go = readGoCommand(words.slice(2));
    if (go.packages.length === 0 || go.flags.some((flag) => /^--?C\b/.test(flag))) return undefined;
    return program({ ...go, before, env, envFiles, place });
  }
  const built = builtBefore(before, first);
  if (built !== undefined) return program({ ...built, rest: words.slice(1), env, envFiles, place });
  if (isOwnBuild(before.at(-1), first)) return ownBuild(words, before, env, envFiles, place);
  const found = first?.plain === undefined ? undefined : findBuiltPackage(first.plain, place.dir, place.context);
  if (found === undefined) return undefined;
  const { main, why } = found;
  const read = program({ flags: [], packages: [main], rest: words.slice(1), lost: [], before, env, envFiles, place });
  return { ...read, comments: [`${first?.plain} is ${main}: ${why}`, ...read.comments] };
}

interface Parts {
  readonly flags: readonly string[];
  readonly packages: readonly string[];
  readonly rest: readonly Word[];
  readonly lost: readonly string[];
  readonly before: readonly string[];
  readonly env: readonly Assignment[];
  readonly envFiles: readonly string[];
  readonly place: CommandPlace & { readonly dir: string };
}

function program({ flags, packages, rest, lost, before, env, envFiles, place }: Parts): ServiceProgram {
  const { name, dir, context } = place;
  const variables = env.map((each) => variable(each, place.known));
  const plainEnv = variables.every((each) => each !== undefined);
  const needsShell = !plainEnv || rest.some(({ raw, plain }) => plain === undefined && isOperator(raw));
  const main = packageOf(packages, dir, context);
  const entries: ServiceEntry[] = [];
  if (dir !== '.') entries.push({ key: 'dir', value: dir });
  if (flags.length === 0 && main !== undefined && !needsShell) entries.push({ key: 'package', value: main });
  else {
    const binary = `./tmp/${name}/main`;
    const cmd = ['go build', ...flags, '-o', binary, ...(main === undefined ? packages : [main])].join(' ');
    entries.push({ key: 'cmd', value: cmd });
    const assigned = plainEnv ? [] : env.map((each) => `${each.name}=${each.raw}`);
    if (needsShell)
      entries.push({ key: 'full_bin', value: [...assigned, binary, ...rest.map(({ raw }) => raw)].join(' ') });
  }
  // Shell text, as in the line.
  if (!needsShell && rest.length > 0) entries.push({ key: 'args', value: rest.map(({ raw }) => raw) });
  if (envFiles.length > 0) entries.push({ key: 'env_files', value: envFiles });
  if (before.length > 0) entries.push({ key: 'build.pre_cmd', value: before });
  return { builds: true, entries, env: plainEnv ? variables : [], comments: [], lost };
}

function onlyRun(line: string, dir: string, place: CommandPlace): ServiceProgram {
  const where: ServiceEntry[] = dir === '.' ? [] : [{ key: 'dir', value: dir }];
  const entries = [...where, { key: 'run', value: line }];
  return { builds: false, entries, env: [], comments: whyNotBuilt(line, dir, place), lost: [] };
}

function whyNotBuilt(line: string, dir: string, { name, context }: CommandPlace): readonly string[] {
  const [, main] = /\bgo (?:run|build)\s+(?:-\S+\s+)*(\.[\w./-]*|[\w.-]+\/[\w./-]+)?/.exec(line) ?? [];
  if (/\bgo (?:run|build)\b/.test(line))
    return [
      `gorl runs this line as it stands, so no save restarts it: with package = "${main ?? `./cmd/${name}`}" it would build it`,
    ];
  const binary = /^(?:\.\/)?(?:bin|build|dist|out|tmp)\/[\w.-]+(?=\s|$)/.exec(line)?.[0];
  if (binary === undefined || context.read(posix.join(dir, binary)) !== undefined) return [];
  return [`nothing here says what ${binary} is built from, so gorl only runs it`];
}

/** What somebody waits for is what depends_on says. */
function isPause(step: string): boolean {
  return /^sleep\s+[\d.]+[smh]?$/.test(step);
}

/** A step that decides about others, or that they cannot do without. */
function isOfShell(step: string, isLast: boolean): boolean {
  if (/\|\|/.test(step) || /^(?:\[|(?:if|while|until|for|case|test|cd|pushd|source|export|set)\b|\.\s)/.test(step))
    return true;
  return !isLast && (/^go run\b/.test(step) || splitAssignments(splitWords(step)).rest.length === 0);
}

/** `cd web && …`: the rest runs there. */
function enterDirectory(
  line: string,
  from: string,
  context: MigrationContext,
): { readonly dir: string; readonly steps: readonly string[]; /** As written. */ readonly rest: string } {
  let dir = from;
  let rest = line;
  for (;;) {
    const [, entry = '', behind = ''] = /^cd\s+([^\s;&|]+)\s*(?:&&|;)\s*(\S[\s\S]*)$/.exec(rest) ?? [];
    const where = splitWords(entry)[0]?.plain;
    const next = where === undefined ? '..' : posix.normalize(posix.join(dir, where)).replace(/\/$/, '');
    if (where?.startsWith('/') === true || next.startsWith('..') || !context.isDirectory(next))
      return { dir, steps: splitSteps(rest), rest };
    dir = next;
    rest = behind;
  }
}

/** `exec`, `env`, and `godotenv`, with what they set. */
function withoutPrefixes(words: readonly Word[]): {
  readonly env: readonly Assignment[];
  readonly envFiles: readonly string[];
  readonly words: readonly Word[];
} {
  const env: Assignment[] = [];
  const envFiles: string[] = [];
  let rest = words;
  for (;;) {
    const { env: own, rest: others } = splitAssignments(rest);
    env.push(...own);
    rest = others;
    const [first, flag, file] = rest;
    if (first?.raw === 'godotenv' && flag?.raw === '-f' && file?.plain !== undefined) {
      envFiles.push(...file.plain.split(','));
      rest = rest.slice(3);
    } else if (first?.raw === 'exec' || (first?.raw === 'env' && flag !== undefined && !flag.raw.startsWith('-')))
      rest = rest.slice(1);
    else return { env, envFiles, words: rest };
  }
}

/** `go build -o bin/api ./cmd/api && bin/api`. */
function builtBefore(
  before: readonly string[],
  first: Word | undefined,
): Omit<Parts, 'rest' | 'env' | 'envFiles' | 'place'> | undefined {
  const { rest: words } = splitAssignments(splitWords(before.at(-1) ?? ''));
  if (words[0]?.raw !== 'go' || words[1]?.raw !== 'build' || first?.plain === undefined) return undefined;
  const go = readGoCommand(words.slice(2));
  const clean = (path: string): string => posix.normalize(path);
  const isIt =
    go.output === undefined
      ? posix.basename(first.plain) === posix.basename(go.packages[0] ?? '').replace(/\.go$/, '')
      : clean(go.output) === clean(first.plain);
  if (!isIt || go.rest.length > 0) return undefined;
  const packages = go.packages.length === 0 ? ['.'] : go.packages;
  return { flags: go.flags, packages, lost: go.lost, before: before.slice(0, -1) };
}

/** `make build && ./bin/api` */
function isOwnBuild(build: string | undefined, first: Word | undefined): boolean {
  if (build === undefined || first?.plain === undefined) return false;
  const { rest } = splitAssignments(splitWords(build));
  const builds =
    /^(?:make|task|just|mage)$/.test(rest[0]?.raw ?? '') ||
    /^go (?:build|install)\b/.test(rest.map(({ raw }) => raw).join(' '));
  return builds && first.plain.includes('/') && !first.plain.includes('node_modules/');
}

function ownBuild(
  words: readonly Word[],
  before: readonly string[],
  env: readonly Assignment[],
  envFiles: readonly string[],
  { dir, known }: CommandPlace & { readonly dir: string },
): ServiceProgram {
  const variables = env.map((each) => variable(each, known));
  const plainEnv = variables.every((each) => each !== undefined);
  const where: ServiceEntry[] = dir === '.' ? [] : [{ key: 'dir', value: dir }];
  const plain = words.map((word) => word.plain);
  const run: ServiceEntry =
    plainEnv && plain.every((word) => word !== undefined)
      ? { key: 'entrypoint', value: plain }
      : {
          key: 'full_bin',
          value: [
            ...(plainEnv ? [] : env.map(({ name, raw }) => `${name}=${raw}`)),
            ...words.map(({ raw }) => raw),
          ].join(' '),
        };
  const files: ServiceEntry[] = envFiles.length === 0 ? [] : [{ key: 'env_files', value: envFiles }];
  const entries = [...where, { key: 'cmd', value: before.join(' && ') }, run, ...files];
  return { builds: true, entries, env: plainEnv ? variables : [], comments: [], lost: [] };
}

/** What `package` can say; undefined for several files of a package. */
function packageOf(packages: readonly string[], dir: string, context: MigrationContext): string | undefined {
  const [first = '.'] = packages;
  if (!first.endsWith('.go')) return packages.length === 1 ? first : undefined;
  const folder = posix.dirname(first);
  const files = context
    .namesIn(posix.join(dir, folder))
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  const isWhole = /[*?[]/.test(first) || files.every((name) => packages.some((each) => posix.basename(each) === name));
  if (isWhole) return folder === '.' ? '.' : `./${folder.replace(/^\.\//, '')}`;
  return packages.length === 1 ? first : undefined;
}

function variable({ name, raw }: Assignment, known: ReadonlyMap<string, string> | undefined): Variable | undefined {
  const reference = /^"?\$\{?(\w+)\}?"?$/.exec(raw)?.[1];
  const value = reference === undefined ? splitWords(raw)[0]?.plain : known?.get(reference);
  if (raw === '') return { name, value: '' };
  return value === undefined ? undefined : { name, value };
}

/** Something that only a shell does, which no argument can be. */
function isOperator(raw: string): boolean {
  return /[|<>&;()`]/.test(
    raw.replaceAll(/\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"/g, '').replaceAll(/\$\([^)]*\)/g, ''),
  );
}

function withoutComment(line: string): string {
  return line.replace(/^((?:[^'"#\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|(?<!\s)#)*?)\s#[\s\S]*$/, '$1').trim();
}
