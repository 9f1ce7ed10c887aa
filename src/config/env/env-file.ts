import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { createSourceText, type SourceText } from '../read/source-text.ts';
import { quoted } from '../read/values.ts';

export interface EnvFileReading {
  /** In the order of the file; of a name that is there twice, the last. */
  readonly values: ReadonlyMap<string, string>;
  /** With an error among them, the values are those before it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses the dialect of godotenv 1.5.1, which air uses: `KEY=value` or `KEY: value`, optionally after
 * `export`; single quotes (literal) or double quotes (with `\n`, `\r`, `\"`, `\$`), both also over
 * several lines; comments; `$NAME` and `${NAME}` (upper case only) for variables given earlier in the
 * same file, empty for others. Never throws.
 */
export function parseEnvFile(shown: string, text: string): EnvFileReading {
  const source = createSourceText(shown, text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  const parser = new EnvParser(source);
  const failure = parser.run();
  return { values: parser.values, diagnostics: [...parser.warnings, ...(failure ? [failure] : [])] };
}

/** Blanks that do not end a line, as godotenv sees them. */
const inline = /[\t\v\f\r \u0085\u00a0]/;
const skipInline = /[\t\v\f\r \u0085\u00a0]*/y;
const skipToStatement = /(?:\s|\u0085)*/y;

class EnvParser {
  readonly values = new Map<string, string>();
  readonly warnings: Diagnostic[] = [];
  #at = 0;
  readonly #source: SourceText;
  readonly #text: string;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  /** Reads to the end or to the first error. */
  run(): Diagnostic | undefined {
    for (;;) {
      this.#match(skipToStatement);
      if (this.#at >= this.#text.length) return undefined;
      if (this.#text[this.#at] === '#') {
        this.#match(/[^\n]*/y);
        continue;
      }
      const failure = this.#statement();
      if (failure !== undefined) return failure;
    }
  }

  #statement(): Diagnostic | undefined {
    this.#match(/export[\t\v\f\r \u0085\u00a0]+/y);
    const start = this.#at;
    this.#match(/[\p{L}\p{N}_.\t\v\f\r \u0085\u00a0]*/uy);
    const name = this.#text.slice(start, this.#at).trimEnd();
    const separator = this.#text[this.#at];
    if (separator === undefined) {
      if (name === '') return this.#problem('error', 'there is no variable after "export"', start);
      this.warnings.push(this.#problem('warning', 'this line has no "=", so it is ignored', start, 'write NAME=value'));
      return undefined;
    }
    if (separator === '\n') return this.#problem('error', 'there is no "=" in this line', start, 'write NAME=value');
    if (separator !== '=' && separator !== ':') {
      const sign = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
      return this.#problem(
        'error',
        `${quoted(sign)} cannot be part of a variable name`,
        this.#at,
        'names consist of letters, digits, _ and .',
      );
    }
    if (name === '')
      this.warnings.push(
        this.#problem('warning', `there is no name before "${separator}"; the value is ignored`, start),
      );
    this.#at += 1;
    this.#match(skipInline);
    const quote = this.#text[this.#at];
    if (quote === '"' || quote === "'") return this.#quotedValue(name, quote);
    this.#set(name, this.#expand(this.#plainValue()));
    return undefined;
  }

  /** To the end of the line, or to a `#` after a blank. */
  #plainValue(): string {
    const start = this.#at;
    this.#match(/[^\r\n]*/y);
    const line = this.#text.slice(start, this.#at);
    // The last comment sign counts, as in godotenv: `a # b # c` keeps `a # b`.
    let end = line.length;
    for (let i = line.length - 1; i > 0; i -= 1) {
      if (line[i] === '#' && inline.test(line[i - 1] ?? '')) {
        end = i;
        break;
      }
    }
    return line.slice(0, end).replace(/^[\t\v\f\r \u0085\u00a0]+|[\t\v\f\r \u0085\u00a0]+$/g, '');
  }

  #quotedValue(name: string, quote: string): Diagnostic | undefined {
    const start = this.#at;
    let end = this.#text.indexOf(quote, start + 1);
    while (end !== -1 && this.#text[end - 1] === '\\') end = this.#text.indexOf(quote, end + 1);
    if (end === -1) return this.#problem('error', `the value of ${quoted(name)} has no closing ${quote}`, start);
    const inner = trimSign(this.#text.slice(start, end), quote);
    this.#set(name, quote === '"' ? this.#expand(unescape(inner)) : inner);
    this.#at = end + 1;
    return undefined;
  }

  #expand(value: string): string {
    // As in godotenv, `$(NAME)` is read as `$NAME` and a `)`.
    return value.replace(/(\\)?\$\(?\{?([A-Z0-9_]+)?\}?/g, (all: string, escape?: string, name?: string) => {
      if (escape !== undefined) return all.slice(1);
      return name === undefined ? all : (this.values.get(name) ?? '');
    });
  }

  #set(name: string, value: string): void {
    if (name !== '') this.values.set(name, value);
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #problem(severity: 'error' | 'warning', message: string, offset: number, hint?: string): Diagnostic {
    // Such a file is full of secrets: its place is told, never its text. A line without "=" may be the rest of a key.
    const { excerpt: _, ...location } = this.#source.locate(offset);
    return problem(message, { severity, location, source: 'env-file', hint });
  }
}

/** Without that sign at the beginning and the end, however often it is there. */
function trimSign(text: string, sign: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === sign) start += 1;
  while (end > start && text[end - 1] === sign) end -= 1;
  return text.slice(start, end);
}

/** `\n` and `\r` as line ends; any other escaped sign for itself, but `\$` stays for the expansion. */
function unescape(text: string): string {
  const lines = text.replaceAll(/\\(.)/g, (all: string, sign: string) =>
    sign === 'n' ? '\n' : sign === 'r' ? '\r' : all,
  );
  return lines.replaceAll(/\\([^$])/g, '$1');
}
