import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startGorl, stopGorl } from './gorl-child.mjs';
import { contentId } from './plain-builds.mjs';
import { pause } from './module.mjs';

const ended = /^build-(?:succeeded|failed)$/;

/** A real gorl at work on one command, and what its events tell. */
export class WatchedCommand {
  events = [];
  stderr = '';
  #child;
  #ids = new Map();
  #sentinels = 0;
  #env;
  #mark;

  /**
   * @param command `name`, `dir` (absolute: where gorl runs), `target` and `package` (absolute: the directory of the
   *   main package); `args` and `config` for gorl
   */
  constructor(command, env) {
    this.command = command;
    this.#mark = `TORTURE_COMMAND=${command.package}`;
    this.#env = { ...env, TORTURE_COMMAND: command.package };
    this.sentinel = join(command.package, 'sentinel_windows.go');
    this.#writeSentinel();
  }

  get name() {
    return this.command.name;
  }

  get pid() {
    return this.#child.pid;
  }

  start() {
    const { dir, target, args = [], env = {} } = this.command;
    this.events = [];
    this.#child = startGorl(['run', '--no-keys', '--events', 'fd:3', target, ...args], {
      ...{ cwd: dir, env: { ...this.#env, ...env, CI: '' } },
      onEvent: (event) => void this.events.push(event),
      onStderr: (text) => (this.stderr = (this.stderr + text).slice(-20_000)),
    });
  }

  stop() {
    return stopGorl(this.#child);
  }

  /** A place in the events, to ask later what came after it. */
  mark() {
    return this.events.length;
  }

  since(mark) {
    return this.events.slice(mark);
  }

  /** Whether gorl has come to that state: the content ID that runs, or `error`. */
  async shows(state) {
    if (this.#isBuilding()) return false;
    const last = this.events.findLast(({ type }) => ended.test(type));
    if (state === 'error') return last?.type === 'build-failed';
    return last?.type === 'build-succeeded' && (await this.running()) === state;
  }

  /** The content ID of the binary that runs, or ran last. */
  async running() {
    const started = this.events.findLast(({ type }) => type === 'process-started');
    if (started === undefined) return undefined;
    const { pid, run } = started;
    if (this.#ids.has(run)) return this.#ids.get(run);
    const id = await contentId(isAlive(pid) ? `/proc/${pid}/exe` : this.command.placed);
    // The process may not have become the program yet.
    if (id !== undefined) this.#ids.set(run, id);
    return id;
  }

  /** Builds that ended since then, but for those that only the sentinel asked for. */
  buildsSince(mark) {
    const events = this.since(mark);
    const started = events.filter(({ type, cause }) => type === 'build-started' && !this.#isSentinel(cause));
    const numbers = new Set(started.map(({ generation }) => generation));
    return events.filter(({ type, generation }) => ended.test(type) && numbers.has(generation));
  }

  /**
   * A save that nothing needs, in the directory of the command: once gorl has said what it makes of it, it has said so
   * of everything before, too.
   */
  async passBarrier() {
    const mark = this.mark();
    this.#writeSentinel();
    const hasSaid = ({ type, files = [] }) =>
      /^(?:nothing-to-do|files-changed)$/.test(type) && files.some(({ path }) => path === this.sentinel);
    await this.until(() => this.since(mark).some(hasSaid), 'the sentinel');
    await this.until(() => !this.#isBuilding() && !isListing(this.#mark), 'a quiet moment');
  }

  /** @throws when it does not come to that within the time */
  async until(isSo, what, timeoutMs = 120_000) {
    const deadline = Date.now() + timeoutMs;
    while (!(await isSo())) {
      if (this.#child.exitCode !== null) throw new Error(`${this.name}: gorl ended: ${this.stderr}`);
      if (Date.now() > deadline) throw new Error(`${this.name}: no ${what}: ${JSON.stringify(this.events.slice(-8))}`);
      await pause(10);
    }
  }

  #writeSentinel() {
    this.#sentinels += 1;
    writeFileSync(this.sentinel, `package main\n\nconst sentinel = ${this.#sentinels}\n`);
  }

  #isSentinel(cause) {
    return cause.type === 'files' && cause.files.every(({ path }) => basename(path) === 'sentinel_windows.go');
  }

  #isBuilding() {
    const started = this.events.findLastIndex(({ type }) => type === 'build-started');
    return started > this.events.findLastIndex(({ type }) => ended.test(type) || type === 'build-cancelled');
  }
}

function isAlive(pid) {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return true;
  } catch {
    return false;
  }
}

/** Of the running processes with that mark in their environment, those that ask the go command for packages. */
function isListing(mark) {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    const [, first] = textOf(pid, 'cmdline').split('\0');
    return first === 'list' && textOf(pid, 'environ').includes(mark);
  });
}

function textOf(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
