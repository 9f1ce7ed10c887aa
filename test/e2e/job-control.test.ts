import { existsSync, readFileSync } from 'node:fs';
import { spawn, type IPty } from '@lydell/node-pty';
import { expect, test } from 'vitest';
import { freePort, get, gorlBin, GorlRig, tryKill, type GorlEvent } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { findTool } from './tools.ts';

const controlC = '\u0003';
const controlZ = '\u001a';

/** A shell in a terminal of its own, in which gorl is one job; what it shows is in `screen`. */
class ShellRig extends GorlRig {
  screen = '';
  #shell: IPty | undefined;
  #over = false;

  open(file: string): this {
    const env = this.env({ TERM: 'xterm-256color', LANG: 'C.UTF-8', PS1: 'ready> ', HISTFILE: '' });
    this.#shell = spawn(file, ['--norc', '--noprofile', '-i'], { cwd: this.dir, env, cols: 200, rows: 30 });
    this.#shell.onData((text) => (this.screen += text));
    this.#shell.onExit(() => (this.#over = true));
    return this;
  }

  type(keys: string): void {
    this.#shell?.write(keys);
  }

  /** The shell asks for the next line; what was there before does not count. */
  async prompt(from: number): Promise<void> {
    await this.until('a prompt', 60_000, () => this.screen.slice(from).includes('ready> '));
  }

  override async until(...[what, timeoutMs, condition, options]: Parameters<GorlRig['until']>): Promise<void> {
    const look = (): boolean | Promise<boolean> => {
      this.#readEvents();
      return condition();
    };
    await super.until(what, timeoutMs, look, options);
  }

  override dump(): string {
    return `--- screen\n${this.screen}\n${super.dump()}`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    // A shell that is told to end tells its jobs, also those that are stopped.
    if (this.#shell !== undefined && !this.#over) tryKill(this.#shell.pid, 'SIGHUP');
    await super[Symbol.asyncDispose]();
  }

  #readEvents(): void {
    const file = this.path('.events.ndjson');
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(this.events.length)) this.events.push(JSON.parse(line) as GorlEvent);
  }
}

function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat[stat.lastIndexOf(')') + 2] ?? '';
}

test('Ctrl-Z in a shell stops gorl and the app, fg lets both go on', async ({ skip }) => {
  const bash = findTool('bash');
  if (bash === undefined) return skip('needs bash');
  const port = await freePort();
  await using rig = new ShellRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } }).open(bash);
  await rig.prompt(0);
  rig.type(`'${process.execPath}' '${gorlBin()}' --events .events.ndjson\r`);
  const { pid: gorl } = await rig.waitForEvent('session-started');
  const { pid: app } = await rig.waitForEvent('process-started');
  await listening(rig, port);
  const stop = async (): Promise<void> => {
    const before = rig.screen.length;
    rig.type(controlZ);
    await rig.until('both stopped', 60_000, () => stateOf(gorl) + stateOf(app) === 'TT');
    await rig.prompt(before);
  };

  await stop();
  rig.type('fg\r');
  await rig.until('both going on', 60_000, () => !`${stateOf(gorl)}${stateOf(app)}`.includes('T'));
  expect(await get(port)).toBe('hello v1\n');

  // What is saved while nobody looks is found.
  await stop();
  rig.write('main.go', rig.read('main.go').replace('hello v1', 'hello v2'));
  rig.type('fg\r');
  await rig.waitForEvent('files-changed');
  await rig.waitForEvent('process-started');
  await listening(rig, port);
  expect(await get(port)).toBe('hello v2\n');

  // The keyboard is gorl's again.
  rig.type('r');
  await rig.waitForEvent('process-started');
  await listening(rig, port);
  const atEnd = rig.screen.length;
  rig.type(controlC);
  expect(await rig.waitForEvent('session-ended')).toMatchObject({ exitCode: 0 });
  await rig.prompt(atEnd);
  rig.type('exit\r');
  await rig.nobodyLeft();
});
