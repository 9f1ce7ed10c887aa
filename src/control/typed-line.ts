/** A line while it is typed, key by key. */
export interface TypedLine {
  readonly text: string;
  /** Default: it goes on. */
  readonly end?: 'done' | 'given-up';
}

const editing: Readonly<Record<string, (text: string) => TypedLine>> = {
  '\r': (text) => ({ text, end: 'done' }),
  '\n': (text) => ({ text, end: 'done' }),
  '\u0003': () => ({ text: '', end: 'given-up' }),
  '\u001b': () => ({ text: '', end: 'given-up' }),
  '\u007f': (text) => ({ text: [...text].slice(0, -1).join('') }),
  '\b': (text) => ({ text: [...text].slice(0, -1).join('') }),
  // Ctrl-U and Ctrl-W, as a shell has them.
  '\u0015': () => ({ text: '' }),
  '\u0017': (text) => ({ text: text.replace(/\S+\s*$/, '') }),
};

/** What is there after `typed`; arrows and other such keys do nothing. */
export function typeInto(text: string, typed: string): TypedLine {
  let line: TypedLine = { text };
  // oxlint-disable-next-line no-control-regex
  for (const [key] of typed.matchAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])?|[^]/gu)) {
    const edit = editing[key];
    if (edit !== undefined) line = edit(line.text);
    else if (key >= ' ' && !key.startsWith('\u001b')) line = { text: line.text + key };
    if (line.end !== undefined) break;
  }
  return line;
}
