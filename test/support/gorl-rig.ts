import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Report } from '../../src/protocol/report.ts';
import type { Envelope } from '../../src/protocol/report/envelope.ts';
import { validateEvent } from './json-schema.ts';
import { waitFor, type WaitOptions } from './wait-for.ts';

export { freePort } from './free-port.ts';

export const projectRoot = join(import.meta.dirname, '../..');

/** The gorl under test: the packed and installed one in e2e (see `packed-gorl.ts`), that of the browser tests, else the built one. */
export function gorlBin(): string {
  return process.env['GORL_BIN'] ?? process.env['GORL_BUNDLED'] ?? join(projectRoot, 'bin/gorl.js');
}

export type GorlEvent = Report & Envelope;
type EventOf<T extends Report['type']> = Extract<GorlEvent, { readonly type: T }>;

export interface RigOptions {
  /** A directory to copy; relative to the project. */
  readonly from?: string;
  /** Files to write on top. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Undefined: without what tests set by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the node that runs the tests. */
  readonly node?: string;
  /** `pipe`, which is a socket, a descriptor, or none (default). */
  readonly stdin?: 'pipe' | 'ignore' | number;
  /** gorl's stderr: a descriptor; default: a pipe that is read. */
  readonly stderr?: number;
  /** Node's own arguments. */
  readonly nodeArgs?: readonly string[];
}

/** Of the CI, of npm, of vitest, and what of a developer's shell gorl, Go or the apps of tests would listen to. */
const foreignVariable =
  /^(?:CI|GITHUB_|npm_|GORL_|VITEST|NODE_|FORCE_COLOR|NO_COLOR|CLICOLOR|TERM|LC_|LANG|APP_|CHOKIDAR_|(?:INIT_CWD|TEST|PORT|air_wd|GOFLAGS|GOWORK|GO111MODULE|_)$)/;

/** Long enough for the guardian's shell, which looks through /proc twice before it leaves. */
const burialMs = 15_000;
/** Between two looks at the environment of every process: each costs several ms. */
const lookAtProcMs = 50;

/**
 * The environment of tests: none of the foreign variables, and a mark on all that descends from it. Programs are linked
 * without debugging data, which nothing here reads, and with more memory: half of the work.
 */
export function scrubbedEnv(
  mark: string,
  extra: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreignVariable.test(entry[0]),
  );
  const all = { ...Object.fromEntries(kept), GORL_TEST_MARK: mark, GOFLAGS: '-ldflags=-w', GOGC: '400', ...extra };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A temporary project with or without a running gorl; asserts at its end that nothing it started is alive. */
export class GorlRig implements AsyncDisposable {
  readonly dir: string;
  readonly mark: string;
  readonly events: GorlEvent[] = [];
  stderr = '';
  stdout = '';
  #child: ChildProcess | undefined;
  readonly #options: RigOptions;
  #seen = 0;
  #exit: { code: number | null; signal: string | null } | undefined;
  #leaksAllowed = false;

  constructor(options: RigOptions = {}) {
    this.#options = options;
    this.dir = mkdtempSync(join(tmpdir(), 'gorl-rig-'));
    this.mark = this.dir.slice(-6) + String(Math.floor(Math.random() * 1e9));
    if (options.from !== undefined) cpSync(join(projectRoot, options.from), this.dir, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) this.write(name, text);
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('gorl is not running');
    return this.#child.pid;
  }

  env(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    return scrubbedEnv(this.mark, { ...this.#options.env, ...extra });
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Starts gorl with `--events fd:3`, in a process group of its own. */
  start(args: readonly string[] = this.#options.args ?? []): this {
    this.#exit = undefined;
    const words = [...(this.#options.nodeArgs ?? []), gorlBin(), ...eventArgs(args)];
    this.#child = spawn(this.#options.node ?? process.execPath, words, {
      cwd: this.dir,
      env: this.env(),
      detached: true,
      stdio: [this.#options.stdin ?? 'ignore', 'pipe', this.#options.stderr ?? 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    const stream = this.#child.stdio[3];
    if (stream === null || stream === undefined || !('read' in stream)) throw new Error('no event stream');
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      // A gorl that is killed may leave half a line behind.
      rest = lines.pop() ?? '';
      for (const line of lines) this.events.push(JSON.parse(line) as GorlEvent);
    });
    let exit: { code: number | null; signal: string | null } | undefined;
    const over = (): void => {
      // What it wrote last may be read after its exit is known.
      if (exit !== undefined && stream.closed) this.#exit = exit;
    };
    stream.on('close', over);
    this.#child.on('exit', (code, signal) => {
      exit = { code, signal };
      over();
    });
    return this;
  }

  /** The next event of that type (and shape) after the last one waited for; events in between are skipped. */
  async waitForEvent<T extends Report['type']>(
    type: T,
    accept: (event: EventOf<T>) => boolean = () => true,
    timeoutMs = 60_000,
  ): Promise<EventOf<T>> {
    const matches = (event: GorlEvent): boolean => event.type === type && accept(event as EventOf<T>);
    return (await this.waitForMatch(`event ${type}`, matches, timeoutMs)) as EventOf<T>;
  }

  /** The same for an event of whatever type. */
  async waitForMatch(what: string, accept: (event: GorlEvent) => boolean, timeoutMs = 60_000): Promise<GorlEvent> {
    let found: GorlEvent | undefined;
    await this.until(what, timeoutMs, () => {
      const at = this.events.findIndex((event, index) => index >= this.#seen && accept(event));
      if (at < 0) return false;
      this.#seen = at + 1;
      found = this.events[at];
      return true;
    });
    return found as GorlEvent;
  }

  async waitForExit(timeoutMs = 60_000): Promise<number> {
    await this.until('exit of gorl', timeoutMs, () => this.#exit !== undefined);
    const { code, signal } = this.#exit ?? {};
    return code ?? (signal === 'SIGKILL' ? 137 : -1);
  }

  /** Waits for a condition; on failure throws with everything that is known. */
  async until(
    what: string,
    timeoutMs: number,
    condition: () => boolean | Promise<boolean>,
    options: Pick<WaitOptions, 'intervalMs'> = {},
  ): Promise<void> {
    try {
      await waitFor(condition, { ...options, timeoutMs });
    } catch (cause) {
      throw new Error(`${what} did not come within ${timeoutMs} ms\n${this.dump()}`, { cause });
    }
  }

  /** Waits until nothing that this rig started is alive any more, gorl included. */
  async nobodyLeft(timeoutMs = 60_000): Promise<void> {
    await this.until('nobody left', timeoutMs, () => this.survivors().length === 0, { intervalMs: lookAtProcMs });
  }

  /** Of the newest gorl's proxy: `http://localhost:8090`. */
  get proxyOrigin(): string | undefined {
    return this.events.findLast((event) => event.type === 'proxy-listening')?.url;
  }

  get proxyPort(): number | undefined {
    return this.proxyOrigin === undefined ? undefined : Number(new URL(this.proxyOrigin).port);
  }

  /** For the other end of a stdin that is a pipe; `end`: nothing follows. */
  say(text: string, end = false): void {
    if (end) this.#child?.stdin?.end(text);
    else this.#child?.stdin?.write(text);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Living (non-zombie) processes that descend from this rig, by the mark in their environment; gorl itself included. */
  survivors(): { pid: number; command: string }[] {
    return markedProcesses(this.mark);
  }

  allowLeaks(): void {
    this.#leaksAllowed = true;
  }

  dump(): string {
    const events = this.events.map((event) => JSON.stringify(event)).join('\n');
    return `--- stderr\n${this.stderr}\n--- stdout\n${this.stdout}\n--- events\n${events}\n--- exit ${JSON.stringify(this.#exit)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#child !== undefined && this.#exit === undefined) {
        this.signal('SIGTERM');
        await this.waitForExit();
      }
      await this.nobodyLeft(this.#leaksAllowed ? 3_000 : burialMs).catch(() => undefined);
      for (const event of this.events) expect(validateEvent(JSON.stringify(event)), JSON.stringify(event)).toEqual([]);
      if (!this.#leaksAllowed) expect(this.survivors(), this.dump()).toEqual([]);
    } finally {
      for (const { pid } of this.survivors()) tryKill(pid);
      rmSync(this.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    }
  }
}

function eventArgs(args: readonly string[]): string[] {
  const command = args[0] === 'run' || args[0] === 'test' ? [args[0]] : [];
  return [...command, '--events', 'fd:3', ...args.slice(command.length)];
}

export function markedProcesses(mark: string): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(`GORL_TEST_MARK=${mark}`)) continue;
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      if (/[ZX]/.test(stat[stat.lastIndexOf(')') + 2] ?? 'Z')) continue;
      found.push({
        pid: Number(name),
        command: readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim(),
      });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

export function tryKill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

/** Body of the answer; undefined when nobody answers. A fresh connection each time. */
export function get(port: number, path = '/'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const question = request({ host: '127.0.0.1', port, path, agent: false, timeout: 5_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body));
      response.on('error', () => resolve(undefined));
    });
    question.on('timeout', () => question.destroy());
    question.on('error', () => resolve(undefined));
    question.end();
  });
}
