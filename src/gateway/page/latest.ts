import type { PageMessage, StateMessage } from '../live/page-message.ts';

type Hello = Extract<PageMessage, { type: 'hello' }>;

/** What a page has to be told that comes later than the others: the newest `hello`, and what is the matter. */
export class Latest {
  #hello: Hello | undefined;
  /** By service and type; the problem of a service stands before its build. */
  readonly #standing = new Map<string, StateMessage>();

  record(message: PageMessage): void {
    const { type } = message;
    if (type === 'hello') {
      this.#hello = message;
      this.#standing.clear();
    } else if (type === 'reload') {
      // Without a number, somebody asked for it: the process is the same. What was the matter is fine, and was said to be.
      if (this.#hello !== undefined && message.run !== undefined) this.#hello = { ...this.#hello, run: message.run };
    } else if (type !== 'styles') {
      const key = (of: StateMessage['type']): string => `${message.service ?? ''} ${of}`;
      if (type !== 'building') for (const each of ['problem', 'building'] as const) this.#standing.delete(key(each));
      if (type !== 'fine') this.#standing.set(key(type), message);
    }
  }

  /** In an order in which gorl itself could have sent them; none before the first `hello`. */
  messages(): readonly PageMessage[] {
    return this.#hello === undefined ? [] : [this.#hello, ...this.#standing.values()];
  }
}
