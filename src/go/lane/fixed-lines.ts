/** Between the first lines of declarations: more than any has. */
const stride = 1000;
/** The compiler counts lines up to 2^20. */
const mostDeclarations = 1000;

/** What is passed over as a whole: strings, runes, comments, and line ends, which are told apart. */
const piece = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[^]*?\*\/|[([{]|[)\]}]|\n/g;
const declaration = /(?:func|type|var|const)\b/y;

/**
 * The same Go source with each top-level declaration at a line of its own choosing: two sources in which nothing but
 * lines between declarations came or went give the same text from the first declaration on. Only empty lines are added,
 * where a line ends anyway, so it compiles to the same.
 *
 * @returns undefined where that cannot be done: a declaration is too long, or there are too many
 */
export function withFixedLines(source: string): string | undefined {
  let text = '';
  let from = 0;
  let line = 1;
  let depth = 0;
  let declarations = 0;
  for (const { 0: found, index } of source.matchAll(piece)) {
    line += found.split('\n').length - 1;
    if (/^[([{]$/.test(found)) depth += 1;
    else if (/^[)\]}]$/.test(found)) depth -= 1;
    if (found !== '\n' || depth !== 0) continue;
    declaration.lastIndex = index + 1;
    if (!declaration.test(source)) continue;
    declarations += 1;
    const wanted = declarations * stride;
    if (line > wanted || declarations > mostDeclarations) return undefined;
    text += source.slice(from, index + 1) + '\n'.repeat(wanted - line);
    from = index + 1;
    line = wanted;
  }
  return text + source.slice(from);
}
