/** Names from the top of a TOML document down; numbers count the entries of arrays. */
export type TomlPath = readonly (string | number)[];

/** Called for each key, array item and table of the text, with offsets of its name and its value. */
export type Visit = (path: TomlPath, keyAt: number, valueAt: number) => void;

/** Deeper values are walked over without being reported. */
const deepest = 100;
/** The parser refuses deeper ones. */
const deepestWalked = 1000;

/**
 * Walks over a text that is known to be valid TOML and tells where everything is; it checks nothing.
 * On a text that is not, it stops where it no longer understands.
 */
export class TomlScanner {
  #at = 0;
  readonly #text: string;
  readonly #visit: Visit;
  /** How many entries each array of tables has so far. */
  readonly #counts = new Map<string, number>();

  constructor(text: string, visit: Visit) {
    this.#text = text;
    this.#visit = visit;
  }

  document(): void {
    let table: TomlPath = [];
    for (this.#skipBlank(); this.#at < this.#text.length; this.#skipBlank()) {
      const before = this.#at;
      if (this.#text[this.#at] === '[') table = this.#header();
      else this.#keyValue(table, 0);
      if (this.#at === before) return;
    }
  }

  #header(): TomlPath {
    const start = this.#at;
    const isArray = this.#text.startsWith('[[', start);
    this.#at += isArray ? 2 : 1;
    const parts = this.#keyParts();
    this.#at = this.#text.startsWith(isArray ? ']]' : ']', this.#at) ? this.#at + (isArray ? 2 : 1) : this.#text.length;
    let path: TomlPath = [];
    for (const [index, part] of parts.entries()) {
      path = [...path, part.name];
      this.#visit(path, part.at, start);
      const id = JSON.stringify(path);
      const count = this.#counts.get(id) ?? 0;
      if (isArray && index === parts.length - 1) {
        this.#counts.set(id, count + 1);
        path = [...path, count];
        this.#visit(path, part.at, start);
      } else if (count > 0) {
        path = [...path, count - 1];
      }
    }
    return path;
  }

  #keyValue(table: TomlPath, depth: number): void {
    const parts = this.#keyParts();
    if (parts.length === 0 || this.#text[this.#at] !== '=') {
      this.#at = this.#text.length;
      return;
    }
    this.#at += 1;
    this.#skipInline();
    let path = table;
    for (const part of parts) {
      path = [...path, part.name];
      this.#visit(path, part.at, this.#at);
    }
    this.#value(path, depth);
  }

  #keyParts(): { readonly name: string; readonly at: number }[] {
    const parts: { name: string; at: number }[] = [];
    for (;;) {
      this.#skipInline();
      const start = this.#at;
      const quote = this.#text[start];
      if (quote === '"' || quote === "'") {
        this.#string();
        const raw = this.#text.slice(start + 1, this.#at - 1);
        parts.push({ name: quote === '"' ? unescape(raw) : raw, at: start });
      } else {
        this.#match(bareKey);
        if (this.#at === start) return parts;
        parts.push({ name: this.#text.slice(start, this.#at), at: start });
      }
      this.#skipInline();
      if (this.#text[this.#at] !== '.') return parts;
      this.#at += 1;
    }
  }

  #value(path: TomlPath, depth: number): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#string();
    else if (first === '[')
      this.#items(']', depth, (index) => {
        const item = [...path, index];
        if (depth < deepest) this.#visit(item, this.#at, this.#at);
        this.#value(item, depth + 1);
      });
    else if (first === '{') this.#items('}', depth, () => this.#keyValue(path, depth + 1));
    else this.#match(scalar);
  }

  #items(close: string, depth: number, item: (index: number) => void): void {
    this.#at += 1;
    for (let index = 0; ; index += 1) {
      this.#skipBlank();
      if (this.#text[this.#at] === ',') {
        this.#at += 1;
        this.#skipBlank();
      }
      if (this.#at >= this.#text.length || depth > deepestWalked) return void (this.#at = this.#text.length);
      if (this.#text[this.#at] === close) return void (this.#at += 1);
      const before = this.#at;
      item(index);
      if (this.#at === before) return void (this.#at = this.#text.length);
    }
  }

  /** Any of the four kinds of strings. */
  #string(): void {
    this.#match(anyString);
  }

  /** Blanks and tabs. */
  #skipInline(): void {
    this.#match(inlineBlank);
  }

  /** Blanks, line ends and comments. */
  #skipBlank(): void {
    let before;
    do {
      before = this.#at;
      this.#match(blank);
      this.#match(comment);
    } while (this.#at !== before);
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at += found[0].length;
  }
}

const bareKey = /[A-Za-z0-9_-]+/y;
const inlineBlank = /[ \t]*/y;
const blank = /[ \t\r\n]*/y;
const comment = /#[^\n]*/y;
const scalar = /[^,\]}#\r\n]*/y;
// A multi-line string may end in up to five quotes: two of its own and the three that close it.
const anyString =
  /"""(?:[^\\"]|\\[^]|"{1,2}(?!"))*"{3,5}|'''(?:[^']|'{1,2}(?!'))*'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;

const simpleEscapes: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b' };

function unescape(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))/g, (all, u, U, x, other) => {
    const hex: string | undefined = u ?? U ?? x;
    if (hex === undefined) return simpleEscapes[other as string] ?? (other as string);
    const code = Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
