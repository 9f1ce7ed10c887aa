/** Go's operators of more than one character, longest first. */
const operators = [
  '&^=',
  '<<=',
  '>>=',
  '...',
  '&&',
  '||',
  '<-',
  '++',
  '--',
  '==',
  '!=',
  '<=',
  '>=',
  ':=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  '<<',
  '>>',
  '&^',
];

const goToken = /[\p{L}_][\p{L}\p{Nd}_]*|\d[\w.]*|"(?:[^"\\]|\\.)*"?|`[^`]*`?|'(?:[^'\\]|\\.)*'?/uy;
const tomlToken = /[\w-]+|"(?:[^"\\]|\\.)*"?|'[^']*'?/uy;

/**
 * Length in UTF-16 units of the token that begins at `index`: the Go tools name only where it begins.
 * At least 1, so that there is something to underline at the end of a line.
 */
export function tokenLength(line: string, index: number, language: 'go' | 'toml'): number {
  const pattern = language === 'go' ? goToken : tomlToken;
  pattern.lastIndex = index;
  const match = pattern.exec(line);
  if (match !== null) return Math.max(1, match[0].length);
  const operator = operators.find((candidate) => line.startsWith(candidate, index));
  if (operator !== undefined && language === 'go') return operator.length;
  return Math.max(1, String.fromCodePoint(line.codePointAt(index) ?? 0x20).length);
}
