import type { Shapes } from './report/shapes.ts';

/**
 * One problem, in the same shape whoever found it: the config loader, the Go compiler, a panicking
 * app. The terminal, NDJSON and (later) the browser overlay all render this one.
 */
export type Diagnostic = Shapes['diagnostic'];

/** What `problem` takes beside the message; a member that is undefined is one that is missing. */
export interface ProblemDetails {
  /** Default: `error`. */
  readonly severity?: Diagnostic['severity'];
  /** Default: `environment`. */
  readonly source?: DiagnosticSource;
  readonly location?: Location | undefined;
  /** Default: none. */
  readonly notes?: readonly Note[];
  readonly hint?: string | undefined;
}

export function problem(message: string, details: ProblemDetails = {}): Diagnostic {
  const { severity = 'error', source = 'environment', location, notes = [], hint } = details;
  return {
    severity,
    message,
    ...(location === undefined ? {} : { location }),
    notes,
    source,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The note of a compiler that stopped counting: there are more errors than it told. */
export const tooManyErrors = 'too many errors';

/** There are more errors than these: a compiler stopped counting. */
export function isCutOff(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ notes }) => notes.some(({ message }) => message === tooManyErrors));
}

export type DiagnosticSource = Diagnostic['source'];
export type Note = Shapes['note'];
export type Location = Shapes['location'];
export type Excerpt = Shapes['excerpt'];

/** Each once. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()];
}
