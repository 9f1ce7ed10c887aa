/** A word so quoted that a POSIX shell reads it back. */
export function shellQuote(word: string): string {
  return isSafe(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** Does a POSIX shell leave the word as it is, without quotes? */
function isSafe(word: string): boolean {
  return /^[\w@%+=:,./-]+$/.test(word);
}
