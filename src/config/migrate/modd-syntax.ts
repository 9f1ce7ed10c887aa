import { defined } from '../../base/defined.ts';
/** A block of a `modd.conf`. */
export interface ModdBlock {
  /** Of its `{`, 1-based. */
  readonly line: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly indir?: string;
  readonly preps: readonly ModdCommand[];
  readonly daemons: readonly ModdCommand[];
}

export interface ModdCommand {
  /** `+sigterm`, without the plus. */
  readonly options: readonly string[];
  readonly command: string;
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

/**
 * `patterns { prep: …; daemon +signal: …; indir: … }`, `@name = value` above, `#` comments; commands end
 * with their line unless they are quoted (https://github.com/cortesi/modd, README).
 *
 * @throws SyntaxError that names the line
 */
export function parseModd(text: string): readonly ModdBlock[] {
  return new Reader(text.replaceAll('\r', '')).blocks();
}

class Reader {
  readonly #text: string;
  readonly #variables = new Map<string, string>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  blocks(): readonly ModdBlock[] {
    const blocks: ModdBlock[] = [];
    for (;;) {
      const patterns: Token[] = [];
      let token = this.#token();
      while (token !== undefined && token.text !== '{') {
        if (!token.quoted && token.text.startsWith('@') && patterns.length === 0) this.#variable(token.text);
        else patterns.push(token);
        token = this.#token();
      }
      if (token === undefined) {
        if (patterns.length > 0) this.#fail('a block has no {');
        return blocks;
      }
      blocks.push(this.#block(patterns, token.line));
    }
  }

  #block(patterns: readonly Token[], line: number): ModdBlock {
    const preps: ModdCommand[] = [];
    const daemons: ModdCommand[] = [];
    let indir: string | undefined;
    for (;;) {
      const token = this.#token();
      if (token === undefined) return this.#fail('a block has no }');
      if (token.text === '}') break;
      const [name = '', ...rest] = token.text.split(':', 1);
      const options: string[] = rest;
      let isNamed = token.text.endsWith(':');
      while (!isNamed) {
        const option = this.#token();
        if (option === undefined || !option.text.startsWith('+')) return this.#fail(`"${token.text}" has no colon`);
        isNamed = option.text.endsWith(':');
        options.push(option.text.slice(1).replace(/:$/, ''));
      }
      const command = this.#command();
      if (name === 'prep') preps.push({ options, command });
      else if (name === 'daemon') daemons.push({ options, command });
      else if (name === 'indir') indir = command;
      else return this.#fail(`"${name}" is none of prep, daemon, indir`);
    }
    const words = patterns.map(({ text }) => this.#filledIn(text));
    return {
      line,
      include: words.filter((word) => !word.startsWith('!')),
      exclude: words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)),
      ...defined({ indir }),
      preps,
      daemons,
    };
  }

  /** `@name = value`, to the end of the line. */
  #variable(name: string): void {
    const match = /[ \t]*=[ \t]*/y;
    match.lastIndex = this.#at;
    if (match.exec(this.#text) === null) this.#fail(`${name} has no value`);
    this.#at = match.lastIndex;
    this.#variables.set(name, this.#command());
  }

  /** The rest of the line, or what is in quotes. */
  #command(): string {
    const match = /[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\n]*))/y;
    match.lastIndex = this.#at;
    const [, double, single, plain] = match.exec(this.#text) ?? [];
    this.#at = match.lastIndex;
    const text = double?.replaceAll(String.raw`\"`, '"') ?? single ?? plain ?? '';
    return this.#filledIn(text.replaceAll(/\\\n\s*/g, '').trim());
  }

  #filledIn(text: string): string {
    return text.replaceAll(/@\w+/g, (name) => this.#variables.get(name) ?? name);
  }

  #token(): Token | undefined {
    const match = /(?:\s|#[^\n]*)*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([{}])|([^\s{}]+))/y;
    match.lastIndex = this.#at;
    const found = match.exec(this.#text);
    if (found === null) return undefined;
    this.#at = match.lastIndex;
    const [, double, single, brace, plain] = found;
    // The colon ends a name wherever the command begins: `prep:go test`.
    const colon = brace === undefined && plain !== undefined ? /^(\+?[a-z]+:)(.+)$/.exec(plain) : null;
    if (colon !== null) this.#at -= (colon[2] ?? '').length;
    const text = colon?.[1] ?? double ?? single ?? brace ?? plain ?? '';
    return { text, quoted: double !== undefined || single !== undefined, line: this.#lineAt(this.#at) };
  }

  #lineAt(at: number): number {
    return this.#text.slice(0, at).split('\n').length;
  }

  #fail(message: string): never {
    throw new SyntaxError(`line ${this.#lineAt(this.#at)}: ${message}`);
  }
}
