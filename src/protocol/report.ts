import type { Cause, FileChange } from './change.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { NamedProcess } from './process-end.ts';
import type { ShutdownReason } from './shutdown-reason.ts';
import type { ProcessEnd } from './process-end.ts';
import type { StopReason } from './process-end.ts';

/**
 * All that gorl says. Logic only ever emits one of these; the terminal lines and the NDJSON stream
 * are functions of it. A reporter adds `seq` and the time. All durations are in milliseconds.
 */
export type Report = SessionReport | BuildReport | RuleReport | ProcessReport | MessageReport;

export type SessionReport =
  | {
      readonly type: 'session-started';
      readonly version: string;
      /** e.g. `go1.26.8`; absent when the build is custom and needs no Go. */
      readonly go?: string;
      /** What is built: a package (`./cmd/api`) or the custom command. */
      readonly target: string;
      /** Absolute. */
      readonly root: string;
      /** Relative to where gorl was started; absent without a config file. */
      readonly config?: string;
      /** Words of the command line for the app; absent when there are none. */
      readonly args?: readonly string[];
      /** gorl's own pid. */
      readonly pid: number;
    }
  | {
      readonly type: 'watch-started';
      readonly directories: number;
      readonly files: number;
      readonly mode: 'events' | 'polling';
      readonly pollIntervalMs?: number;
      /** Why polling was chosen by itself, e.g. `NFS sends no events`. */
      readonly reason?: string;
      /** What is left out, for people: `.gitignore, tmp, vendor`. */
      readonly excluded: readonly string[];
    }
  /** Changes were taken up. `cancels` names the build they make worthless. */
  | { readonly type: 'files-changed'; readonly files: readonly FileChange[]; readonly cancels?: number }
  | { readonly type: 'nothing-to-do'; readonly reason: string; readonly files: readonly FileChange[] }
  | {
      readonly type: 'config-reloaded';
      readonly file: string;
      readonly changed: readonly string[];
      /** What is built from now on; absent when that is the same as before. */
      readonly target?: string;
    }
  | { readonly type: 'config-rejected'; readonly file: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: 'paused' }
  /** Changes while paused: they wait until it is resumed. */
  | { readonly type: 'files-held'; readonly files: readonly FileChange[] }
  | { readonly type: 'resumed' }
  | { readonly type: 'session-stopping'; readonly reason: ShutdownReason; readonly forced: boolean }
  | {
      readonly type: 'session-ended';
      readonly exitCode: number;
      readonly reason: ShutdownReason | { readonly type: 'error' };
    };

export type RuleReport =
  /** A `[[build.rules]]` command begins. */
  | {
      readonly type: 'rule-started';
      readonly rule: string;
      readonly command: string;
      readonly files: readonly FileChange[];
    }
  | {
      readonly type: 'rule-finished';
      readonly rule: string;
      readonly end: ProcessEnd;
      readonly durationMs: number;
      /** Problems that its output tells of. */
      readonly diagnostics: readonly Diagnostic[];
      /** What follows a success. */
      readonly next: 'none' | 'restart' | 'reload';
    }
  /** A newer change came: the command was killed and runs again. */
  | { readonly type: 'rule-superseded'; readonly rule: string }
  /** Its command writes what starts it: it is not run any more until somebody else saves such a file. */
  | {
      readonly type: 'rule-stopped';
      readonly rule: string;
      readonly files: readonly FileChange[];
      readonly runs: number;
    };

export type BuildReport =
  | { readonly type: 'build-started'; readonly generation: number; readonly cause: Cause; readonly savedAtMs?: number }
  /** A shell command of the user's begins: a hook, or the custom build command. */
  | { readonly type: 'command-started'; readonly name: 'pre_cmd' | 'cmd' | 'post_cmd'; readonly command: string }
  /** Text that such a command printed, as it came; lines that read as problems come with its failure, if it fails. */
  | {
      readonly type: 'command-output';
      readonly name: 'pre_cmd' | 'cmd' | 'post_cmd' | 'rule';
      /** Which rule, when it is one's. */
      readonly rule?: string;
      readonly text: string;
    }
  | {
      readonly type: 'command-failed';
      readonly name: 'pre_cmd' | 'post_cmd';
      readonly command: string;
      readonly end: ProcessEnd;
    }
  | {
      readonly type: 'build-succeeded';
      readonly generation: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'build-failed';
      readonly generation: number;
      readonly durationMs: number;
      readonly end: ProcessEnd;
      readonly diagnostics: readonly Diagnostic[];
      readonly output: string;
      /** The build that is still running; absent when nothing runs. */
      readonly stillServing?: number;
    }
  | { readonly type: 'build-cancelled'; readonly generation: number; readonly reason: 'change' | 'shutdown' };

export type ProcessReport =
  | { readonly type: 'process-started'; readonly run: number; readonly generation: number; readonly pid: number }
  | {
      readonly type: 'process-ready';
      readonly run: number;
      readonly generation: number;
      readonly pid: number;
      /** The first TCP port it listens on; absent when it listens on none (yet). */
      readonly port?: number;
      readonly ports: readonly number[];
      /** From spawn to ready; absent where no port shows when that is. */
      readonly startMs?: number;
      /**
       * From the save that led here, to the spawn where no port shows more; absent at the first start, after keys,
       * and when the save had to wait for the end of a pause.
       */
      readonly sinceSaveMs?: number;
      /** What led here took this long; absent where there was no such step. */
      readonly buildMs?: number;
      readonly stopMs?: number;
    }
  /** It lives, and is to listen, or may: it is ready when it does. */
  | { readonly type: 'process-running'; readonly run: number; readonly pid: number }
  /** A process that was called ready without a port began to listen. */
  | { readonly type: 'process-listening'; readonly run: number; readonly ports: readonly number[] }
  /** The app ended well and left its ports to another process, which is the app from here on. */
  | {
      readonly type: 'process-handed-over';
      readonly run: number;
      readonly generation: number;
      readonly from: number;
      readonly pid: number;
      readonly ports: readonly number[];
    }
  | { readonly type: 'process-stopping'; readonly run: number; readonly reason: StopReason; readonly signal: string }
  /** The grace is over and it still lives: it is killed now. */
  | { readonly type: 'process-stuck'; readonly run: number; readonly graceMs: number }
  /** What its goroutines were doing when the grace ran out. */
  | {
      readonly type: 'process-dump';
      readonly run: number;
      /** How many kept it from stopping, and of how many kinds they are. */
      readonly count: number;
      readonly kinds: number;
      /** A line per kind. */
      readonly goroutines: readonly string[];
    }
  | {
      readonly type: 'process-exited';
      readonly run: number;
      readonly generation: number;
      readonly end: ProcessEnd;
      readonly livedMs: number;
      /** gorl asked for it. */
      readonly expected: boolean;
      readonly forced: boolean;
      readonly stopMs: number;
      readonly leaked: readonly number[];
      readonly diagnostic?: Diagnostic;
      /** What happens next when it was not asked to end. */
      readonly next?:
        | { readonly type: 'wait-for-change' }
        | { readonly type: 'rerun'; readonly inMs: number }
        /** The binary is gone: it is built again. */
        | { readonly type: 'rebuild' }
        | { readonly type: 'shutdown' };
    }
  /** The next start waits for what is left of this run, and has done so for a moment. */
  | {
      readonly type: 'process-waiting';
      readonly run: number;
      readonly processes: readonly NamedProcess[];
      /** Not even SIGKILL ends them: only somebody else can. */
      readonly unkillable: boolean;
    }
  | { readonly type: 'port-in-use'; readonly run: number; readonly port: number; readonly holder?: PortHolder };

export interface PortHolder {
  readonly pid: number;
  readonly command: string;
  /** It carries a run id of gorl: `this` session, or `other` (a left-over, or a second gorl). */
  readonly gorl?: 'this' | 'other';
  /** The other gorl's pid, if it still lives. */
  readonly gorlPid?: number;
}

export type MessageReport =
  | {
      readonly type: 'notice';
      readonly level: 'info' | 'warning' | 'error' | 'debug';
      readonly message: string;
      readonly hint?: string;
    }
  /** Problems in what gorl read: config, env files, the machine. */
  | { readonly type: 'problems'; readonly diagnostics: readonly Diagnostic[] };
