import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { freePort, get, gorlBin, markedProcesses, scrubbedEnv, tryKill } from '../support/gorl-rig.ts';
import type { Subject } from '../support/air-subject.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Observation } from './scenario.ts';

export interface StartOptions {
  /** Below the stage's folder; default: the project. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  /** gorl is started through a link of the name `air`. */
  readonly asAir?: boolean;
}

/** Keys of `[build]`; each replaces one of the stage's own. */
export type BuildKeys = Readonly<Record<string, string | number | boolean | readonly string[]>>;

let stages = 0;

/**
 * A project in a folder of its own, and one subject that is run in it. Beside the project lies the log, in which the
 * build command and the app write down what happens; no watcher sees it.
 */
export class Stage implements AsyncDisposable {
  readonly base: string;
  readonly dir: string;
  readonly probe: string;
  readonly subject: Subject;
  readonly saw: Record<string, Observation> = {};
  stderr = '';
  stdout = '';
  port = 0;
  readonly #mark: string;
  #child: ChildProcess | undefined;
  #running: { readonly pid: number; code?: number } | undefined;

  constructor(subject: Subject, probe: string) {
    this.subject = subject;
    this.probe = probe;
    // Digits and dashes only, so that no pattern of a scenario matches the folder's own name by chance.
    this.base = join(realpathSync(tmpdir()), `conformance-${process.pid}-${++stages}`);
    this.#mark = `${process.pid}-${stages}-${Date.now()}`;
    this.dir = join(this.base, 'project');
    rmSync(this.base, { recursive: true, force: true });
    mkdirSync(this.dir, { recursive: true });
    this.save('v1');
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  exists(name: string): boolean {
    return existsSync(this.path(name));
  }

  read(name: string): string {
    return this.exists(name) ? readFileSync(this.path(name), 'utf8') : '';
  }

  /** Saves main.go: the last word is the version, `broken` does not build. */
  save(version: string): void {
    this.write('main.go', `package main // ${version}\n`);
  }

  /** Writes `.air.toml`: the probe as the app, a build that writes its version down, and a short delay. */
  config(build: BuildKeys = {}, more = '', name = '.air.toml'): void {
    const keys: BuildKeys = {
      delay: 50,
      cmd: 'echo build >> "$LOG"; ! grep -q broken main.go && cat main.go > tmp/version',
      ...('bin' in build || 'full_bin' in build ? {} : { entrypoint: [this.probe] }),
      ...build,
    };
    const lines = Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    this.write(name, `${more}\n[build]\n${lines.join('\n')}\n`);
  }

  env(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    const port = this.port === 0 ? {} : { PROBE_PORT: String(this.port) };
    const log = join(this.base, 'log');
    return scrubbedEnv(this.#mark, { LOG: log, PROBE_LOG: log, BASE: this.base, PROBE: this.probe, ...port, ...extra });
  }

  async takePort(): Promise<void> {
    this.port = await freePort();
  }

  start(
    args: readonly string[] = [],
    { cwd = this.dir, env = {}, terminal = false, asAir = false }: StartOptions = {},
  ): this {
    const words = [...(asAir ? this.#linked() : this.subject.args), ...args];
    if (terminal) {
      const pty = spawnInTerminal(this.subject.file, words, {
        cwd,
        env: this.env({ TERM: 'xterm-256color', ...env }),
        cols: 100,
        rows: 30,
      });
      const running: { pid: number; code?: number } = { pid: pty.pid };
      pty.onData((text) => (this.stdout += text));
      pty.onExit(({ exitCode, signal }) => (running.code = signal ? 128 + signal : exitCode));
      this.type = (text) => pty.write(text);
      this.#running = running;
      return this;
    }
    this.#child = spawn(this.subject.file, words, {
      cwd,
      env: this.env(env),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    const running: { pid: number; code?: number } = { pid: this.#child.pid ?? 0 };
    const ended = (code: number | null): void => void (running.code ??= code ?? -1);
    // Not before its last words are read, unless somebody who was left behind keeps the pipes open.
    this.#child.on('close', ended);
    this.#child.on('exit', (code) => setTimeout(ended, 1_000, code));
    this.#running = running;
    return this;
  }

  #linked(): readonly string[] {
    const link = join(this.base, 'bin/air');
    if (!existsSync(link)) {
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(gorlBin(), link);
    }
    return this.subject.args.map((word) => (word === gorlBin() ? link : word));
  }

  /** Keys, when it was started in a terminal. */
  type: (text: string) => void = () => undefined;

  /** Lines of the log, without their times. */
  log(): string[] {
    return this.timedLog().map(({ text }) => text);
  }

  timedLog(): { readonly text: string; readonly at: number }[] {
    const file = join(this.base, 'log');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const [text = '', at] = line.split('\t');
        return { text, at: Number(at ?? 0) };
      });
  }

  count(line: string): number {
    return this.log().filter((each) => each === line).length;
  }

  /** How often the app was started. */
  starts(): number {
    return this.log().filter((each) => each.startsWith('start ')).length;
  }

  lastStart(): string {
    return (
      this.log()
        .findLast((each) => each.startsWith('start '))
        ?.slice(6) ?? ''
    );
  }

  /** Waits until the app of that version has started. */
  async started(version: string): Promise<void> {
    await this.until(`start ${version}`, () => this.log().includes(`start ${version}`));
  }

  /** Waits for that many builds, and a moment for the restart after it. */
  async builds(count: number): Promise<void> {
    await this.until(`build ${count}`, () => this.count('build') >= count);
    await this.window(200);
  }

  /** Fails with all that is known when it does not come in time. */
  async until(
    what: string,
    condition: () => boolean | Promise<boolean>,
    timeoutMs = this.subject.patienceMs,
  ): Promise<void> {
    try {
      await waitFor(condition, { timeoutMs });
    } catch {
      throw new Error(`never: ${what}\n${this.dump()}`);
    }
  }

  /** Lets time pass, for what must not happen in it. Long enough for air's delay of 50 ms and a build. */
  async window(ms = 500): Promise<void> {
    const end = performance.now() + ms;
    await waitFor(() => performance.now() >= end, { timeoutMs: ms + 5_000 });
  }

  /** Body of the app's answer; `refused` when nobody answers. */
  async answer(): Promise<string> {
    return (await get(this.port)) ?? 'refused';
  }

  async answers(text: string): Promise<void> {
    await this.until(`the answer ${text}`, async () => (await this.answer()) === text);
  }

  get pid(): number {
    return this.#running?.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    tryKill(this.pid, signal);
  }

  ended(): boolean {
    return this.#running?.code !== undefined;
  }

  /** The exit code. */
  async end(timeoutMs = this.subject.patienceMs): Promise<number> {
    await this.until('its end', () => this.ended(), timeoutMs);
    return this.#running?.code ?? -1;
  }

  /** Ctrl-C without a terminal, and the end. */
  async stop(): Promise<number> {
    this.signal('SIGINT');
    return this.end(Math.max(15_000, this.subject.patienceMs));
  }

  /** Runs it to its end. */
  async run(args: readonly string[], options: StartOptions = {}): Promise<number> {
    this.start(args, options);
    return this.end();
  }

  /** What is alive of all that was started here, without the subject itself. */
  alive(): { readonly pid: number; readonly command: string }[] {
    return markedProcesses(this.#mark).filter(({ pid }) => pid !== this.pid || this.ended());
  }

  /** Ends the subject if it still runs. How many processes are left after that and some time for the system to bury them. */
  async finish(): Promise<number> {
    if (this.#running !== undefined && !this.ended()) await this.stop().catch(() => this.signal('SIGKILL'));
    await waitFor(() => this.alive().length === 0, lookAtProc(this.subject.patienceMs)).catch(() => undefined);
    return this.alive().length;
  }

  dump(): string {
    return `--- stderr\n${this.stderr}\n--- stdout\n${this.stdout}\n--- log\n${this.log().join('\n')}\n--- exit ${this.#running?.code}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A process may start another one while it is being killed.
    await waitFor(() => {
      const left = markedProcesses(this.#mark);
      for (const { pid } of left) tryKill(pid);
      return left.length === 0;
    }, lookAtProc(15_000)).catch(() => undefined);
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}

/** A look at all of /proc costs a busy machine something. */
const lookAtProc = (timeoutMs: number) => ({ timeoutMs, intervalMs: 20 });

/** A folder that belongs to no stage. */
export function temporaryFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'conformance-'));
}
