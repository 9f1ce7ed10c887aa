import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { DiagnosedError } from './diagnosed-error.ts';

export interface FailedBuild {
  readonly type: 'failed';
  readonly diagnostics: readonly Diagnostic[];
  readonly output: string;
  readonly end: ProcessEnd;
  /** The generator that failed, if it was one. */
  readonly generator?: string;
}

export function describeEnd(end: ProcessEnd): string {
  if (end.type === 'code') return `exit status ${end.code}`;
  if (end.type === 'unseen') return 'ended unseen';
  return end.type === 'signal' ? `signal: ${end.signal}` : end.message;
}

export function notStarted(message: string): Diagnostic {
  return problem(`the build command did not start: ${message}`);
}

/** What nobody foresaw, as the failure of the build. */
export function unexpectedFailure(error: unknown): FailedBuild {
  const message = messageOf(error);
  const diagnostics = [error instanceof DiagnosedError ? error.diagnostic : problem(message)];
  return { type: 'failed', diagnostics, output: '', end: { type: 'spawn-failed', message } };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
