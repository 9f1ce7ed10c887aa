import type { Batch } from './batch.ts';
import type { BuildEvent, ProcessEvent } from './service/event.ts';
import type { Artifact } from '../protocol/artifact.ts';
import type { ProcessEnd } from '../protocol/process-end.ts';
import type { Report } from '../protocol/report.ts';

/**
 * The machine's only ways to the outside. Each has a real adapter (named in `session/compose.ts`) and
 * a fake; `test/contract` runs one suite on both.
 */
export interface Ports {
  readonly builder: Builder;
  readonly processes: Processes;
  readonly traffic: Traffic;
  readonly exitHooks: ExitHooks;
  readonly timers: Timers;
  readonly reporter: Reporter;
}

export interface BuildRequest {
  readonly generation: number;
  readonly batch: Batch;
  /** Builds were cancelled again and again: this one is not, so it is to read what cannot change. */
  readonly steady?: true;
}

export interface Builder {
  /** Begins a build; `emit` is called exactly once, later, never from within this call. */
  start(request: BuildRequest, emit: (event: BuildEvent) => void): void;
  /** Ends that build with all its processes. A result that is already on its way may still be emitted instead. */
  cancel(generation: number): void;
}

export interface Processes {
  /**
   * Emits `process-started`, then maybe `process-unready` and `process-ready`, and after it `process-unhealthy` and `process-handed-over` (any number
   * of times), `process-exited`, and last, always, `process-gone`; before it `process-remained` if something of the run survived `kill`.
   */
  start(request: { readonly run: number; readonly artifact: Artifact }, emit: (event: ProcessEvent) => void): void;
  /** That signal to every member of the run. Safe to call for a run that is ending or gone. */
  terminate(run: number, signal: string): void;
  /**
   * SIGKILL to every member of the run. `dump`: a Go program is asked for its goroutines first. Safe to call for a run
   * that is ending or gone.
   */
  kill(run: number, how: { readonly dump: boolean }): void;
}

export interface Traffic {
  /** No new requests for that run; `done` is called when none is under way, at once if there is none now. */
  drain(run: number, done: () => void): void;
}

export interface ExitHooks {
  run(done: () => void): void;
  kill(): void;
}

export interface Timers {
  set(id: string, ms: number, fire: () => void): void;
  clear(id: string): void;
}

export interface Reporter {
  /** @param service whose report it is; absent: of the whole session */
  report(report: Report, service?: string): void;
}

/**
 * Runs the commands that a build is made of. Not a port of the machine: `process/` provides it,
 * `session/compose.ts` hands it to `go/`, which must not import `process/`.
 */
export interface CommandRunner {
  start(spec: CommandSpec): RunningCommand;
}

export interface CommandSpec {
  readonly command:
    /** The user's own shell text: `/bin/sh -c` (PowerShell on Windows). */
    | { readonly type: 'shell'; readonly line: string }
    | { readonly type: 'argv'; readonly file: string; readonly args: readonly string[] };
  /** Absolute. */
  readonly cwd: string;
  /** The complete environment, run id excepted. */
  readonly env: Readonly<Record<string, string>>;
  /** Whose it is and what, for the run id: `app/build-3`, `app/post_cmd`, `app/rule css`. */
  readonly label: string;
  /** Output as it comes, stdout and stderr in order of arrival. */
  readonly onOutput?: (text: string) => void;
  /**
   * Stdout goes here, whole and as it comes, and not into `output`, which is then stderr. For what is read rather than
   * shown, and may be longer than `output` can be.
   */
  readonly stdout?: (text: string) => void;
  /** It leaves the machine to everything else, as far as the system has such a thing. */
  readonly lowPriority?: true;
}

export interface RunningCommand {
  readonly pid: number | undefined;
  /** When the leader has ended and its output is read. Never rejects. */
  readonly ended: Promise<CommandResult>;
  /** How many processes of it live on. */
  leftRunning?(): number;
  /** Kills the whole group at once; resolves when no process of it is left. Safe after the end. */
  cancel(): Promise<void>;
}

export interface CommandResult {
  readonly end: ProcessEnd;
  /** stdout (unless it went elsewhere) and stderr in order of arrival; the oldest part is dropped beyond 4 MiB. */
  readonly output: string;
}
