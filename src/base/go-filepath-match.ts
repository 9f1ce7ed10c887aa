export class BadPattern extends Error {
  constructor() {
    super('syntax error in pattern');
  }
}

/**
 * Go's `filepath.Match` (https://pkg.go.dev/path/filepath#Match) as a function of the name: `*` and `?`
 * stop at `/`, a class may match it, the whole name must match. The pattern is checked to its end
 * beforehand, as Go does since 1.16.
 *
 * @throws BadPattern where Go returns ErrBadPattern.
 */
export function compileFilepathMatch(pattern: string): (name: string) => boolean {
  const chars = Array.from(pattern);
  let source = '';
  let at = 0;
  while (at < chars.length) {
    const char = chars[at] as string;
    if (char === '*') {
      source += '[^/]*';
      while (chars[at] === '*') at += 1;
    } else if (char === '?') {
      source += '[^/]';
      at += 1;
    } else if (char === '[') {
      const parsed = parseClass(chars, at + 1);
      source += parsed.source;
      at = parsed.next;
    } else if (char === '\\') {
      const escaped = chars[at + 1];
      if (escaped === undefined) throw new BadPattern();
      source += quote(escaped);
      at += 2;
    } else {
      source += quote(char);
      at += 1;
    }
  }
  const expression = new RegExp(`^${source}$`, 'u');
  return (name) => expression.test(name);
}

function parseClass(chars: readonly string[], start: number): { source: string; next: number } {
  let at = start;
  const negated = chars[at] === '^';
  if (negated) at += 1;
  let ranges = '';
  for (let count = 0; ; count += 1) {
    if (chars[at] === ']' && count > 0) break;
    const low = parseMember(chars, at);
    at = low.next;
    let high = low.char;
    if (chars[at] === '-') {
      const end = parseMember(chars, at + 1);
      high = end.char;
      at = end.next;
    }
    // A range that is upside down is no error in Go: it matches nothing.
    if ((low.char.codePointAt(0) ?? 0) <= (high.codePointAt(0) ?? 0)) ranges += `${quote(low.char)}-${quote(high)}`;
  }
  return { source: negated ? `[^${ranges}]` : `[${ranges}]`, next: at + 1 };
}

function parseMember(chars: readonly string[], at: number): { char: string; next: number } {
  const char = chars[at];
  if (char === undefined || char === '-' || char === ']') throw new BadPattern();
  const escaped = char === '\\';
  const member = escaped ? chars[at + 1] : char;
  const next = at + (escaped ? 2 : 1);
  // Go wants something after every member: at least the closing bracket.
  if (member === undefined || next >= chars.length) throw new BadPattern();
  return { char: member, next };
}

/** A literal for a JavaScript expression with the `u` flag, inside or outside a class. */
function quote(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? (char === '-' ? '\\x2d' : `\\${char}`) : char;
}
