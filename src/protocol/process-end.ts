/** How a process ended. */
export type ProcessEnd =
  | { readonly type: 'code'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: string }
  /** It was no child of gorl's: only its own parent was told how. */
  | { readonly type: 'unseen' }
  /** It never ran: no such file, not executable, … `missing`: the program's file is not there (its directory is). */
  | { readonly type: 'spawn-failed'; readonly message: string; readonly missing?: true };

/**
 * Nothing speaks of a failure: it ended with 0; or nobody saw how, and it left no report of a crash.
 */
export function isCleanEnd({ end, diagnostic }: { readonly end: ProcessEnd; readonly diagnostic?: unknown }): boolean {
  return end.type === 'code' ? end.code === 0 : end.type === 'unseen' && diagnostic === undefined;
}

/** Why gorl asks a process to stop. `exited`: its leader ended by itself, and what that left is cleared away. */
export type StopReason = 'replace' | 'build-failed' | 'shutdown' | 'exited';

/** A process that outlived the end of its run. */
export interface NamedProcess {
  readonly pid: number;
  readonly command: string;
  /** Another user's, whom gorl may not signal. */
  readonly foreign?: true;
}
