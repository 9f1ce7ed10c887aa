import { readOutputLine, type OutputLine } from './output-line.ts';

/** A line that stays open this long, in ms, is progress that people want to see, not a line that was cut in two. */
const openLineMs = 50;

/** Calls `fire` once after `ms`; the result takes it back. */
export type After = (ms: number, fire: () => void) => () => void;

/**
 * What a command of the user's prints, as it comes, without the lines that read as problems: if it fails they are
 * told once, with their sources. Nothing is lost: what nobody tells is handed out in the end.
 */
export class ProblemFilter {
  readonly #pass: (text: string) => void;
  readonly #after: After;
  #kept: { readonly line: string; readonly type: OutputLine['type'] }[] = [];
  #partial = '';
  /** The begin of the last line is shown already, so the rest of it is too. */
  #passing = false;
  /** The last line was kept: a line that begins with a tab belongs to it. */
  #keeping = false;
  #stopWaiting = (): void => {};

  constructor(pass: (text: string) => void, after: After = afterAWhile) {
    this.#pass = pass;
    this.#after = after;
  }

  push(text: string): void {
    this.#stopWaiting();
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    const shown = lines.map((line) => this.#read(line)).join('');
    if (shown !== '') this.#pass(shown);
    if (this.#partial === '') return;
    if (this.#passing || this.#partial.includes('\r')) this.#passPartial();
    else this.#stopWaiting = this.#after(openLineMs, () => this.#passPartial());
  }

  /** The command has ended. Without a failure that is told elsewhere, all that was kept is passed on. */
  finish(): void {
    this.#finishLine();
    const text = this.#kept.map(({ line }) => `${line}\n`).join('');
    this.#kept = [];
    if (text !== '') this.#pass(text);
  }

  /** The command was cancelled: nobody wants its words any more. */
  drop(): void {
    this.#stopWaiting();
    this.#partial = '';
    this.#kept = [];
  }

  /** The command has failed: the kept lines that are in none of its problems, i.e. those that are in `rest`. */
  leftOver(rest: readonly string[]): readonly string[] {
    this.#finishLine();
    const open = new Map<string, number>();
    for (const line of rest) open.set(line, (open.get(line) ?? 0) + 1);
    return this.#kept
      .map(({ line }) => (line.endsWith('\r') ? line.slice(0, -1) : line))
      .filter((line) => {
        const times = open.get(line) ?? 0;
        open.set(line, times - 1);
        return times > 0;
      });
  }

  #finishLine(): void {
    this.#stopWaiting();
    if (this.#partial === '') return;
    const shown = this.#read(this.#partial, '');
    this.#partial = '';
    if (shown !== '') this.#pass(shown);
  }

  /** What is to be shown of a line now. */
  #read(line: string, end = '\n'): string {
    if (this.#passing) {
      this.#passing = false;
      return line + end;
    }
    const { type } = readOutputLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    const dependent = type === 'continuation' || type === 'note' || type === 'too-many-errors';
    this.#keeping = dependent ? this.#keeping : type !== 'other' && type !== 'progress' && type !== 'directory';
    if (!this.#keeping) return this.#emptyHeaders() + line + end;
    this.#kept.push({ line, type });
    return '';
  }

  /** Under which nothing came: they are no headers. */
  #emptyHeaders(): string {
    let text = '';
    for (let last = this.#kept.at(-1); last?.type === 'package'; last = this.#kept.at(-1)) {
      text = `${last.line}\n${text}`;
      this.#kept.pop();
    }
    return text;
  }

  #passPartial(): void {
    const text = this.#partial;
    this.#partial = '';
    this.#passing = true;
    this.#pass(text);
  }
}

function afterAWhile(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms).unref();
  return () => clearTimeout(timer);
}
