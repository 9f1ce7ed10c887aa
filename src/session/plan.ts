import { basename, extname } from 'node:path';
import { mergeBatches, type Action } from '../engine/batch.ts';
import type { Role } from '../go/graph/program-files.ts';
import { isSourceName } from '../go/packages/source-names.ts';
import type { FileChange } from '../protocol/change.ts';

export interface PlanOptions {
  /** Absolute. */
  readonly envFiles: readonly string[];
  /** The user wrote an `exclude_regex` of his own and it lets test files in: he wants builds for them. */
  readonly testsCount: boolean;
  /** Extensions without the dot: a change of such a file asks for a restart only. */
  readonly restartOnlyExt?: readonly string[];
  /** What the program is made of; without it, names decide. */
  readonly program?: ProgramView;
  /** A command of the user's is part of the build, and may read any file. */
  readonly buildReadsAll: boolean;
  /** The names of the generators that read that file. Default: none does. */
  readonly readersOf?: (path: string) => readonly string[];
  /** The app may read it at run time, even if a generator does as well. Default: it does not. */
  readonly isPage?: (path: string) => boolean;
}

/** What planning asks about the program. */
export interface ProgramView {
  /** Undefined: the program does not depend on it. */
  roleOf(path: string): Role | undefined;
  /** False: files that it does not name may belong to it, too. */
  readonly isWhole: boolean;
  /** The program may be made of other files by that change. */
  mayChange(file: FileChange): boolean;
  /** A file that is read at run time, by other programs of the module only. */
  isOthers(path: string): boolean;
}

export interface Plan {
  /** Undefined: nothing is to be done. */
  readonly action: Action | undefined;
  /** Nothing of it is known to be an input of the build. */
  readonly mayWait?: true;
  /** For people: `Go sources changed`, `only tests changed`. */
  readonly reason: string;
}

/** What a set of changes asks for. The config file is not among them: the caller reloads it. */
export function planAction(files: readonly FileChange[], options: PlanOptions): Plan {
  const found = new Set(files.flatMap((file) => kindsOf(file, options)));
  const owed = [...found].flatMap((kind) => wantsOf(kind, options) ?? []);
  if (owed.length === 0)
    return { action: undefined, reason: [...found].map((kind) => nothing[kind]).join(', ') || 'nothing changed' };
  const isInput = found.has('go') || found.has('embedded') || found.has('generate');
  const action = owed.map((each) => each.action).reduce(stronger);
  return {
    action,
    reason: [...new Set(owed.map(({ reason }) => reason.replace('%', () => readersOfAll(files, options))))].join(', '),
    ...(found.has('runtime') && !isInput && action !== 'restart' ? { mayWait: true } : {}),
  };
}

/** What the go command compiles or resolves packages by, as far as a name tells. */
export function isGoSource(path: string): boolean {
  return isSourceName(path) || path.endsWith('_test.go') || /\.(?:mod|sum|work)$/.test(path);
}

/** What a file is to planning. */
export type Kind =
  | 'env'
  | 'restart-only'
  | 'generate'
  | 'go'
  | 'embedded'
  | 'test'
  | 'left-out'
  | 'elsewhere'
  | 'others'
  | 'runtime';

interface Wanted {
  readonly action: Action;
  readonly reason: string;
}

const wants: Readonly<Partial<Record<Kind, Wanted>>> = {
  generate: { action: 'rebuild', reason: 'inputs of % changed' },
  go: { action: 'rebuild', reason: 'Go sources changed' },
  embedded: { action: 'rebuild', reason: 'embedded files changed' },
  env: { action: 'restart', reason: 'env files changed' },
  'restart-only': { action: 'restart', reason: 'files that need no build changed' },
  // The binary may well not depend on it, the running program does: it has read it already.
  runtime: { action: 'rebuild-and-restart', reason: 'files read at run time changed' },
};

const nothing: Readonly<Partial<Record<Kind, string>>> = {
  test: 'only tests changed',
  'left-out': 'left out by build constraints',
  elsewhere: 'no part of the program',
  others: 'below another program',
};

function wantsOf(kind: Kind, { program, buildReadsAll }: PlanOptions): Wanted | undefined {
  const wanted = wants[kind];
  const needsNoBuild = kind === 'runtime' && program?.isWhole === true && !buildReadsAll;
  return wanted !== undefined && needsNoBuild ? { ...wanted, action: 'restart' } : wanted;
}

/** A generator's input may belong to the program, too. */
export function kindsOf(file: FileChange, options: PlanOptions): readonly Kind[] {
  const kind = kindOf(file, options);
  if ((options.readersOf?.(file.path) ?? []).length === 0) return [kind];
  const isMore = wants[kind] !== undefined && (kind !== 'runtime' || options.isPage?.(file.path) === true);
  return isMore ? ['generate', kind] : ['generate'];
}

function readersOfAll(files: readonly FileChange[], { readersOf }: PlanOptions): string {
  return [...new Set(files.flatMap(({ path }) => readersOf?.(path) ?? []))].join(', ');
}

/** Whoever generates from it. */
export function kindOf(file: FileChange, options: PlanOptions): Kind {
  const { path } = file;
  const { program } = options;
  if (options.envFiles.includes(path)) return 'env';
  if (options.restartOnlyExt?.includes(extname(path).slice(1))) return 'restart-only';
  const role = program?.roleOf(path);
  if (role?.type === 'embedded') return 'embedded';
  if (role?.type === 'left-out') return mayJoin(file, options) ? 'go' : 'left-out';
  if (role?.type === 'new') return program?.mayChange(file) === true ? 'go' : 'left-out';
  if (role !== undefined) return 'go';
  if (path.endsWith('_test.go') && !options.testsCount) return 'test';
  if (isGoSource(path) || isVendorList(path)) return isKnownElsewhere(path, options) ? 'elsewhere' : 'go';
  return program?.isOthers(path) === true ? 'others' : 'runtime';
}

/** What the build leaves out may be part of it by that change. Where all is known, it is not by going. */
function mayJoin(file: FileChange, { program }: PlanOptions): boolean {
  if (file.kind === 'deleted' && program?.isWhole === true) return false;
  return program?.mayChange(file) === true;
}

/** A test that the user lets in has no role either. What a command of the user's builds from, nobody knows. */
function isKnownElsewhere(path: string, { program, buildReadsAll }: PlanOptions): boolean {
  return program?.isWhole === true && !buildReadsAll && !path.endsWith('_test.go');
}

function isVendorList(path: string): boolean {
  return /[\\/]vendor[\\/]modules\.txt$/.test(path) && basename(path) === 'modules.txt';
}

function stronger(a: Action, b: Action): Action {
  return mergeBatches({ action: a, cause: { type: 'start' } }, { action: b, cause: { type: 'start' } }).action;
}
