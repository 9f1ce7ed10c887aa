import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Env } from '../../base/env.ts';
import { findOnPath } from '../../base/find-on-path.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { CommandRunner } from '../../engine/ports.ts';

export interface Toolchain {
  /** The go command as found on PATH, absolute; links are kept, for a version manager may live behind one. */
  readonly goFile: string;
  /** `go1.26.8`; absent when it could not be learnt. */
  readonly version?: string;
  /** Absolute. */
  readonly goroot?: string;
}

export type ToolchainSearch =
  | { readonly type: 'found'; readonly toolchain: Toolchain }
  | { readonly type: 'missing'; readonly diagnostic: Diagnostic };

export interface ToolchainOptions {
  /** Where the build will run; absolute. */
  readonly cwd: string;
  readonly env: Env;
  readonly commands: CommandRunner;
  /** What go.mod and go.work ask for: `1.21`, `go1.27.0`. Absent: nothing. */
  readonly required?: readonly string[];
}

/**
 * Finds the go command. Where it lies in its GOROOT, the file VERSION beside it tells the release and
 * nothing is run (under 1 ms). `go env` is asked only if that fails, if GOROOT or GOTOOLCHAIN chooses
 * another release, or if go.mod wants a newer one (https://go.dev/doc/toolchain).
 */
export async function findToolchain(options: ToolchainOptions): Promise<ToolchainSearch> {
  // A relative entry means something else in every directory.
  const goFile = findOnPath(process.platform === 'win32' ? 'go.exe' : 'go', options.env, 'absolute');
  if (goFile === undefined) return { type: 'missing', diagnostic: noGo() };
  const beside = besideGo(goFile);
  if (beside !== undefined && !mayBeSwitched(beside.version, options)) {
    return { type: 'found', toolchain: { goFile, ...beside } };
  }
  const asked = await askGo(goFile, options);
  return { type: 'found', toolchain: { goFile, ...beside, ...asked } };
}

function besideGo(goFile: string): { readonly version: string; readonly goroot: string } | undefined {
  try {
    const goroot = dirname(dirname(realpathSync(goFile)));
    const version = /^go\S+/.exec(readFileSync(join(goroot, 'VERSION'), 'utf8'))?.[0];
    return version === undefined ? undefined : { version, goroot };
  } catch {
    return undefined;
  }
}

function mayBeSwitched(version: string, { env, required = [] }: ToolchainOptions): boolean {
  const chosen = env['GOTOOLCHAIN'] ?? '';
  if ((env['GOROOT'] ?? '') !== '') return true;
  if (chosen !== '' && chosen !== 'auto' && chosen !== 'local') return true;
  return chosen !== 'local' && required.some((wanted) => isNewer(wanted, version));
}

/** Compares Go releases by their numbers (`go1.21.3`, `1.21`); of `1.27rc1` and `1.27.0` neither is newer. */
export function isNewer(wanted: string, actual: string): boolean {
  const numbers = (text: string): readonly number[] =>
    (/^(?:go)?([\d.]+)/.exec(text)?.[1] ?? '').split('.').map(Number);
  const [a, b] = [numbers(wanted), numbers(actual)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

async function askGo(goFile: string, { commands, cwd, env }: ToolchainOptions): Promise<Partial<Toolchain>> {
  const args = ['env', '-json', 'GOVERSION', 'GOROOT'];
  const command = { type: 'argv', file: goFile, args } as const;
  const { output } = await commands.start({ command, cwd, env, label: 'go-env' }).ended;
  try {
    // Progress (`go: downloading …`) may come before the object.
    const value: unknown = JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
    const { GOVERSION: version, GOROOT: goroot } = value as Record<string, unknown>;
    return {
      ...(typeof version === 'string' && version !== '' ? { version } : {}),
      ...(typeof goroot === 'string' && goroot !== '' ? { goroot } : {}),
    };
  } catch {
    // The build will meet the same trouble and tell it in the go command's own words.
    return {};
  }
}

function noGo(): Diagnostic {
  return problem('no go command on PATH', {
    hint: 'install Go from https://go.dev/dl, or add its bin directory to PATH',
  });
}
