import { spawn, type ChildProcess } from 'node:child_process';
import { guardianScript } from './guardian-script.ts';

/** One that lived for less, in ms, will hardly fare better the next time. */
const shortLifeMs = 1000;
/** So many of those in a row are replaced at once. */
const mostShortLives = 3;
const hold = 't 1\n';

/**
 * Outlives gorl by a moment: a small shell in a session of its own that reads the live process groups
 * from a pipe. When gorl's end of the pipe closes, for whatever reason (SIGKILL and the OOM killer
 * included), it ends them all, and everything else that bears a run id of the session.
 */
export interface Guardian {
  /** To be called before the first process is started, so that none is ever without a guardian. Takes 2 ms, once. */
  start(): void;
  add(pgid: number): void;
  remove(pgid: number): void;
  /** The session ended in order: the guardian leaves without touching anybody. */
  quit(): void;
}

/** The same for the terminal. */
export interface TerminalGuardian {
  /**
   * gorl has changed the terminal's mode and margins, or has put them back: if it is killed in between, the guardian
   * puts them right.
   */
  holdTerminal(held: boolean): void;
  /** Resolves when the guardian has seen the mode that the terminal is in; at once where there is none. */
  readonly terminalSeen: Promise<void>;
}

export interface GuardianRequest {
  /** Letters, digits, `-` and `_`. */
  readonly sessionId: string;
  /** There is no shell to run it; told once. */
  readonly notice: (message: string) => void;
  /** gorl's stdin is a terminal: its descriptor. Default: there is none. */
  readonly terminal?: number;
  readonly platform?: NodeJS.Platform;
  /** Default `/bin/sh`. */
  readonly shell?: string;
}

/** Does nothing on Windows, where jobs do the like. */
export function createGuardian(request: GuardianRequest): Guardian & TerminalGuardian {
  const { platform = process.platform } = request;
  const terminalSeen = { promise: Promise.resolve(), resolve: (): void => {} };
  if (request.terminal !== undefined) terminalSeen.promise = new Promise((resolve) => (terminalSeen.resolve = resolve));
  if (platform === 'win32')
    return { start() {}, add() {}, remove() {}, quit() {}, holdTerminal() {}, terminalSeen: Promise.resolve() };
  const groups = new Set<number>();
  let shell: ChildProcess | undefined;
  let missing = false;
  let isHeld = false;
  let shortLives = 0;

  const launch = (): ChildProcess => {
    const child = spawn(request.shell ?? '/bin/sh', ['-c', guardianScript, 'gorl-guardian', request.sessionId], {
      detached: true,
      cwd: '/',
      stdio: ['pipe', request.terminal === undefined ? 'ignore' : 'pipe', 'ignore', request.terminal ?? 'ignore'],
    });
    child.stdout?.once('data', terminalSeen.resolve).once('close', terminalSeen.resolve);
    (child.stdout as unknown as { unref(): void } | null)?.unref();
    const startedAt = performance.now();
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'EACCES') return lost(child, startedAt);
      missing = true;
      terminalSeen.resolve();
      request.notice('no /bin/sh: if gorl itself is killed, whatever it started keeps running');
    });
    child.once('exit', () => lost(child, startedAt));
    child.stdin?.on('error', () => {});
    child.unref();
    (child.stdin as unknown as { unref(): void } | null)?.unref();
    for (const pgid of groups) child.stdin?.write(`+ ${pgid}\n`);
    if (isHeld) child.stdin?.write(hold);
    return child;
  };

  const start = (): void => {
    if (!missing) shell ??= launch();
  };

  /** Somebody killed it. Another is told of all groups, at once: nothing else may start for hours. */
  const lost = (child: ChildProcess, startedAt: number): void => {
    if (shell !== child) return;
    shell = undefined;
    shortLives = performance.now() - startedAt < shortLifeMs ? shortLives + 1 : 0;
    if (groups.size > 0 && shortLives <= mostShortLives) start();
  };

  return {
    start,
    add(pgid) {
      if (pgid <= 1 || groups.has(pgid)) return;
      start();
      groups.add(pgid);
      shell?.stdin?.write(`+ ${pgid}\n`);
    },
    remove(pgid) {
      if (groups.delete(pgid)) shell?.stdin?.write(`- ${pgid}\n`);
    },
    holdTerminal(held) {
      isHeld = held;
      shell?.stdin?.write(held ? hold : 't 0\n');
    },
    terminalSeen: terminalSeen.promise,
    quit() {
      groups.clear();
      shell?.stdin?.end('q\n');
      shell = undefined;
    },
  };
}
