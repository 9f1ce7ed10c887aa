/**
 * The words of a value such as that of `-ldflags`, as the go command reads them (cmd/internal/quoted): separated by
 * blanks; a word in quotes of either kind holds anything but that quote. Undefined for a quote that nothing closes.
 */
export function splitForGo(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const quote = rest[0] === "'" || rest[0] === '"' ? rest[0] : undefined;
    const end = quote === undefined ? rest.search(/\s|$/) : rest.indexOf(quote, 1);
    if (end < 0) return undefined;
    words.push(rest.slice(quote === undefined ? 0 : 1, end));
    rest = rest.slice(quote === undefined ? end : end + 1).trimStart();
  }
  return words;
}

/** One such word; undefined where it has both kinds of quotes, and needs some. */
export function quoteForGo(word: string): string | undefined {
  if (!/[\s'"]/.test(word)) return word;
  const quote = ["'", '"'].find((each) => !word.includes(each));
  return quote && quote + word + quote;
}
