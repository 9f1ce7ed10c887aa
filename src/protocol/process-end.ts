import type { ReportOf } from './report.ts';
import type { Shapes } from './report/shapes.ts';

/** How a process ended. `unseen`: it was no child of gorl's, only its own parent was told how. */
export type ProcessEnd = Shapes['processEnd'];

/** It ended by itself, with exit code 0. */
export function isSuccess(end: ProcessEnd): boolean {
  return end.type === 'code' && end.code === 0;
}

/**
 * Nothing speaks of a failure: it ended with 0; or nobody saw how, and it left no report of a crash.
 */
export function isCleanEnd({ end, diagnostic }: { readonly end: ProcessEnd; readonly diagnostic?: unknown }): boolean {
  return end.type === 'code' ? end.code === 0 : end.type === 'unseen' && diagnostic === undefined;
}

/** Why gorl asks a process to stop. `exited`: its leader ended by itself, and what that left is cleared away. */
export type StopReason = ReportOf<'process-stopping'>['reason'];

/** A process that outlived the end of its run. */
export type NamedProcess = Shapes['namedProcess'];
