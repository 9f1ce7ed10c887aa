/** In the words of Go's `regexp` package. */
export class GoRegexpError extends Error {
  constructor(reason: string, part: string) {
    super(`error parsing regexp: ${reason}: \`${part}\``);
  }
}

/** JavaScript source for one piece, as it is, and with both cases of every letter spelled out. */
export interface Atom {
  readonly plain: string;
  readonly folded: string;
}

interface Parsed {
  readonly atom: Atom;
  readonly next: number;
  /** Set when it stands for one character. */
  readonly code?: number;
}

const perlClasses: Readonly<Record<string, string>> = { d: '0-9', s: '\\t\\n\\f\\r ', w: '0-9A-Za-z_' };

const posixClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\x0b\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** `\d`, `\pL` and the like: they stand for many characters. */
export function isEscapeClass(char: string): boolean {
  return 'dDsSwWpP'.includes(char);
}

export function codePointSource(code: number): string {
  const char = String.fromCodePoint(code);
  return /^[0-9A-Za-z_ ]$/.test(char) ? char : `\\u{${code.toString(16)}}`;
}

/** The escape that begins at `at` (a backslash). */
export function escapedAtom(chars: readonly string[], at: number): Parsed {
  const char = chars[at + 1];
  if (char === undefined) throw new GoRegexpError('trailing backslash at end of expression', '');
  const perl = perlClasses[char.toLowerCase()];
  if (perl !== undefined) return set(char === char.toLowerCase() ? `[${perl}]` : `[^${perl}]`, at + 2);
  if (char === 'p' || char === 'P') return unicodeClass(chars, at);
  const { code, next } = escapedCode(chars, at);
  const source = codePointSource(code);
  return { atom: { plain: source, folded: source }, next, code };
}

function escapedCode(chars: readonly string[], at: number): { code: number; next: number } {
  const char = chars[at + 1] as string;
  const control = controls[char];
  if (control !== undefined) return { code: control, next: at + 2 };
  const rest = chars.slice(at + 1, at + 14).join('');
  // A single digit other than 0 would be a backreference, which RE2 does not have.
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
  if (octal !== null) return { code: Number.parseInt(octal[0], 8), next: at + 1 + octal[0].length };
  const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/.exec(rest);
  const code = hex === null ? Number.NaN : Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
  if (hex !== null && code <= 0x10ffff) return { code, next: at + 1 + hex[0].length };
  if (/^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e ]$/.test(char)) return { code: char.charCodeAt(0), next: at + 2 };
  throw new GoRegexpError('invalid escape sequence', `\\${char}`);
}

function unicodeClass(chars: readonly string[], at: number): Parsed {
  const match = /^\\([pP])(?:\{(\^?)([^}]*)\}|(\^?)(.))/su.exec(chars.slice(at, at + 60).join(''));
  if (match === null) throw new GoRegexpError('invalid character class range', chars.slice(at, at + 2).join(''));
  const [all, letter, caret1 = '', long, caret2 = '', short] = match;
  const name = long ?? short ?? '';
  const negated = (letter === 'P') !== (caret1 + caret2 !== '');
  const next = at + Array.from(all).length;
  if (name === 'Any') return set(negated ? '[]' : '[^]', next);
  const escape = negated ? 'P' : 'p';
  for (const property of [`\\${escape}{Script=${name}}`, `\\${escape}{General_Category=${name}}`]) {
    if (isValid(property)) return set(property, next);
  }
  throw new GoRegexpError('invalid character class range', all);
}

function isValid(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}

/** The bracket expression that begins at `at`. */
export function charClass(chars: readonly string[], at: number, fold: boolean): Parsed {
  let here = at + 1;
  const negated = chars[here] === '^';
  if (negated) here += 1;
  const members: string[] = [];
  const foldedMembers: string[] = [];
  for (let first = true; first || chars[here] !== ']'; first = false) {
    if (here >= chars.length) throw new GoRegexpError('missing closing ]', chars.slice(at).join(''));
    const many = memberSet(chars, here);
    if (many !== undefined) {
      members.push(many.source);
      foldedMembers.push(many.source);
      here = many.next;
      continue;
    }
    const range = memberRange(chars, here, at);
    members.push(rangeSource(range.low, range.high));
    foldedMembers.push(...(fold ? foldRange(range.low, range.high) : [rangeSource(range.low, range.high)]));
    here = range.next;
  }
  const source = (list: readonly string[]): string => `[${negated ? '^' : ''}${list.join('')}]`;
  return { atom: { plain: source(members), folded: source(foldedMembers) }, next: here + 1 };
}

function memberSet(chars: readonly string[], at: number): { source: string; next: number } | undefined {
  if (chars[at] === '[' && chars[at + 1] === ':') {
    const match = /^\[:(\^?)([^:\]]*):\]/.exec(chars.slice(at, at + 16).join(''));
    if (match === null) return undefined;
    const inner = posixClasses[match[2] ?? ''];
    if (inner === undefined) throw new GoRegexpError('invalid character class range', match[0]);
    return { source: match[1] === '^' ? complement(inner) : inner, next: at + match[0].length };
  }
  if (chars[at] !== '\\' || !isEscapeClass(chars[at + 1] ?? '')) return undefined;
  const { atom, next } = escapedAtom(chars, at);
  const inner = /^\[(\^?)(.*)\]$/su.exec(atom.plain);
  if (inner === null) return { source: atom.plain, next };
  if (inner[2] === '') return { source: inner[1] === '^' ? '\\u{0}-\\u{10ffff}' : '', next };
  return { source: inner[1] === '^' ? complement(inner[2] as string) : (inner[2] as string), next };
}

/** All characters outside these ASCII ranges, as ranges: JavaScript's `u` classes cannot be nested. */
function complement(ranges: string): string {
  const inside = new RegExp(`[${ranges}]`, 'u');
  let source = '';
  for (let code = 0, start = -1; code <= 0x80; code += 1) {
    const outside = code === 0x80 || !inside.test(String.fromCharCode(code));
    if (outside && start < 0) start = code;
    if (!outside && start >= 0) {
      source += rangeSource(start, code - 1);
      start = -1;
    }
    if (code === 0x80) source += rangeSource(start, 0x10ffff);
  }
  return source;
}

function memberRange(chars: readonly string[], at: number, open: number): { low: number; high: number; next: number } {
  const low = member(chars, at, open);
  if (chars[low.next] !== '-' || chars[low.next + 1] === undefined || chars[low.next + 1] === ']') {
    return { low: low.code, high: low.code, next: low.next };
  }
  const high = member(chars, low.next + 1, open);
  if (high.code < low.code) {
    throw new GoRegexpError('invalid character class range', chars.slice(at, high.next).join(''));
  }
  return { low: low.code, high: high.code, next: high.next };
}

function member(chars: readonly string[], at: number, open: number): { code: number; next: number } {
  const char = chars[at];
  if (char === undefined) throw new GoRegexpError('missing closing ]', chars.slice(open).join(''));
  return char === '\\' && chars[at + 1] !== undefined
    ? escapedCode(chars, at)
    : { code: char.codePointAt(0) as number, next: at + 1 };
}

function rangeSource(low: number, high: number): string {
  return low === high ? codePointSource(low) : `${codePointSource(low)}-${codePointSource(high)}`;
}

/** The range and the other cases of its letters; a range so wide that it is no list of letters stays as it is. */
function foldRange(low: number, high: number): string[] {
  const sources = [rangeSource(low, high)];
  for (let code = low; code <= Math.min(high, low + 0x400); code += 1) {
    const char = String.fromCodePoint(code);
    for (const other of [char.toLowerCase(), char.toUpperCase()]) {
      if (other !== char && Array.from(other).length === 1)
        sources.push(codePointSource(other.codePointAt(0) as number));
    }
  }
  return sources;
}

function set(source: string, next: number): Parsed {
  return { atom: { plain: source, folded: source }, next };
}
