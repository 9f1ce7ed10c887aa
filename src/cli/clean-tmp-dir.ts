import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { CommandRunner } from '../engine/ports.ts';
import { binariesDir } from '../go/leftovers.ts';
import { ownMark } from './tmp-dir.ts';

export interface CleanOptions {
  /** `tmp_dir`, absolute. */
  readonly dir: string;
  readonly root: string;
  /** Absolute: what this gorl or its build may have written there. */
  readonly made: readonly string[];
  /** Unix time in ms; a file that is older was there before. */
  readonly sinceMs: number;
  readonly commands: CommandRunner;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * `misc.clean_on_exit`. A directory that gorl made goes with all that is in it. In one that was there, or in which git
 * tracks something, only what gorl and the build have written goes. Never what git tracks, never the root itself or
 * something above it.
 *
 * @returns what is to be told, if anything
 */
export async function cleanTmpDir(options: CleanOptions): Promise<string | undefined> {
  const { dir, root } = options;
  try {
    if (!existsSync(dir)) return undefined;
    if (!relative(realpathSync(dir), realpathSync(root)).startsWith('..')) return undefined;
    const tracked = await trackedFiles(options);
    if (tracked === undefined) return `${dir} is not cleaned: git does not say what it tracks in it`;
    if (tracked.length === 0 && isOwn(dir)) return removeAll(dir);
    const removed = removeMade(options, new Set(tracked));
    const what = removed.length === 0 ? 'nothing' : `only ${removed.map((path) => relative(dir, path)).join(', ')}`;
    const why = tracked.length > 0 ? 'git tracks files in it' : 'gorl did not make it';
    return removed.length > 0 && removeIfEmpty(dir) ? undefined : `clean_on_exit removed ${what} from ${dir}: ${why}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `${dir} could not be removed: ${code ?? String(error)}`;
  }
}

/** The `.gitignore` in it is gorl's. */
function isOwn(dir: string): boolean {
  try {
    return readFileSync(join(dir, '.gitignore'), 'utf8') === ownMark;
  } catch {
    return false;
  }
}

/** What cannot be removed (a mount point, another user's files) stays. */
function removeAll(dir: string): string | undefined {
  try {
    for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A volume that is mounted there is empty now, which is all that was asked for.
    return code === 'EBUSY' ? undefined : `${dir} could not be removed: ${code ?? String(error)}`;
  }
}

function removeMade({ dir, made, sinceMs }: CleanOptions, tracked: ReadonlySet<string>): string[] {
  const own = [...made, join(dir, binariesDir)].filter((path) => {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    const isInside = !relative(dir, path).startsWith('..') && path !== dir;
    return facts !== undefined && isInside && !tracked.has(path) && facts.mtimeMs >= sinceMs;
  });
  const removed = [...new Set(own)];
  for (const path of removed) rmSync(path, { recursive: true, force: true });
  return removed;
}

function removeIfEmpty(dir: string): boolean {
  try {
    rmdirSync(dir);
    return true;
  } catch {
    return false;
  }
}

/** Absolute paths; undefined when that cannot be told. */
async function trackedFiles({ dir, commands, env }: CleanOptions): Promise<readonly string[] | undefined> {
  const command = { type: 'argv', file: 'git', args: ['ls-files', '-z', '--cached', '--', '.'] } as const;
  const { end, output } = await commands.start({ command, cwd: dir, env, label: 'git' }).ended;
  if (end.type === 'code' && end.code === 0)
    return output
      .split('\0')
      .filter((name) => name !== '')
      .map((name) => resolve(dir, name));
  return isInRepository(dir) ? undefined : [];
}

function isInRepository(dir: string): boolean {
  return existsSync(join(dir, '.git')) || (dirname(dir) !== dir && isInRepository(dirname(dir)));
}
