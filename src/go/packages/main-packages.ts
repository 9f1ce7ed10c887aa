import type { Env } from '../../base/env.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { parseBuildOutput } from '../output/build-output.ts';
import { parseGoList } from './go-list-output.ts';
import type { GoWorkspace } from './module-files.ts';
import { holdsMainPackage } from './package-clause.ts';
import { pathBelow } from '../../base/paths.ts';

export type MainPackages =
  /** `dir` is relative to the root: `.`, `./cmd/api`. */
  | { readonly type: 'one'; readonly dir: string }
  | { readonly type: 'several'; readonly dirs: readonly string[] }
  | { readonly type: 'none'; readonly reason: string }
  /** go list could not tell. */
  | { readonly type: 'failed'; readonly diagnostics: readonly Diagnostic[] };

export interface MainPackageOptions {
  /** Absolute. */
  readonly root: string;
  /** The go command, absolute. */
  readonly goFile: string;
  readonly env: Env;
  readonly commands: CommandRunner;
  /** The workspace that is in force, as findModule found it. */
  readonly workspace?: GoWorkspace;
  /** There is a go.mod at the root or above. Default: true. */
  readonly inModule?: boolean;
  /** Look further where the root itself is one. Default: no. */
  readonly isWholeTree?: boolean;
}

interface ListedPackage {
  readonly Dir?: string;
  readonly Name?: string;
  readonly Error?: { readonly Pos?: string; readonly Err?: string };
}

/**
 * The programs below `root`. A main package in the root itself is the answer, and nothing is run;
 * else `go list` (about 60 ms) names all, those in `examples` included, `testdata` and `_x` not.
 */
export async function findMainPackages(options: MainPackageOptions): Promise<MainPackages> {
  const { root } = options;
  if (options.isWholeTree !== true && holdsMainPackage(root)) return { type: 'one', dir: '.' };
  const patterns = listPatterns(options);
  if (patterns.length === 0) return { type: 'none', reason: 'go.work uses no module below this directory' };
  const args = ['list', '-e', '-find', '-json=ImportPath,Dir,Name,Error', ...patterns];
  const command = { type: 'argv', file: options.goFile, args } as const;
  const result = await options.commands.start({ command, cwd: root, env: options.env, label: 'go-list' }).ended;
  if (result.end.type === 'spawn-failed')
    return { type: 'failed', diagnostics: [problem(result.end.message, { source: 'go' })] };
  const { objects: packages, messages } = parseGoList<ListedPackage>(result.output);
  const dirs = mainDirs(packages, root);
  const [first] = dirs;
  if (first !== undefined) return dirs.length === 1 ? { type: 'one', dir: first } : { type: 'several', dirs };
  const diagnostics = [...parsed(messages.join('\n'), root), ...packages.flatMap((each) => packageError(each, root))];
  const errors = diagnostics.filter((each) => each.severity === 'error');
  const failed = result.end.type !== 'code' || result.end.code !== 0;
  if (errors.length > 0) return { type: 'failed', diagnostics };
  if (failed)
    return { type: 'failed', diagnostics: [problem(messages.join('\n') || 'go list failed', { source: 'go' })] };
  return { type: 'none', reason: packages.length === 0 ? 'there are no Go packages' : 'no package is named main' };
}

export type PackageKind =
  | { readonly type: 'main' }
  | { readonly type: 'other'; readonly name: string }
  /** There is no such package, or it has no Go files. */
  | { readonly type: 'none'; readonly message: string }
  | { readonly type: 'unknown' };

/** What the go command says of one package (about 60 ms). */
export async function describePackage(target: string, options: MainPackageOptions): Promise<PackageKind> {
  const { root, env, commands, goFile } = options;
  const args = ['list', '-e', '-find', '-json=ImportPath,Dir,Name,Error', '--', target];
  const command = { type: 'argv', file: goFile, args } as const;
  const result = await commands.start({ command, cwd: root, env, label: 'go-list' }).ended;
  const [found] = parseGoList<ListedPackage>(result.output).objects;
  if (found?.Name === 'main') return { type: found.Error === undefined ? 'main' : 'unknown' };
  if (found?.Name !== undefined && found.Name !== '') return { type: 'other', name: found.Name };
  const [first = ''] = (found?.Error?.Err ?? '').trim().split('\n');
  const isCertain =
    /no (?:non-test )?Go files in|is not in (?:std|GOROOT)|directory not found|no such file|no required module|cannot find|outside (?:main|available)|does not contain/;
  return isCertain.test(first) ? { type: 'none', message: first.replace(/; to add it:$/, '') } : { type: 'unknown' };
}

/** In a workspace `./...` covers only the module of the root, so each module below it is named. */
function listPatterns({ root, workspace, inModule = true }: MainPackageOptions): readonly string[] {
  if (workspace === undefined) return ['./...'];
  const below = workspace.uses.map((dir) => pathBelow(dir, root)).filter((dir) => dir !== undefined);
  const rootIsPartOfOne = inModule && workspace.uses.some((dir) => pathBelow(root, dir) !== undefined);
  const patterns = below.map((dir) => (dir === '' ? './...' : `./${dir}/...`));
  return [...new Set([...(rootIsPartOfOne ? ['./...'] : []), ...patterns])];
}

function mainDirs(packages: readonly ListedPackage[], root: string): readonly string[] {
  const dirs = packages
    .filter((each) => each.Name === 'main' && each.Dir !== undefined)
    .map((each) => pathBelow(each.Dir as string, root))
    .filter((dir) => dir !== undefined)
    .map((dir) => (dir === '' ? '.' : `./${dir}`));
  return [...new Set(dirs)].toSorted();
}

/** Told as the go command prints it: `file:line:column: message`. */
function packageError({ Error: error, Dir: dir }: ListedPackage, root: string): readonly Diagnostic[] {
  const text = error?.Err?.trim() ?? '';
  if (text === '') return [];
  // Since Go 1.21 the position of a syntax error is only in the message.
  const position = error?.Pos ?? '';
  const line = position === '' || text.startsWith(position) ? text : `${position}: ${text}`;
  const found = parsed(line, root);
  return found.length > 0
    ? found
    : [problem(text, { source: 'go', notes: dir === undefined ? [] : [{ message: dir }] })];
}

function parsed(text: string, root: string): readonly Diagnostic[] {
  return parseBuildOutput(text, { cwd: root }).diagnostics;
}
