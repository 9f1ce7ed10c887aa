import { existsSync } from 'node:fs';
import type { ProcessEnd } from '../engine/process-end.ts';

/** What node's `exit` event says, as ours. */
export function childEnd(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  return signal === null ? { type: 'code', code: code ?? 0 } : { type: 'signal', signal };
}

/** Why a program could not be started, in words: the system's own say nothing of a missing directory. */
export function spawnFailure(error: unknown, file: string, cwd: string): ProcessEnd {
  return { type: 'spawn-failed', message: describe(error, file, cwd) };
}

function describe(error: unknown, file: string, cwd: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return existsSync(cwd) ? `${file}: no such file` : `${cwd}: no such directory`;
  if (code === 'EACCES') return `${file}: not executable`;
  if (code === 'ENOEXEC') return `${file}: not a program for this machine`;
  return message;
}
