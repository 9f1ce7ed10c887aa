import type { Batch } from '../batch.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import type { NamedProcess, ProcessEnd } from '../../protocol/process-end.ts';
import type { By } from '../../protocol/request.ts';
import type { ServiceEndReason } from '../../protocol/shutdown-reason.ts';
import type { Options } from './options.ts';

/**
 * Everything that can happen to a service, in the past tense. Events carry ids (generation = number
 * of a build, run = number of a process) and plain data, never objects, so that a session can be
 * written down as its list of events and replayed.
 */
export type Event =
  /** gorl is up and wants the first build. */
  | { readonly type: 'session-started' }
  /** Files changed (or a key, a config edit) and something is owed. */
  | { readonly type: 'files-changed'; readonly batch: Batch }
  | { readonly type: 'restart-requested'; readonly by: By }
  | { readonly type: 'rebuild-requested'; readonly by: By }
  | { readonly type: 'pause-toggled' }
  | { readonly type: 'config-changed'; readonly options: Options; readonly batch?: Batch }
  /** Services that it depends on are on their way; `on`: all of them by now, empty when none is. */
  | { readonly type: 'dependencies-changed'; readonly on: readonly string[] }
  /** A service that it depends on was started anew, and it is to follow. */
  | { readonly type: 'dependency-restarted'; readonly service: string }
  | BuildEvent
  | ProcessEvent
  | { readonly type: 'timer-fired'; readonly timer: TimerId }
  | { readonly type: 'exit-hooks-finished' }
  /** Ctrl-C, a signal, `q`. The second one overtakes everything graceful. */
  | { readonly type: 'shutdown-requested'; readonly reason: ServiceEndReason };

export type BuildEvent =
  | {
      readonly type: 'build-succeeded';
      readonly generation: number;
      readonly artifact: Artifact;
      readonly durationMs: number;
    }
  | {
      readonly type: 'build-failed';
      readonly generation: number;
      readonly diagnostics: readonly Diagnostic[];
      /** Output lines that are in no diagnostic, joined by newlines; '' when there are none. */
      readonly output: string;
      readonly end: ProcessEnd;
      readonly durationMs: number;
      /** The generator that failed, if it was one. */
      readonly generator?: string;
    }
  /** The answer to `cancel-build`: no process of that build is left. */
  | { readonly type: 'build-cancelled'; readonly generation: number };

export type ProcessEvent =
  | { readonly type: 'process-started'; readonly run: number; readonly pid: number }
  | {
      readonly type: 'process-ready';
      readonly run: number;
      readonly ports: readonly number[];
      readonly startMs: number;
      /** Where people reach it. */
      readonly addresses?: readonly string[];
      /** It listens where it was told to, and not where the next one will. */
      readonly isSwitchable?: boolean;
    }
  /** It was asked whether it is ready, and is not: one line that says what was asked and how it failed. */
  | { readonly type: 'process-unready'; readonly run: number; readonly reason: string }
  /** It was ready, and has not answered for too long: one line that says what was asked and how it failed. */
  | { readonly type: 'process-unhealthy'; readonly run: number; readonly reason: string }
  /** The answer to `drain`: no request is under way. */
  | { readonly type: 'process-drained'; readonly run: number }
  /** The leader ended well and another process of the run listens in its place: that one is the app from here on. */
  | {
      readonly type: 'process-handed-over';
      readonly run: number;
      readonly pid: number;
      readonly ports: readonly number[];
    }
  /** The leader ended; others of its group may still live. */
  | {
      readonly type: 'process-exited';
      readonly run: number;
      readonly end: ProcessEnd;
      readonly livedMs: number;
      /** A panic or fatal error found in its stderr. */
      readonly diagnostic?: Diagnostic;
    }
  /** SIGKILL did not end these: another user's, or in uninterruptible sleep. `process-gone` follows if they end. */
  | { readonly type: 'process-remained'; readonly run: number; readonly processes: readonly NamedProcess[] }
  /** No live member of the run remains. Always the last event of a run, also of one that never started. */
  | {
      readonly type: 'process-gone';
      readonly run: number;
      /** From the stop signal to here; 0 when it was not asked to stop. */
      readonly stopMs: number;
      readonly forced: boolean;
    };

/**
 * `grace:7` = run 7 has had its grace; `drain:7` = its last requests have had their time; `ready:7` = it should be ready
 * by now; `rerun` = the pause before an app is run again is over; `failure` = a failed
 * build must be told now, although the app that it stops is still there.
 */
export type TimerId = `${RunTimer}:${number}` | 'rerun' | 'failure';

export type RunTimer = 'grace' | 'drain' | 'ready';
