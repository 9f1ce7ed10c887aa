import { posix } from 'node:path';
import { shellQuote } from '../../../base/shell-quote.ts';
import { unwrapped } from '../fold-command.ts';
import type { MigrationContext, ServiceEntry } from '../migration.ts';
import { splitWords } from '../shell-text.ts';
import type { ComposeService } from './compose-file.ts';
import { clean, ContainerPaths, isOutside } from './container-paths.ts';
import { readDockerfile, type Stage } from './dockerfile.ts';
import { findImageProgram } from './image-program.ts';
import { readProgram } from './program-command.ts';

/** What one service of a compose file runs. */
export type ComposeProgram =
  | {
      readonly type: 'carried';
      /** All but `env` and what depends on other services. */
      readonly entries: readonly ServiceEntry[];
      readonly comments: readonly string[];
      readonly lost: readonly string[];
      /** Where a path in the container is in the project, relative to the directory of the service. */
      readonly placeOf: (path: string) => string | undefined;
    }
  /** It stays in compose. */
  | { readonly type: 'left'; /** Absent where nobody would expect anything else. */ readonly why?: string };

/** @param service as the file has it */
export function readComposeProgram(service: ComposeService, context: MigrationContext): ComposeProgram {
  const image = service.build === undefined ? (service.image ?? '') : '';
  const isAir = /(?:^|\/)air(?::|$)/.test(image);
  const isDevelopment = isAir || /(?:^|\/)golang(?::|$)/.test(image);
  if (service.extendsFile !== undefined) return { type: 'left', why: `it extends a service of ${service.extendsFile}` };
  if (service.build === undefined && !isDevelopment) return { type: 'left' };
  const buildContext = clean(service.build?.context ?? '.');
  if (isOutside(buildContext) || /^[\w+]+:\/\/|^git@/.test(buildContext))
    return { type: 'left', why: `it is built from ${service.build?.context}, which is not below this directory` };
  const stages = stagesOf(service, buildContext, context);
  if (typeof stages === 'string') return { type: 'left', why: stages };
  const last = stages.find(({ name }) => name !== '' && name === service.build?.target?.toLowerCase()) ?? stages.at(-1);
  const lost: string[] = [];
  const { line, args } = commandOf(service, last, lost);
  const paths = new ContainerPaths(service, stages, buildContext);
  const workdir = service.workingDir ?? last?.workdir ?? '/';
  const dir = paths.candidates(workdir).find((each) => context.isDirectory(each) || each === '.') ?? buildContext;
  const read = readProgram(isAir ? `air ${line}` : line, { name: service.name, dir, context });
  // `go run`, and what tools that watch run; a binary is the image's.
  if (read.builds && (isAir || !isBinary(line))) {
    const own = read.env.length === 0 ? [] : [{ key: 'env', value: read.env }];
    const entries = [...read.entries, ...own];
    return {
      type: 'carried',
      entries,
      comments: [...read.comments, ...imageVariables(last, service)],
      lost: [...lost, ...read.lost],
      placeOf: placesFor(entries, paths, context),
    };
  }
  if (isDevelopment) return { type: 'left', why: `it runs "${line}"` };
  const found = findImageProgram({ stages, buildContext, dir, paths, line, service: service.name, context });
  if (found.type === 'other') return { type: 'left' };
  if (found.type === 'unclear') return { type: 'left', why: found.why };
  const entries = programEntries(service.name, found.main, found.tags, context);
  const placeOf = placesFor(entries, paths, context);
  const comments = [...imageVariables(last, service)];
  const words = isScript(line) ? [] : argumentsOf(args, { placeOf, lost, comments });
  if (isScript(line) && line !== '') comments.push(`its container runs "${line}", which is left out`);
  return {
    type: 'carried',
    entries: [...entries, ...(words.length > 0 ? [{ key: 'args', value: words }] : [])],
    comments,
    lost,
    placeOf,
  };
}

/** What the program has from its image, unless compose or the go command says something else. */
function imageVariables(stage: Stage | undefined, { environment }: ComposeService): readonly string[] {
  const own = (stage?.env ?? []).filter((each) => {
    const name = each.replace(/=.*/s, '');
    return (
      !/^(?:PATH|GO[A-Z0-9]*|CGO_ENABLED|TZ|LANG|LC_ALL)$/.test(name) &&
      !environment.some((other) => other.name === name)
    );
  });
  return own.length === 0 ? [] : [`its image sets ${own.join(', ')}`];
}

/** Something that runs the program in the end. */
function isScript(line: string): boolean {
  const program = posix.basename(splitWords(line)[0]?.plain ?? 'sh');
  return /\.sh$|^(?:(?:ba|da|a)?sh|make|task|air|reflex|modd|fresh|realize|CompileDaemon|nodemon|dlv|gow|wgo|go)$/.test(
    program,
  );
}

/** Of files and directories that are here; relative to where the service is. */
function placesFor(
  entries: readonly ServiceEntry[],
  paths: ContainerPaths,
  context: MigrationContext,
): (path: string) => string | undefined {
  const dir = entries.find(({ key }) => key === 'dir')?.value;
  return (path) => {
    const here = paths.candidates(path).find((each) => context.read(each) !== undefined || context.isDirectory(each));
    if (here === undefined || here === '.') return undefined;
    return typeof dir === 'string' ? posix.relative(dir, here) : here;
  };
}

function stagesOf(
  { build }: ComposeService,
  buildContext: string,
  context: MigrationContext,
): readonly Stage[] | string {
  if (build === undefined) return [];
  if (build.inline !== undefined) return readDockerfile(build.inline, build.args);
  const path = clean(posix.join(buildContext, build.dockerfile ?? 'Dockerfile'));
  const text = isOutside(path) ? undefined : context.read(path);
  if (text === undefined)
    return build.dockerfile === undefined && context.isMain(buildContext) ? [] : `there is no ${path}`;
  return readDockerfile(text, build.args);
}

/** What the container runs, and the words behind the program. */
function commandOf(
  service: ComposeService,
  stage: Stage | undefined,
  lost: string[],
): { readonly line: string; readonly args: string } {
  const entrypoint = service.entrypoint ?? stage?.entrypoint ?? '';
  // compose: an entrypoint of its own leaves out the image's command.
  const command = service.command ?? (service.entrypoint === undefined ? stage?.command : undefined) ?? '';
  const whole = withoutWaiting(unwrapped([entrypoint, command].filter((each) => each !== '').join(' ')), lost);
  const [program] = splitWords(whole);
  return { line: whole, args: whole.slice(program?.raw.length ?? 0).trim() };
}

/** `./wait-for-it.sh db:5432 -- ./api`, `tini -- ./api` */
function withoutWaiting(line: string, lost: string[]): string {
  const [, tool = '', rest] =
    /^(\S*(?:wait[-_]?for[-\w.]*|dockerize|tini|dumb-init)\b\S*)\s(?:.*?\s)?--\s+([\s\S]+)$/.exec(line) ?? [];
  if (rest === undefined) return line;
  if (!/tini|dumb-init/.test(tool))
    lost.push(`${tool}: gorl waits for what is in depends_on, not for what compose runs`);
  return rest;
}

/** A program that something else has built. */
function isBinary(line: string): boolean {
  const [first] = splitWords(line);
  return !/^(?:go|air|wgo|gow|reflex|watchexec|nodemon|CompileDaemon|make|cd|env|exec|\w+=.*)$/.test(
    posix.basename(first?.raw ?? ''),
  );
}

/** Where it is: a module of its own is a directory of its own. */
function programEntries(
  name: string,
  main: string,
  tags: readonly string[],
  context: MigrationContext,
): readonly ServiceEntry[] {
  let dir = main;
  while (dir !== '.' && context.read(posix.join(dir, 'go.mod')) === undefined) dir = posix.dirname(dir);
  const below = posix.relative(dir, main);
  const packagePath = below === '' ? '.' : `./${below}`;
  const where: ServiceEntry[] = dir === '.' ? [] : [{ key: 'dir', value: dir }];
  if (tags.length === 0) return [...where, { key: 'package', value: packagePath }];
  return [...where, { key: 'cmd', value: ['go build', ...tags, '-o', `./tmp/${name}/main`, packagePath].join(' ') }];
}

interface ArgumentsOptions {
  readonly placeOf: (path: string) => string | undefined;
  readonly lost: string[];
  readonly comments: string[];
}

/** Words for the program, as shell text; paths in the container become those of the project. */
function argumentsOf(args: string, { placeOf, lost, comments }: ArgumentsOptions): readonly string[] {
  const words = splitWords(args);
  if (words.some(({ raw, plain }) => plain === undefined && /[|<>&;]/.test(raw))) {
    lost.push(`its command goes on with ${args}, which only a shell understands`);
    return [];
  }
  return words.map(({ raw, plain }) => {
    const [, before = '', path] = /^((?:--?[\w-]+=)?)(\/[\w./-]+)$/.exec(plain ?? '') ?? [];
    if (path === undefined) return plain === undefined ? raw : shellQuote(plain);
    const here = placeOf(path);
    if (here === undefined) comments.push(`${path} is a path in its container`);
    return here === undefined ? raw : shellQuote(`${before}${here}`);
  });
}
