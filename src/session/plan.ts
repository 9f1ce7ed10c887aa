import { basename, extname } from 'node:path';
import { mergeBatches, type Action } from '../engine/batch.ts';
import type { FileChange } from '../protocol/change.ts';

export interface PlanOptions {
  /** Absolute. */
  readonly envFiles: readonly string[];
  /** The user wrote an `exclude_regex` of his own and it lets test files in: he wants builds for them. */
  readonly testsCount: boolean;
  /** Extensions without the dot: a change of such a file asks for a restart only. */
  readonly restartOnlyExt?: readonly string[];
}

export interface Plan {
  /** Undefined: nothing is to be done. */
  readonly action: Action | undefined;
  /** Nothing of it is known to be an input of the build. */
  readonly mayWait?: true;
  /** For people: `Go sources changed`, `only tests changed`. */
  readonly reason: string;
}

/** What the go command compiles or resolves packages by (https://pkg.go.dev/cmd/go#hdr-File_types). */
const goSource = /\.(?:go|s|S|sx|c|h|hh|hpp|hxx|cc|cpp|cxx|m|f|F|for|f90|swig|swigcxx|syso|mod|sum|work)$/;

/** What a set of changes asks for. The config file is not among them: the caller reloads it. */
export function planAction(files: readonly FileChange[], options: PlanOptions): Plan {
  const found = new Set(files.map((file) => kindOf(file, options)));
  const owed = [...found].flatMap((kind) => wants[kind] ?? []);
  if (owed.length > 0)
    return {
      action: owed.map(({ action }) => action).reduce(stronger),
      reason: owed.map(({ reason }) => reason).join(', '),
      ...(found.has('runtime') && !found.has('go') ? { mayWait: true } : {}),
    };
  return { action: undefined, reason: found.size === 0 ? 'nothing changed' : 'only tests changed' };
}

export function isGoSource(path: string): boolean {
  return goSource.test(path);
}

type Kind = 'env' | 'restart-only' | 'go' | 'test' | 'runtime';

const wants: Readonly<Partial<Record<Kind, { readonly action: Action; readonly reason: string }>>> = {
  go: { action: 'rebuild', reason: 'Go sources changed' },
  env: { action: 'restart', reason: 'env files changed' },
  'restart-only': { action: 'restart', reason: 'files that need no build changed' },
  // The binary may well not depend on it, the running program does: it has read it already.
  runtime: { action: 'rebuild-and-restart', reason: 'files read at run time changed' },
};

function kindOf({ path }: FileChange, options: PlanOptions): Kind {
  if (options.envFiles.includes(path)) return 'env';
  if (options.restartOnlyExt?.includes(extname(path).slice(1))) return 'restart-only';
  if (path.endsWith('_test.go') && !options.testsCount) return 'test';
  if (isGoSource(path)) return 'go';
  return /[\\/]vendor[\\/]modules\.txt$/.test(path) && basename(path) === 'modules.txt' ? 'go' : 'runtime';
}

function stronger(a: Action, b: Action): Action {
  return mergeBatches({ action: a, cause: { type: 'start' } }, { action: b, cause: { type: 'start' } }).action;
}
