/**
 * The words of a command that the go command prints: joined by single spaces, those with a space or another unusual
 * character as Go string literals (joinUnambiguously in cmd/go/internal/work/shell.go), variables before it as
 * `NAME='value'`.
 *
 * @returns undefined where a literal is not understood
 */
export function printedWords(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  while (at < line.length) {
    const word = /(?:[A-Z_]\w*='[^']*'|"(?:[^"\\]|\\.)*"|[^\s"]\S*)(?= |$)/y;
    word.lastIndex = at;
    const found = word.exec(line)?.[0];
    if (found === undefined) return undefined;
    const value = found.startsWith('"') ? unquoted(found) : found.replace(/^([A-Z_]\w*=)'(.*)'$/, '$1$2');
    if (value === undefined) return undefined;
    words.push(value);
    at += found.length + 1;
  }
  return words;
}

/** A Go string literal, as strconv.Quote writes it. */
function unquoted(literal: string): string | undefined {
  const text = literal.slice(1, -1);
  // A byte that is no UTF-8: no string of ours can hold it.
  if (/\\x[89a-f]/i.test(text)) return undefined;
  return text.replaceAll(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gi, (_, x, u, long, simple: string) => {
    const code = (x ?? u ?? long) as string | undefined;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return simpleEscapes[simple] ?? simple;
  });
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
