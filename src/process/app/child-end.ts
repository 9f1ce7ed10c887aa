import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
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
  const { code } = error as NodeJS.ErrnoException;
  // ENOENT may also mean the directory, or the interpreter of a script.
  const missing = code === 'ENOENT' && existsSync(cwd) && !existsSync(resolve(cwd, file));
  return { ...spawnFailure(error, file, cwd), ...(missing ? { missing } : {}) };
}

function describe(error: unknown, file: string, cwd: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return existsSync(cwd) ? `${file}: no such file` : `${cwd}: no such directory`;
  if (code === 'EACCES') return `${file}: not executable`;
  if (code === 'ENOEXEC') return `${file}: not a program for this machine`;
  if (isOutOfFiles(error)) return `${file}: ${outOfFiles(error)}; ${raiseFileLimit}`;
  return message;
}
