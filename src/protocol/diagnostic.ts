import type { Shapes } from './report/shapes.ts';

/**
 * One problem, in the same shape whoever found it: the config loader, the Go compiler, a panicking
 * app. The terminal, NDJSON and (later) the browser overlay all render this one.
 */
export type Diagnostic = Shapes['diagnostic'];

/** The note of a compiler that stopped counting: there are more errors than it told. */
export const tooManyErrors = 'too many errors';

export type DiagnosticSource = Diagnostic['source'];
export type Note = Shapes['note'];
export type Location = Shapes['location'];
export type Excerpt = Shapes['excerpt'];
