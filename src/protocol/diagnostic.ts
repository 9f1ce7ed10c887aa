/**
 * One problem, told the same way whoever found it: the config loader, the Go compiler, a panicking
 * app. The terminal, NDJSON and (later) the browser overlay all render this one shape.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** The finder's own words, unaltered; may span several lines. */
  readonly message: string;
  readonly location?: Location;
  /** Related facts, e.g. "other declaration of main", `have (…)`/`want (…)`, the frames of a panic. */
  readonly notes: readonly Note[];
  readonly source: DiagnosticSource;
  /** What to do about it, when gorl knows. One sentence, no final period. */
  readonly hint?: string;
}

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

export type DiagnosticSource = 'config' | 'env-file' | 'go' | 'vet' | 'panic' | 'environment';

export interface Note {
  readonly message: string;
  readonly location?: Location;
}

export interface Location {
  /** As shown to people: relative to the directory gorl runs in when below it, else absolute. No `./`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, counted in UTF-8 bytes as the Go tools count; absent when the finder named none. */
  readonly column?: number;
  /** The source around `line`, read when the problem was found (the file may change before it is shown). */
  readonly excerpt?: Excerpt;
}

export interface Excerpt {
  /** 1-based line number of `lines[0]`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}
