import { isSuccess } from '../protocol/process-end.ts';
import { existsSync, lstatSync, readFileSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Env } from '../base/env.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { binariesDir, othersIn, sweepLeftovers } from '../go/build/leftovers.ts';
import { isWithin, pathBelow } from '../base/paths.ts';
import { ownFilesIn } from './state-file.ts';
import { ownMark } from '../go/build/tmp-dir.ts';

export interface CleanOptions {
  /** `tmp_dir`, absolute. */
  readonly dir: string;
  readonly root: string;
  /** Absolute: what this gorl or its build may have written there. */
  readonly made: readonly string[];
  /** Unix time in ms; a file that is older was there before. */
  readonly sinceMs: number;
  readonly commands: CommandRunner;
  readonly env: Env;
  /** So long git may take to say what it tracks: whoever ends gorl waits. */
  readonly limitMs?: number;
}

/**
 * `misc.clean_on_exit`. A directory that gorl made goes with all that is in it. In one that was there, or in which git
 * tracks something, only what gorl and the build have written goes. Never what git tracks or another living gorl has
 * there. In the root itself, or something above it, only what bears gorl's own name.
 *
 * @returns what is to be told, if anything
 */
export async function cleanTmpDir(options: CleanOptions): Promise<string | undefined> {
  const { dir, root } = options;
  try {
    if (!existsSync(dir)) return undefined;
    const holdsProject = pathBelow(realpathSync(root), realpathSync(dir)) !== undefined;
    const tracked = await trackedFiles(options);
    if (tracked === undefined) return `${dir} is not cleaned: git does not say what it tracks in it`;
    await sweepLeftovers(dir);
    const others = othersIn(dir);
    const [other] = others;
    if (other === undefined && tracked.length === 0 && !holdsProject && isOwn(dir)) return removeAll(dir);
    const shared = other === undefined ? [join(dir, binariesDir), ...ownFilesIn(dir)] : [];
    const made = options.made.filter((path) => !others.some((each) => each.holds(path)));
    const own = [...(holdsProject ? [] : removable(options, made)), ...shared];
    const removed = [...new Set(own)].filter((path) => isThere(path) && !tracked.some((each) => isWithin(each, path)));
    for (const path of removed) rmSync(path, { recursive: true, force: true });
    if (holdsProject) return undefined;
    const what = removed.length === 0 ? 'nothing' : `only ${removed.map((path) => relative(dir, path)).join(', ')}`;
    const untouched = tracked.length > 0 ? 'git tracks files in it' : 'gorl did not create it';
    const why = other === undefined ? untouched : `another gorl (pid ${other.pid}) uses it`;
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

/** What lies in it and is no older than this gorl. */
function removable({ dir, sinceMs }: CleanOptions, made: readonly string[]): string[] {
  return made.filter((path) => {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    const isInside = isWithin(path, dir) && path !== dir;
    return facts !== undefined && isInside && facts.mtimeMs >= sinceMs;
  });
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
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
async function trackedFiles(options: CleanOptions): Promise<readonly string[] | undefined> {
  const { dir, commands, env, limitMs = 1000 } = options;
  const command = { type: 'argv', file: 'git', args: ['ls-files', '-z', '--cached', '--', '.'] } as const;
  const git = commands.start({ command, cwd: dir, env, label: 'git' });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((giveUp) => (timer = setTimeout(() => giveUp(undefined), limitMs)));
  const result = await Promise.race([git.ended, late]);
  clearTimeout(timer);
  if (result === undefined) {
    // What it waits for, a dead network drive, may keep it from ending too.
    void git.cancel();
    return undefined;
  }
  const { end, output } = result;
  if (isSuccess(end))
    return output
      .split('\0')
      .filter((name) => name !== '')
      .map((name) => resolve(dir, name));
  return isInRepository(dir) ? undefined : [];
}

function isInRepository(dir: string): boolean {
  return existsSync(join(dir, '.git')) || (dirname(dir) !== dir && isInRepository(dirname(dir)));
}
