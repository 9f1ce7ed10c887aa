/**
 * The words of a line of bash up to the cursor, without their quotes; the last one as far as it is typed, empty behind a
 * space. Variables and commands in it are not looked at.
 */
export function wordsOfLine(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (quote === '' && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    if (char === '\\' && quote !== "'") word += line[++at] ?? '';
    else if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else word += char;
  }
  return [...words, word ?? ''];
}
