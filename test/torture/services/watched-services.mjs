import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGorl, stopGorl } from '../gorl-child.mjs';

const graceMs = 120_000;

/** A real gorl with several services, and what its events tell. */
export class WatchedServices {
  events = [];
  stderr = '';
  #child;
  #dir;
  #env;

  constructor({ dir, env, config }) {
    this.#dir = dir;
    this.#env = env;
    writeFileSync(join(dir, '.air.toml'), config);
  }

  get pid() {
    return this.#child.pid;
  }

  get child() {
    return this.#child;
  }

  start(words = []) {
    this.events = [];
    this.#child = startGorl(['--no-keys', '-d', '--events', 'fd:3', ...words], {
      ...{ cwd: this.#dir, env: this.#env },
      onEvent: (event) => void this.events.push(event),
      onStderr: (text) => (this.stderr = (this.stderr + text).slice(-20_000)),
    });
  }

  stop() {
    return stopGorl(this.#child);
  }

  /** Waits until no service is built or started any more, and what gorl does at rest is done. */
  async idle() {
    let seen = -1;
    let since = 0;
    await this.until(() => {
      if (seen !== this.events.length) [seen, since] = [this.events.length, Date.now()];
      return Date.now() - since > 2500;
    });
  }

  async until(isSo) {
    const until = Date.now() + graceMs;
    while (!(await isSo())) {
      if (Date.now() > until) throw new Error(`it does not come:\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
