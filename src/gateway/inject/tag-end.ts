type Part = 'before-name' | 'name' | 'after-name' | 'before-value' | 'value' | '"' | "'";

/** Where a tag ends, given its bytes after the name in pieces: at the first `>` that is not in quotes. */
export class TagEnd {
  #part: Part = 'before-name';

  /** The index after the `>`, -1 when it is not among these bytes. */
  find(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const character = String.fromCharCode(bytes[at] ?? 0);
      if (character === '>' && this.#part !== '"' && this.#part !== "'") return at + 1;
      this.#part = partAfter(this.#part, character);
    }
    return -1;
  }
}

/** The states of an HTML tokenizer in a tag: a quote is one only where a value begins. */
function partAfter(part: Part, character: string): Part {
  const isSpace = /[\t\n\f\r ]/.test(character);
  switch (part) {
    case '"':
    case "'":
      return character === part ? 'before-name' : part;
    case 'value':
      return isSpace ? 'before-name' : 'value';
    case 'before-value':
      if (isSpace) return 'before-value';
      return character === '"' || character === "'" ? character : 'value';
    case 'before-name':
      return isSpace || character === '/' ? 'before-name' : 'name';
    case 'name':
    case 'after-name':
      if (character === '=') return 'before-value';
      if (character === '/') return 'before-name';
      if (isSpace) return 'after-name';
      return 'name';
  }
}
