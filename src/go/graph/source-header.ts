/**
 * What of a Go file decides about the package graph: its build constraints, package clause, imports and `//go:embed`
 * lines. While that stays as it is, so does the graph. A text that is equal for files that do not differ in it; the
 * order in which packages are imported is a difference, their names here are not.
 *
 * @param source the whole text; beyond the imports only `//go:embed` lines are looked for, where "embed" is imported
 */
export function headerOf(source: string): string {
  const { constraints, name, imports } = readHeader(source);
  if (name === undefined) return JSON.stringify({ broken: true, constraints });
  const embeds = imports.includes('embed')
    ? [...source.matchAll(/^[ \t]*\/\/go:embed[ \t](.*)$/gm)].map(([, patterns = '']) => patterns.trim())
    : [];
  return JSON.stringify({ constraints, name, imports, embeds });
}

export interface SourceHeader {
  /** The lines with build constraints. */
  readonly constraints: readonly string[];
  /** Of the package clause; absent where there is none. */
  readonly name?: string;
  /** Import paths, in order. */
  readonly imports: readonly string[];
}

/** What stands before the first declaration of a Go file. */
export function readHeader(source: string): SourceHeader {
  const scan = new Scan(source.replace(/^\uFEFF/, ''));
  scan.skip();
  const constraints = scan.comments.filter((text) => /^\/\/(?:go:build|\s*\+build)\s/.test(text));
  if (scan.word() !== 'package') return { constraints, imports: [] };
  scan.skip();
  const name = scan.word() ?? '';
  const imports: string[] = [];
  for (;;) {
    scan.skip();
    if (scan.word() !== 'import') break;
    scan.skip();
    if (!scan.take('(')) imports.push(...scan.importSpec());
    else while (scan.more() && !scan.take(')')) imports.push(...scan.importSpec());
  }
  return { constraints, name, imports };
}

/** As much of Go's lexical grammar as stands before the first declaration (https://go.dev/ref/spec#Lexical_elements). */
class Scan {
  readonly comments: string[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  more(): boolean {
    this.skip();
    return this.#at < this.#text.length;
  }

  /** White space, semicolons and comments. */
  skip(): void {
    for (;;) {
      const gap = this.#match(/[\s;]+|\/\/.*|\/\*[^]*?\*\//y);
      if (gap === undefined) return;
      if (gap.startsWith('//')) this.comments.push(gap.trimEnd());
    }
  }

  word(): string | undefined {
    return this.#match(/[\p{L}_][\p{L}\p{N}_]*/uy);
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  /** The path of an import; nothing where there is none, and then one character is passed over. */
  importSpec(): readonly string[] {
    this.skip();
    if (!this.take('.')) this.word();
    this.skip();
    const path = this.#match(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/y);
    if (path === undefined) this.#at += 1;
    return path === undefined ? [] : [path.slice(1, -1)];
  }

  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
