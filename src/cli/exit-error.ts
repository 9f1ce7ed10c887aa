/** Ends the program before anything runs, with a message that is already written for people. */
export class ExitError extends Error {
  override readonly name = 'ExitError';
  readonly code: number;
  /** What to do. */
  readonly hint: string | undefined;

  constructor(code: number, message = '', hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
