import { startGorl, stopGorl } from '../gorl-child.mjs';

const graceMs = 120_000;

/** A real gorl, and what its events tell of tests. */
export class WatchedTests {
  events = [];
  #child;
  #dir;
  #env;
  #words;
  #stderr = '';

  /** @param words the command line; default: `gorl test` */
  constructor(dir, env, words = ['test']) {
    this.#words = words;
    this.#dir = dir;
    this.#env = env;
  }

  start() {
    this.#child = startGorl([...this.#words, '--no-keys', '--events', 'fd:3'], {
      ...{ cwd: this.#dir, env: this.#env },
      onEvent: (event) => void this.events.push(event),
      onStderr: (text) => (this.#stderr = (this.#stderr + text).slice(-20_000)),
    });
  }

  stop() {
    return stopGorl(this.#child);
  }

  /** Waits until a run has come to its end, or there was nothing to do, since that mark. */
  async rest(mark) {
    await this.#wait(() => {
      const since = this.events.slice(mark).filter(({ type }) => /^(?:tests-|nothing-to-do|files-changed)/.test(type));
      return ['tests-finished', 'nothing-to-do'].includes(since.at(-1)?.type);
    });
  }

  /** Whether a change has come to it since. */
  hasHeard(mark) {
    return this.events.length > mark;
  }

  /** Waits for such an event since that mark. */
  async until(mark, accept) {
    await this.#wait(() => this.events.slice(mark).some(accept));
  }

  async #wait(isOver) {
    const until = Date.now() + graceMs;
    while (!isOver()) {
      if (Date.now() > until) throw new Error(`gorl says nothing:\n${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Import paths that were tested since, and whether the go command knew the result. */
  tested(mark) {
    const found = this.events.slice(mark).filter(({ type }) => type === 'package-tested');
    return new Map(found.map(({ package: name, cached, outcome }) => [name, cached || outcome === 'no-tests']));
  }

  /** The newest of each package. */
  get results() {
    const found = this.events.filter(({ type, outcome }) => type === 'package-tested' && outcome !== 'no-tests');
    return new Map(
      found.map(({ package: name, outcome }) => [name, { result: outcome === 'passed' ? 'pass' : 'fail' }]),
    );
  }
}
