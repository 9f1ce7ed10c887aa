import type { Diagnostic } from '../../protocol/diagnostic.ts';

/** What went wrong, with more to say than its message: place, advice. */
export class DiagnosedError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic, cause: unknown) {
    super(diagnostic.message, { cause });
    this.diagnostic = diagnostic;
  }
}
