import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { defined } from '../../base/defined.ts';
import type { LooseEnv } from '../../base/env.ts';
import { readText } from '../../base/read-regular-file.ts';
import { isFile } from '../../base/what-is-there.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';

export interface GoModule {
  /** Absolute path of go.mod. */
  readonly file: string;
  /** Absolute. */
  readonly dir: string;
  /** The module path; '' when go.mod does not say (the build will tell). */
  readonly path: string;
  /** Of the `go` line: `1.21`, `1.26.8`. */
  readonly go?: string;
  /** Of the `toolchain` line: `go1.27.0`. */
  readonly toolchain?: string;
}

export interface GoWorkspace {
  /** Absolute path of go.work. */
  readonly file: string;
  /** Absolute directories of its modules. */
  readonly uses: readonly string[];
  readonly go?: string;
  readonly toolchain?: string;
}

export type ModuleSearch =
  /** At least one of the two is there. */
  | { readonly type: 'found'; readonly module?: GoModule; readonly workspace?: GoWorkspace }
  /** GO111MODULE=off: packages are looked up in GOPATH. */
  | { readonly type: 'off' }
  | { readonly type: 'missing'; readonly diagnostic: Diagnostic };

/**
 * Finds go.mod and go.work as the go command does: from `dir` upward; GO111MODULE=off wants neither,
 * GOWORK=off no workspace, GOWORK=file that one (https://go.dev/ref/mod#workspaces). A file that
 * cannot be parsed is found all the same: its errors are the go command's to tell. About 0.2 ms.
 */
export function findModule(dir: string, env: LooseEnv): ModuleSearch {
  if (env['GO111MODULE'] === 'off') return { type: 'off' };
  const modFile = findUpward(dir, 'go.mod');
  const workFile = workspaceFile(dir, env);
  const module = modFile === undefined ? undefined : readModule(modFile);
  const workspace = workFile === undefined ? undefined : readWorkspace(workFile);
  if (module === undefined && workspace === undefined) return { type: 'missing', diagnostic: noModule(dir) };
  return {
    type: 'found',
    ...defined({ module, workspace }),
  };
}

/** What looking for main packages has to know of it. */
export function moduleScope(search: ModuleSearch): { readonly workspace?: GoWorkspace; readonly inModule: boolean } {
  if (search.type !== 'found') return { inModule: false };
  return {
    ...defined({ workspace: search.workspace }),
    inModule: search.module !== undefined,
  };
}

/** The module of the directory, then the others of the workspace. */
export function ownModules(search: ModuleSearch): readonly GoModule[] {
  if (search.type !== 'found') return [];
  const { module, workspace } = search;
  const others = workspace?.uses.filter((dir) => dir !== module?.dir) ?? [];
  return [...(module === undefined ? [] : [module]), ...others.map((dir) => readModule(join(dir, 'go.mod')))];
}

/** The releases that go.mod and go.work ask for. */
export function requiredVersions(search: ModuleSearch): string[] {
  if (search.type !== 'found') return [];
  return [search.module, search.workspace]
    .flatMap((file) => [file?.go, file?.toolchain])
    .filter((version) => version !== undefined);
}

function workspaceFile(dir: string, env: LooseEnv): string | undefined {
  const named = env['GOWORK'] ?? '';
  if (named === 'off') return undefined;
  if (named !== '' && named !== 'auto') return isFile(resolve(dir, named)) ? resolve(dir, named) : undefined;
  return findUpward(dir, 'go.work');
}

function findUpward(dir: string, name: string): string | undefined {
  for (let at = resolve(dir); ; at = dirname(at)) {
    const file = join(at, name);
    if (isFile(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

export function readModule(file: string): GoModule {
  const text = readText(file) ?? '';
  const path = /^\s*module\s+["`]?([^\s"`]+)/m.exec(text)?.[1] ?? '';
  return { file, dir: dirname(file), path, ...versions(text) };
}

function readWorkspace(file: string): GoWorkspace {
  const text = (readText(file) ?? '').replaceAll(/\/\/.*$/gm, '');
  const blocks = [...text.matchAll(/^\s*use\s*\(([^)]*)\)/gm)].flatMap(([, body = '']) => body.split('\n'));
  const singles = [...text.matchAll(/^\s*use\s+([^\s(].*)$/gm)].map(([, path = '']) => path);
  const uses = [...blocks, ...singles]
    .map((path) => path.trim().replaceAll(/^["`]|["`]$/g, ''))
    .filter((path) => path !== '');
  return { file, uses: uses.map((path) => resolve(dirname(file), path)), ...versions(text) };
}

function versions(text: string): { go?: string; toolchain?: string } {
  const go = /^\s*go\s+(\d\S*)/m.exec(text)?.[1];
  const toolchain = /^\s*toolchain\s+(go\S+)/m.exec(text)?.[1];
  return defined({ go, toolchain });
}

function noModule(dir: string): Diagnostic {
  const below = modulesBelow(dir);
  const name = basename(resolve(dir)) || 'app';
  return problem(`no go.mod in ${dir} or any directory above it`, {
    notes: below.map((each) => ({ message: `there is a go.mod in ./${each}` })),
    hint:
      below.length > 0
        ? `start gorl in ./${below[0]}, or create a workspace: go work init ${below.map((each) => `./${each}`).join(' ')}`
        : `create one: go mod init ${/^[\w.~-]+$/.test(name) ? name : 'example.com/app'}`,
  });
}

/** At most five direct subdirectories that are modules. */
function modulesBelow(dir: string): readonly string[] {
  try {
    const names = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return names
      .map((entry) => entry.name)
      .filter((name) => isFile(join(dir, name, 'go.mod')))
      .slice(0, 5);
  } catch {
    return [];
  }
}
