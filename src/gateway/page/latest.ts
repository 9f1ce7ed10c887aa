import type { PageMessage, PageProblem } from '../live/page-message.ts';

type Hello = Extract<PageMessage, { type: 'hello' }>;

/** What a page has to be told that comes later than the others: the newest `hello`, and what is the matter. */
export class Latest {
  #hello: Hello | undefined;
  #problem: PageProblem | undefined;
  #isBuilding = false;

  record(message: PageMessage): void {
    switch (message.type) {
      case 'hello':
        this.#hello = message;
        this.#settle();
        break;
      case 'reload':
        // Without a number, somebody asked for it: the process is the same, and so is what is the matter.
        if (this.#hello === undefined || message.run === undefined) break;
        this.#hello = { ...this.#hello, run: message.run };
        this.#settle();
        break;
      case 'building':
        this.#isBuilding = true;
        break;
      case 'problem':
        this.#settle(message.problem);
        break;
      case 'fine':
        this.#settle();
        break;
      case 'styles':
    }
  }

  /** In an order in which gorl itself could have sent them; none before the first `hello`. */
  messages(): readonly PageMessage[] {
    if (this.#hello === undefined) return [];
    return [
      this.#hello,
      ...(this.#problem === undefined ? [] : [{ type: 'problem', problem: this.#problem } as const]),
      ...(this.#isBuilding ? [{ type: 'building' } as const] : []),
    ];
  }

  #settle(problem?: PageProblem): void {
    this.#problem = problem;
    this.#isBuilding = false;
  }
}
