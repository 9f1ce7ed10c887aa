/** air runs commands with `sh -c`, on Windows with PowerShell; what is special differs. */
export type Shell = 'sh' | 'powershell';

const special: Record<Shell, RegExp> = {
  sh: /[$`;&|<>*?~\n\r#()[\]{}!\\]/,
  powershell: /[$`;&|<>*?~\n\r#()[\]{}!@%,]/,
};
const specialInDoubleQuotes: Record<Shell, RegExp> = { sh: /[$`\\!\n]/, powershell: /[$`\n]/ };

/**
 * The words of a command line that means the same with and without a shell: plain words, blanks and
 * simple quotes. Undefined as soon as the line holds anything that a shell would act on (variables,
 * pipes, globs, escapes, comments, `NAME=value` before the command) or is empty or ends in a quote.
 */
export function splitPlainWords(line: string, shell: Shell = 'sh'): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (char === ' ' || char === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1);
      if (end < 0) return undefined;
      const text = line.slice(at + 1, end);
      if (char === '"' && specialInDoubleQuotes[shell].test(text)) return undefined;
      // PowerShell: a doubled quote within quotes is a quote.
      if (shell === 'powershell' && line[end + 1] === char) return undefined;
      word = (word ?? '') + text;
      at = end;
    } else {
      if (special[shell].test(char)) return undefined;
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  const first = words[0];
  if (first === undefined || /^[A-Za-z_]\w*=/.test(first)) return undefined;
  return words;
}
