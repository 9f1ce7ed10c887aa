import { spawn } from 'node:child_process';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { childEnd, spawnFailure } from '../app/child-end.ts';

export interface DetachedSpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a program that is the user's, not gorl's: it has a session of its own, and stays when gorl ends. Nothing of
 * what it prints is read.
 *
 * @param withinMs so long it is watched
 * @returns how it ended, if that soon; undefined while it runs. Never rejects.
 */
export function startDetached(
  { file, args, cwd, env }: DetachedSpec,
  withinMs: number,
): Promise<ProcessEnd | undefined> {
  return new Promise((resolve) => {
    const failed = (error: unknown): void => resolve(spawnFailure(error, file, cwd));
    try {
      const child = spawn(file, args, { cwd, env, detached: true, stdio: 'ignore', windowsHide: true });
      const timer = setTimeout(() => resolve(undefined), withinMs);
      child.on('error', failed);
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        resolve(childEnd(code, signal));
      });
      child.unref();
    } catch (error) {
      failed(error);
    }
  });
}
