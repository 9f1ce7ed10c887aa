// A tool that watches and reloads by itself: gorl, air, wgo. It is started once, and then only looked at.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const stopLimitMs = 15_000;

export class WatchingTool {
  /** All that it has printed, without colors. */
  output = '';
  #options;
  #child;
  #listeners = new Set();
  #isStopping = false;
  #ended;

  /** @param options.hasEvents the third file is one of gorl's events */
  constructor({ argv, cwd, env, hasEvents = false }) {
    this.#options = { argv, cwd, env, hasEvents };
  }

  get roots() {
    return [this.#child?.pid].filter((pid) => pid !== undefined);
  }

  start() {
    this.#isStopping = false;
    this.#ended = undefined;
    const { argv, cwd, env, hasEvents } = this.#options;
    const [file, ...args] = argv;
    this.#child = spawn(file, args, {
      cwd,
      env,
      // A process group of its own, so that Ctrl-C reaches only the bench, which stops it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(hasEvents ? ['pipe'] : [])],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        // oxlint-disable-next-line no-control-regex -- colors are made of them
        this.output += text.replaceAll(/\u001B\[[\d;]*m/g, '');
        this.#tell({ at: performance.now() });
      });
    if (hasEvents)
      createInterface({ input: this.#child.stdio[3] }).on('line', (line) =>
        this.#tell({ at: performance.now(), event: JSON.parse(line) }),
      );
    this.#child.once('exit', (code, signal) => {
      if (this.#isStopping) return;
      this.#ended = { at: performance.now(), ended: signal ?? code };
      this.#tell(this.#ended);
    });
  }

  /** What `performance.now()` was when it printed or told something that `wanted` is true of. Rejects when it ends instead. */
  next(wanted) {
    let listener;
    const promise = new Promise((resolve, reject) => {
      listener = (news) => {
        if (news.ended !== undefined)
          reject(new Error(`it ended by itself (${news.ended}):\n${this.output.slice(-3000)}`));
        else if (wanted(news)) resolve(news.at);
        else return;
        this.#listeners.delete(listener);
      };
      this.#listeners.add(listener);
      if (this.#ended !== undefined) listener(this.#ended);
    });
    return { promise, cancel: () => this.#listeners.delete(listener) };
  }

  async stop() {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.#isStopping = true;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const force = setTimeout(() => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Nothing is left of it.
      }
    }, stopLimitMs);
    await exited;
    clearTimeout(force);
  }

  #tell(news) {
    for (const listener of [...this.#listeners]) listener(news);
  }
}
