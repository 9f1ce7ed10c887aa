/** Colors and attributes that an app has switched on: what gorl's own lines must not have, and must give back. */
export class GraphicRendition {
  readonly #on = new Map<string, string>();
  /** Not looked at yet: most apps switch off soon what they switch on, and nobody asks in between. */
  #unread: string[] = [];

  /** @param parameters of SGR, `1;38;5;12` */
  apply(parameters: string): void {
    if (this.#unread.push(parameters) > mostUnread) this.#read();
  }

  reset(): void {
    if (this.#unread.length > 0) this.#unread = [];
    if (this.#on.size > 0) this.#on.clear();
  }

  /** The sequence that switches all of it on again; '' for none. */
  text(): string {
    this.#read();
    return this.#on.size === 0 ? '' : `\u001b[${[...this.#on.values()].join(';')}m`;
  }

  #read(): void {
    const unread = this.#unread;
    this.#unread = [];
    for (const parameters of unread) {
      const words = parameters.split(';');
      while (words.length > 0) this.#one(words);
    }
  }

  #one(words: string[]): void {
    const word = words.shift() ?? '';
    const [head = ''] = word.split(':');
    const number = Number(head);
    if (number === 0) return this.#on.clear();
    const off = offs[number];
    if (off !== undefined) return off.forEach((kind) => void this.#on.delete(kind));
    if (number === 38 || number === 48 || number === 58) {
      const rest = word === head ? words.splice(0, words[0] === '5' ? 2 : words[0] === '2' ? 4 : 0) : [];
      this.#set(String(number), [word, ...rest].join(';'));
    } else if ((number >= 30 && number <= 37) || (number >= 90 && number <= 97)) {
      this.#set('38', word);
    } else if ((number >= 40 && number <= 47) || (number >= 100 && number <= 107)) {
      this.#set('48', word);
    } else {
      this.#set(number === 21 ? '4' : String(number), word);
    }
  }

  #set(kind: string, word: string): void {
    this.#on.delete(kind);
    if (this.#on.size < mostKinds) this.#on.set(kind, word);
  }
}

const mostUnread = 64;
/** More kinds of attributes than there are. */
const mostKinds = 32;

const offs: Readonly<Record<number, readonly string[]>> = {
  22: ['1', '2'],
  23: ['3', '20'],
  24: ['4'],
  25: ['5', '6'],
  27: ['7'],
  28: ['8'],
  29: ['9'],
  39: ['38'],
  49: ['48'],
  54: ['51', '52'],
  55: ['53'],
  59: ['58'],
};
