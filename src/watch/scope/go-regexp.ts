import { GoRegexpError, charClass, codePointSource, escapedAtom, isEscapeClass } from './go-regexp-atom.ts';
import type { Atom } from './go-regexp-atom.ts';

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/**
 * A Go regular expression (RE2 syntax, https://github.com/google/re2/wiki/Syntax) as a JavaScript one
 * that finds the same strings. Groups capture nothing: only whether it matches is of interest.
 *
 * @throws GoRegexpError with the words of Go's `regexp.Compile`, e.g. for backreferences and lookaheads.
 */
export function compileGoRegexp(pattern: string): RegExp {
  const parser = new Parser(pattern);
  const source = parser.parse();
  // Where everything is case-insensitive JavaScript's own folding does it (it knows all of Unicode).
  return parser.sensitiveAtoms === 0 && parser.foldedAtoms > 0
    ? new RegExp(source.plain, 'iu')
    : new RegExp(source.folded, 'u');
}

class Parser {
  sensitiveAtoms = 0;
  foldedAtoms = 0;
  private at = 0;
  private readonly chars: string[];
  private readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
    this.chars = Array.from(pattern);
  }

  parse(): Atom {
    const parsed = this.alternation({ i: false, m: false, s: false, U: false });
    if (this.at < this.chars.length) throw new GoRegexpError('unexpected )', this.pattern);
    return parsed;
  }

  private rest(from = this.at, to = this.chars.length): string {
    return this.chars.slice(from, to).join('');
  }

  private looksAt(text: string): boolean {
    return this.rest(this.at, this.at + text.length) === text;
  }

  /** Up to the closing bracket or the end. A flag group in the middle counts for all that follows, also after `|`. */
  private alternation(outer: Flags): Atom {
    let flags = outer;
    let plain = '';
    let folded = '';
    const add = (atom: Atom): void => {
      plain += atom.plain;
      folded += atom.folded;
    };
    while (this.at < this.chars.length && this.chars[this.at] !== ')') {
      if (this.chars[this.at] === '|') {
        this.at += 1;
        add(same('|'));
        continue;
      }
      if (this.looksAt('\\Q')) {
        this.spellOutQuoted();
        continue;
      }
      const changed = this.bareFlags(flags);
      if (changed !== undefined) {
        flags = changed;
        if ('*+?'.includes(this.chars[this.at] ?? '|')) throw this.missingArgument();
        continue;
      }
      add(this.repeated(this.atom(flags), flags));
    }
    return { plain, folded };
  }

  /** `\Q…\E` becomes the same characters, escaped one by one: an operator after it repeats only the last. */
  private spellOutQuoted(): void {
    const text = this.rest(this.at + 2);
    const end = text.indexOf('\\E');
    const quoted = Array.from(end < 0 ? text : text.slice(0, end));
    const escaped = quoted.flatMap((char) => (/[!-/:-@[-`{-~]/.test(char) ? ['\\', char] : [char]));
    this.chars.splice(this.at, quoted.length + (end < 0 ? 2 : 4), ...escaped);
  }

  private missingArgument(): GoRegexpError {
    return new GoRegexpError('missing argument to repetition operator', this.chars[this.at] ?? '');
  }

  private atom(flags: Flags): Atom {
    const char = this.chars[this.at] as string;
    if (char === '*' || char === '+' || char === '?') throw this.missingArgument();
    if (char === '{' && this.count() !== undefined) {
      throw new GoRegexpError('missing argument to repetition operator', this.count()?.text ?? '');
    }
    if (char === '(') return this.group(flags);
    if (char === '[') return this.counted(charClass(this.chars, this.at, flags.i), flags);
    if (char === '\\') return this.escape(flags);
    this.at += 1;
    if (char === '.') return same(flags.s ? '[^]' : '[^\\n]');
    if (char === '^') return same(flags.m ? '(?<![^\\n])' : '(?<![^])');
    if (char === '$') return same(flags.m ? '(?![^\\n])' : '(?![^])');
    return this.literal(char, flags);
  }

  private literal(char: string, flags: Flags): Atom {
    const code = char.codePointAt(0) as number;
    const plain = codePointSource(code);
    const other = char.toLowerCase() === char ? char.toUpperCase() : char.toLowerCase();
    const foldable = other !== char && Array.from(other).length === 1;
    if (foldable) flags.i ? (this.foldedAtoms += 1) : (this.sensitiveAtoms += 1);
    return {
      plain,
      folded: flags.i && foldable ? `[${plain}${codePointSource(other.codePointAt(0) as number)}]` : plain,
    };
  }

  private counted(parsed: { atom: Atom; next: number }, flags: Flags): Atom {
    this.at = parsed.next;
    flags.i ? (this.foldedAtoms += 1) : (this.sensitiveAtoms += 1);
    return parsed.atom;
  }

  private escape(flags: Flags): Atom {
    const next = this.chars[this.at + 1];
    if (next === undefined) throw new GoRegexpError('trailing backslash at end of expression', '');
    if ('AbBz'.includes(next)) {
      this.at += 2;
      return same(next === 'A' ? '(?<![^])' : next === 'z' ? '(?![^])' : wordBoundary(next === 'B'));
    }
    if (isEscapeClass(next)) return this.counted(escapedAtom(this.chars, this.at), flags);
    const { atom, next: after, code } = escapedAtom(this.chars, this.at);
    this.at = after;
    return code === undefined ? atom : this.literal(String.fromCodePoint(code), flags);
  }

  private group(flags: Flags): Atom {
    const start = this.at;
    let inner = flags;
    this.at += 1;
    if (this.looksAt('?')) {
      const name = /^\?P?<(?![=!])([^>]*)(>?)/.exec(this.rest());
      if (name !== null) {
        this.groupName(name, start);
        this.at += Array.from(name[0]).length;
      } else {
        inner = this.flagsUntil(':', flags, start);
      }
    }
    const body = this.alternation(inner);
    if (this.chars[this.at] !== ')') throw new GoRegexpError('missing closing )', this.pattern);
    this.at += 1;
    return { plain: `(?:${body.plain})`, folded: `(?:${body.folded})` };
  }

  private groupName(match: RegExpExecArray, start: number): void {
    const [, name = '', close] = match;
    if (close === '') throw new GoRegexpError('invalid named capture', this.rest(start));
    if (!/^\w+$/.test(name)) throw new GoRegexpError('invalid named capture', `(${match[0]}`);
  }

  /** `(?i)`: flags for the rest of the enclosing group. Undefined when there is no such thing here. */
  private bareFlags(flags: Flags): Flags | undefined {
    if (!/^\(\?[imsU-]*\)/.test(this.rest(this.at, this.at + 12))) return undefined;
    const start = this.at;
    this.at += 1;
    return this.flagsUntil(')', flags, start);
  }

  private flagsUntil(end: ':' | ')', flags: Flags, start: number): Flags {
    const match = /^\?([imsU]*)(-[imsU]+)?(.)?/su.exec(this.rest());
    const [all = '', on = '', off = '', closing] = match ?? [];
    if (closing !== end) {
      const part = this.rest(start, start + 1 + Array.from(all).length);
      throw new GoRegexpError('invalid or unsupported Perl syntax', part);
    }
    this.at += Array.from(all).length;
    const value = (flag: keyof Flags): boolean => (off.includes(flag) ? false : on.includes(flag) || flags[flag]);
    return { i: value('i'), m: value('m'), s: value('s'), U: value('U') };
  }

  private repeated(atom: Atom, flags: Flags): Atom {
    const operator = this.operator();
    if (operator === undefined) return atom;
    const operatorStart = this.at;
    this.at += operator.length;
    let lazy = flags.U;
    if (this.chars[this.at] === '?') {
      lazy = !lazy;
      this.at += 1;
    }
    if (this.operator() !== undefined) {
      const again = this.operator() as { length: number };
      throw new GoRegexpError('invalid nested repetition operator', this.rest(operatorStart, this.at + again.length));
    }
    const text = `${operator.source}${lazy ? '?' : ''}`;
    // JavaScript does not repeat assertions.
    const wrap = (source: string): string => (/^\(\?<?!/.test(source) ? `(?:${source})` : source);
    return { plain: wrap(atom.plain) + text, folded: wrap(atom.folded) + text };
  }

  private operator(): { source: string; length: number } | undefined {
    const char = this.chars[this.at];
    if (char === '*' || char === '+' || char === '?') return { source: char, length: 1 };
    const count = this.count();
    return count === undefined ? undefined : { source: count.text, length: count.text.length };
  }

  /** `{2}`, `{2,}`, `{2,5}` here; anything else after a brace is a literal in Go. */
  private count(): { text: string } | undefined {
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.rest(this.at, this.at + 40));
    if (match === null) return undefined;
    const [text, low = '0', , high = ''] = match;
    if (Number(low) > 1000 || Number(high) > 1000 || (high !== '' && Number(high) < Number(low))) {
      throw new GoRegexpError('invalid repeat count', text);
    }
    return { text };
  }
}

function same(source: string): Atom {
  return { plain: source, folded: source };
}

/** ASCII only, as in Go; JavaScript's own `\b` widens under the flags `iu`. */
function wordBoundary(negated: boolean): string {
  const word = '[0-9A-Za-z_]';
  return negated
    ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`
    : `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
}
