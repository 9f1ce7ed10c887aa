import { readFileSync } from 'node:fs';
import { parseStat } from './proc-table.ts';
import { sendSignal } from './send-signal.ts';

/** Relays the terminal's job control to the app, whose own session the terminal does not reach. */
export interface JobControl {
  /** Ctrl-Z typed in raw mode, where the terminal makes no signal of it. */
  suspend(): void;
  /** Takes the signal handlers away again. */
  dispose(): void;
}

export interface JobControlRequest {
  /** Process groups that live now. */
  readonly groups: () => readonly number[];
  /** Right before gorl stops, when the groups have: the keyboard gives the terminal back. */
  readonly onSuspend?: () => void;
  /** Right after gorl goes on, and before the groups do: raw mode again, and a look at what changed meanwhile. */
  readonly onResume?: () => void;
  /** To be replaced in tests. */
  readonly host?: JobControlHost;
}

export interface JobControlHost {
  on(signal: 'SIGTSTP' | 'SIGCONT' | 'SIGWINCH', listener: () => void): void;
  off(signal: 'SIGTSTP' | 'SIGCONT' | 'SIGWINCH', listener: () => void): void;
  signalGroup(pgid: number, signal: NodeJS.Signals): void;
  /** SIGTSTP to gorl's own process group, that is to the whole shell job. */
  suspendJob(): void;
  /** Really stops gorl, until SIGCONT. */
  stopSelf(): void;
  /** Whether a shell is there that could let a stopped gorl go on. */
  canBeResumed(): boolean;
}

/** Installs nothing on Windows. */
export function relayJobControl(request: JobControlRequest, platform = process.platform): JobControl {
  if (platform === 'win32') return { suspend() {}, dispose() {} };
  const host = request.host ?? realHost;
  const toAll = (signal: NodeJS.Signals): void => {
    for (const pgid of request.groups()) host.signalGroup(pgid, signal);
  };
  const onStop = (): void => {
    if (!host.canBeResumed()) return;
    // First: while one of them is in the middle of a write to a terminal that takes nothing, its mode cannot be set.
    toAll('SIGSTOP');
    request.onSuspend?.();
    host.stopSelf();
  };
  const onContinue = (): void => {
    // Last, for the same reason.
    request.onResume?.();
    toAll('SIGCONT');
  };
  const onResize = (): void => toAll('SIGWINCH');
  host.on('SIGTSTP', onStop);
  host.on('SIGCONT', onContinue);
  host.on('SIGWINCH', onResize);
  return {
    suspend: () => host.canBeResumed() && host.suspendJob(),
    dispose() {
      host.off('SIGTSTP', onStop);
      host.off('SIGCONT', onContinue);
      host.off('SIGWINCH', onResize);
    },
  };
}

/**
 * Ctrl-C typed in raw mode, where the terminal makes no signal of it: whoever shares the terminal with gorl (make, and
 * what else it runs) gets what it would have got. gorl is among them.
 */
export function interruptForegroundGroup(): void {
  if (process.platform !== 'win32') process.kill(0, 'SIGINT');
}

const realHost: JobControlHost = {
  on: (signal, listener) => void process.on(signal, listener),
  off: (signal, listener) => void process.off(signal, listener),
  signalGroup: (pgid, signal) => void sendSignal(-pgid, signal),
  suspendJob: () => void process.kill(0, 'SIGTSTP'),
  stopSelf: () => void process.kill(process.pid, 'SIGSTOP'),
  canBeResumed,
};

/**
 * An orphaned process group (POSIX 3.264: no parent in the same session but another group) has no shell
 * that could resume it, as under `docker run` or `ssh host gorl`; stopped, it would hang for good.
 */
function canBeResumed(): boolean {
  const read = (pid: number) => {
    try {
      return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      return undefined;
    }
  };
  const own = read(process.pid);
  if (own === undefined) return process.platform !== 'linux';
  let ancestor = read(own.ppid);
  while (ancestor !== undefined && ancestor.pgid === own.pgid) ancestor = read(ancestor.ppid);
  return ancestor !== undefined && ancestor.sid === own.sid;
}
