import { problem, type Diagnostic, type Location, type Note } from '../../protocol/diagnostic.ts';

/** After so many, more of the same only hides the first. */
const most = 100;

/** Collects what is found while a config is read, so that all problems are told at once. */
export class ProblemList {
  readonly notes: Note[] = [];
  readonly #list: Diagnostic[] = [];
  #left = 0;

  /** How many errors there are so far. */
  get errors(): number {
    return this.#list.filter(({ severity }) => severity === 'error').length;
  }

  error(message: string, location?: Location, hint?: string): void {
    this.#add('error', message, location, hint);
  }

  warning(message: string, location?: Location, hint?: string): void {
    this.#add('warning', message, location, hint);
  }

  note(message: string, location?: Location): void {
    if (this.notes.length < most) this.notes.push(location === undefined ? { message } : { message, location });
  }

  push(diagnostic: Diagnostic): void {
    // An error is never the one that is left out.
    if (this.#list.length < most || diagnostic.severity === 'error') this.#list.push(diagnostic);
    else this.#left += 1;
  }

  /** The same for a warning that takes work to put into words, which is saved once there are enough. */
  warningOf(describe: () => { readonly message: string; readonly location?: Location; readonly hint?: string }): void {
    if (this.#list.length >= most) this.#left += 1;
    else {
      const { message, location, hint } = describe();
      this.warning(message, location, hint);
    }
  }

  /** In the order of the file; then those about variables and flags, in the order they were found. */
  get diagnostics(): readonly Diagnostic[] {
    const place = ({ location }: Diagnostic): number => (location === undefined ? Infinity : location.line);
    const sorted = this.#list.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
    if (this.#left === 0) return sorted;
    const message = `${this.#left} more warnings are not shown`;
    return [...sorted, problem(message, { severity: 'warning', source: 'config' })];
  }

  #add(severity: 'error' | 'warning', message: string, location: Location | undefined, hint: string | undefined): void {
    this.push(problem(message, { severity, location, source: 'config', hint }));
  }
}
