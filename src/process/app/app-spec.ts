import type { Env } from '../../base/env.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import type { ReportOf } from '../../protocol/report.ts';
import type { Guardian } from '../guardian/guardian.ts';
import type { OutputRoom } from '../io/held-stream.ts';
import type { LivePlan, ReadyPlan } from '../probe/probe.ts';
import type { ListeningMemoryPlace } from '../ready/listening-memory.ts';
import type { HandedSockets } from '../sockets/held-sockets.ts';
import type { PipePool } from '../io/pipe-pool.ts';
import type { AppTtys } from '../tty/app-ttys.ts';
import type { ProcessTable } from '../tree/process-table.ts';
import type { TreeSweep } from '../tree/tree-sweep.ts';

/** The program to start for a run; a shell where the config has shell text. */
export interface AppSpec {
  readonly file: string;
  readonly args: readonly string[];
  /** What gorl built, where that is what is started, by itself or by a shell. */
  readonly binary?: string;
  /** More about why it could not be started than the system says. */
  readonly explain?: (file: string, code: string | undefined) => Diagnostic | undefined;
  /** Absolute. */
  readonly cwd: string;
  /** The complete environment, run id excepted. */
  readonly env: Env;
  /** What shows that it is ready. Default: it listens. */
  readonly ready?: ReadyPlan;
  /** What shows that it still answers. Default: nobody asks. */
  readonly live?: LivePlan;
  /** The port that it was told to listen on, in its environment. */
  readonly handedPort?: number;
  /** Sockets that are open already and that it takes over. */
  readonly sockets?: HandedSockets;
  /** gorl reads all that it writes, line by line: others write beside it. Default: false. */
  readonly lines?: true;
  /** It may have a terminal of its own. Default: true. */
  readonly tty?: boolean;
  /** Where it is kept whether that program listens. Default: nowhere, it is known for this session only. */
  readonly listening?: ListeningMemoryPlace;
}

export interface CrashReader {
  push(text: string): void;
  /** What it died of, going by its stderr; never rejects. */
  finish(end: ProcessEnd): Diagnostic | undefined | Promise<Diagnostic | undefined>;
}

/** What the machine asks for, and all that it takes. */
export interface AppRunRequest {
  readonly run: number;
  readonly artifact: Artifact;
  /** An error where there is none: the run fails with it. */
  readonly spec: AppSpec | Error;
  /** Reads the app's stderr for what it dies of. Default: nobody does. */
  readonly crash?: CrashReader;
}

/** See `process-dump`. */
type Goroutines = Omit<ReportOf<'process-dump'>, 'type' | 'run'>;

/** What the adapter of the `Processes` port is made of. */
export interface AppProcessesDeps {
  readonly sessionId: string;
  /** Whose runs these are. */
  readonly service: string;
  readonly guardian: Guardian;
  readonly reporter: Reporter;
  /** The Go runtime's dump → the goroutines that kept the app from stopping. */
  readonly goroutineReader?: (text: string) => Goroutines;
  /** Receives byte for byte what gorl reads of the app's stderr, or of its terminal. Default: gorl's own stderr. */
  readonly writeStderr?: (chunk: Buffer, run: number, spec: Pick<AppSpec, 'lines'>, isTerminal: boolean) => void;
  /** The same of the stdout of an app whose spec says `lines`. Default: gorl's own stdout. */
  readonly writeStdout?: (chunk: Buffer) => void;
  /** While there is none, that is not read. Default: there always is. */
  readonly stdoutRoom?: OutputRoom;
  /** While there is none, the app's stderr is not read. Default: there always is. */
  readonly stderrRoom?: OutputRoom;
  /** No process of a run lives any more: what they did to the terminal can be undone. Before the end is told; once or twice. */
  readonly onNobodyLeft?: (spec: Pick<AppSpec, 'lines'>) => void;
  /** The app's stdin where it has no terminal of its own: gorl's, or none (default). */
  readonly stdin?: 'inherit' | 'ignore';
  /** Terminals for the runs. Default: there are none. */
  readonly ttys?: AppTtys;
  /** The app's stdout: a file descriptor, or gorl's own (default). */
  readonly stdout?: number | 'inherit' | 'ignore';
  readonly table: ProcessTable | undefined;
  readonly sweep: TreeSweep;
  /** For the app's stderr. Default: node's own pipes. */
  readonly pipes?: PipePool;
}
