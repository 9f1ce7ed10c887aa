import { defined } from '../../base/defined.ts';
/** Where words can be added to a shell text, so that its last command gets them. */
export interface ShellTail {
  /** Up to the end of the last command. */
  readonly before: string;
  /** What follows: a comment, line ends. */
  readonly after: string;
  /** It names the words itself: `"$@"`, `$*`, `$1`. */
  readonly takesWords: boolean;
  /** Why the last command can have no further words: what the text ends in. */
  readonly refused?: string;
}

const closers = new Set(['fi', 'done', 'esac', '}']);

/**
 * Reads just so much of the POSIX shell's grammar as it takes to find the last command's end: quotes, escapes,
 * comments, separators. What it cannot be sure of is refused.
 */
export function shellTail(text: string): ShellTail {
  const { end, pipe, word, parameters, hereDocument } = scan(text);
  const before = text.slice(0, end);
  const refused = refusal({ before, pipe, word, hereDocument });
  return {
    before,
    after: text.slice(end),
    takesWords: parameters,
    ...defined({ refused }),
  };
}

interface Scanned {
  /** Behind the last character that is no blank, comment or closing separator. */
  readonly end: number;
  /** The last command reads from another one. */
  readonly pipe: boolean;
  /** The last word. */
  readonly word: string;
  readonly parameters: boolean;
  readonly hereDocument: boolean;
}

function scan(text: string): Scanned {
  let end = 0;
  let pipe = false;
  let word = '';
  let parameters = false;
  let hereDocument = false;
  let isStart = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '#' && isStart) {
      const lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0) break;
      at = lineEnd - 1;
    } else if (/\s/.test(char)) {
      if (char === '\n') pipe &&= text.slice(0, at).trimEnd().endsWith('|');
      isStart = true;
    } else {
      const before = text[at - 1] ?? '';
      const isSeparator = /[;&|(]/.test(char) && !(char === '&' && /[<>]/.test(before));
      if (char === '|') pipe = before !== '|' && text[at + 1] !== '|';
      else if (isSeparator) pipe = false;
      hereDocument ||= char === '<' && before === '<';
      const last = wordPartEnd(text, at);
      if (char !== "'" && char !== '\\') parameters ||= /\$\{?[@*1-9]/.test(text.slice(at, last + 3));
      word = (isStart ? '' : word) + text.slice(at, last + 1);
      at = last;
      isStart = isSeparator;
      // A closing `;` follows the words.
      if (char !== ';') end = Math.min(last + 1, text.length);
    }
  }
  return { end, pipe, word, parameters, hereDocument };
}

/** Where a quoted text, an escape or a command substitution that begins at `from` ends; else `from` itself. */
function wordPartEnd(text: string, from: number): number {
  const char = text[from];
  if (char === '\\') return from + 1;
  if (char === "'" || char === '"' || char === '`') return closing(text, from, char);
  return char === '$' && text[from + 1] === '(' ? closing(text, from + 1, ')') : from;
}

function closing(text: string, from: number, close: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === close) return at;
    if (text[at] === '\\' && close !== "'") at++;
    else if (close === ')' && /["'(]/.test(text[at] as string))
      at = closing(text, at, text[at] === '(' ? ')' : (text[at] as string));
  }
  return text.length;
}

function refusal({
  before,
  pipe,
  word,
  hereDocument,
}: Pick<Scanned, 'pipe' | 'word' | 'hereDocument'> & { before: string }): string | undefined {
  if (hereDocument) return 'a here-document';
  if (before.trim() === '') return 'a comment';
  if (pipe) return 'a pipeline';
  if (closers.has(word)) return word;
  if (word.endsWith(')') && !word.includes('$(')) return ')';
  return before.endsWith('&') ? '&' : undefined;
}
