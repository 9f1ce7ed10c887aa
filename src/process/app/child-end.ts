import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { isOutOfFiles, outOfFiles, raiseFileLimit } from '../../base/file-limit.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';

export type SpawnFailure = ProcessEnd & { readonly type: 'spawn-failed' };

/** What node's `exit` event says, as ours. */
export function childEnd(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  return signal === null ? { type: 'code', code: code ?? 0 } : { type: 'signal', signal };
}

/** Why a program could not be started, in words: the system's own say nothing of a missing directory. */
export function spawnFailure(error: unknown, file: string, cwd: string): SpawnFailure {
  return { type: 'spawn-failed', message: describe(error, file, cwd) };
}

/** The same, of a program that can be built again when it is not there. */
export function appSpawnFailure(error: unknown, file: string, cwd: string): SpawnFailure {
  // ENOENT may also mean the directory, or the interpreter of a script.
  const missing = errnoOf(error) === 'ENOENT' && existsSync(cwd) && !existsSync(resolve(cwd, file));
  return { ...spawnFailure(error, file, cwd), ...(missing ? { missing } : {}) };
}

function describe(error: unknown, file: string, cwd: string): string {
  const code = errnoOf(error);
  if (code === 'ENOENT') return existsSync(cwd) ? `${file}: no such file` : `${cwd}: no such directory`;
  if (isOutOfFiles(error)) return `${file}: ${outOfFiles(error)}; ${raiseFileLimit}`;
  const words = { EACCES: 'not executable', ENOEXEC: 'not a program for this machine' }[code ?? ''];
  return words === undefined ? (error as Error).message : `${file}: ${words}`;
}
