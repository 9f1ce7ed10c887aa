import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startGorl, stopGorl } from './gorl-child.mjs';
import { Sources, turn } from './sources.mjs';

/** A project in a directory of its own, with a Go build cache of its own, and gorl at work in it. */
export class GorlModule {
  events = [];
  /** By type, of all events. */
  counts = {};
  stderr = '';
  #child;

  constructor({ cacheDir } = {}) {
    this.base = mkdtempSync(join(tmpdir(), 'gorl-torture-'));
    this.dir = join(this.base, 'project');
    mkdirSync(this.dir);
    this.env = { ...process.env, GOCACHE: cacheDir ?? join(this.base, 'cache'), GOFLAGS: '', GOWORK: 'off' };
  }

  git(...args) {
    execFileSync('git', args, { cwd: this.dir, stdio: 'ignore' });
  }

  initGit() {
    this.git('init', '-q');
    this.git('config', 'user.email', 'torture@example.invalid');
    this.git('config', 'user.name', 'torture');
    this.commit();
  }

  commit() {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', 'x');
  }

  write(name, text) {
    mkdirSync(dirname(join(this.dir, name)), { recursive: true });
    writeFileSync(join(this.dir, name), text);
  }

  async start(args = []) {
    this.port = await freePort();
    this.#child = startGorl(['--events', 'fd:3', '--no-keys', ...args], {
      cwd: this.dir,
      env: { ...this.env, TORTURE_PORT: String(this.port), TORTURE_MARK: this.base, CI: '' },
      detached: true,
      onEvent: (event) => this.#take(event),
      onStderr: (text) => (this.stderr = (this.stderr + text).slice(-20_000)),
    });
  }

  #take(event) {
    this.events.push(event);
    this.counts[event.type] = (this.counts[event.type] ?? 0) + 1;
    if (this.events.length > 2000) this.events.splice(0, 1000);
  }

  get pid() {
    return this.#child.pid;
  }

  /** What the running program reports; undefined when nobody answers. */
  ask() {
    return new Promise((resolve) => {
      let text = '';
      const socket = createConnection({ host: '127.0.0.1', port: this.port });
      socket.setEncoding('utf8').on('data', (part) => (text += part));
      // An app that ends just as it is asked can leave the connection open on this side only.
      socket.setTimeout(2000, () => socket.destroy());
      socket
        .on('end', () => resolve(text))
        .on('error', () => resolve(undefined))
        .on('close', () => resolve(undefined));
    });
  }

  /** Resolves to what is wrong: `undefined` once the program is what is on disk. */
  async settled(timeoutMs = 30_000) {
    const deadline = Date.now() + timeoutMs;
    let answer;
    while (Date.now() < deadline) {
      answer = await this.ask();
      if (answer === this.expected() && !this.isBusy()) return undefined;
      await pause(15);
    }
    const last = this.events.findLast(({ type }) => type === 'build-failed' || type === 'build-succeeded');
    const kind = last?.type === 'build-failed' ? 'stuck error' : 'stale';
    const words = kind === 'stale' ? '' : `\n${this.stderr.slice(-3000)}\n`;
    return `${kind}: ${differences(this.expected(), answer ?? 'no answer')}${words}`;
  }

  /** Whether gorl is building, or the last build has not been run yet. */
  isBusy() {
    const started = this.events.findLastIndex(({ type }) => type === 'build-started');
    const ended = this.events.findLastIndex(({ type }) => /^build-(?:succeeded|failed|cancelled)$/.test(type));
    return started > ended;
  }

  async stop() {
    await stopGorl(this.#child);
    // The guardian looks twice before it leaves.
    const deadline = Date.now() + 15_000;
    while (this.#marked().length > 0 && Date.now() < deadline) await pause(100);
    const left = this.#marked();
    return left.length === 0 ? undefined : `left behind: ${left.map((pid) => `${pid} ${commandOf(pid)}`).join(', ')}`;
  }

  /** Kills the program, not gorl. */
  killApp() {
    for (const pid of this.#marked()) {
      if (commandOf(pid).includes('.js') || !commandOf(pid).startsWith(this.dir)) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    }
  }

  /** All processes that descend from this gorl, by a mark in their environment. */
  #marked() {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`TORTURE_MARK=${this.base}`);
        } catch {
          return false;
        }
      });
  }

  /** Also after something unforeseen: nothing is left running. */
  remove() {
    this.#child?.kill('SIGTERM');
    rmSync(this.base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** A Go module whose program reports every value that its sources hold. */
export class TortureModule extends GorlModule {
  /** What is in each source. */
  values = new Map();
  #turns = 0;

  /** @param options.sources `plain`, or `special`; see sources.mjs */
  constructor(config, { extraSource, cacheDir, sources = 'plain' } = {}) {
    super({ cacheDir });
    this.sources = new Sources(sources);
    const texts = { ...this.sources.rest(), ...(config === undefined ? {} : { '.air.toml': config }), ...extraSource };
    for (const [name, text] of Object.entries(texts)) this.write(name, text);
    for (const file of this.sources.writable) this.save(file, 'v0');
    this.readBack();
    this.initGit();
    this.goBuild();
    this.save('a/f1.go', 'v1');
    const startedMs = performance.now();
    this.goBuild();
    /** How long a build takes after an edit: the moment to aim at lies within it. */
    this.buildMs = performance.now() - startedMs;
  }

  /** So many ms of a build that takes 300 ms, at the pace of this machine right now. */
  moment(ms) {
    return pause((ms * this.buildMs) / 300);
  }

  /** As most editors do: truncate, then write. */
  save(file, value) {
    this.values.set(file, value);
    this.write(file, this.sources.text(file, value));
  }

  /** Package t imports another package than before, one that is new. */
  takeTurn(value) {
    this.values.set('t/t.go', value);
    for (const [name, text] of Object.entries(turn((this.#turns += 1), value))) this.write(name, text);
  }

  /** What is on disk now; after git has changed it. */
  readBack() {
    for (const file of this.sources.files) this.values.set(file, this.sources.valueIn(this.dir, file));
  }

  /** Sets everything to something new, so that what comes next begins from something that is true. */
  saveAll() {
    for (const file of this.sources.writable) this.save(file, `${this.values.get(file)}'`);
  }

  expected() {
    return this.sources.files.map((file) => `${file}=${this.values.get(file)}\n`).join('');
  }

  /** A plain go build in the same cache; what its program reports. */
  goBuild() {
    const binary = join(this.base, 'plain');
    execFileSync('go', ['build', '-o', binary, '.'], { cwd: this.dir, env: this.env, stdio: 'pipe' });
    return execFileSync(binary, ['report'], { encoding: 'utf8' });
  }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function differences(expected, answer) {
  const got = new Set(answer.split('\n'));
  return expected
    .split('\n')
    .filter((line) => !got.has(line))
    .map((line) => `${line} (answer: ${[...got].find((other) => other.startsWith(line.split('=')[0])) ?? 'none'})`)
    .join(', ');
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Small, fast, and the same everywhere for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

/** Processes that keep that many cores busy until `end` is called. */
export function busyLoops(count) {
  const loops = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'for(;;);'], { stdio: 'ignore' }));
  return { end: () => loops.forEach((loop) => loop.kill('SIGKILL')) };
}
