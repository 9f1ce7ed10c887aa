import type { Cause } from '../../protocol/change.ts';
import type { Batch } from '../batch.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import type { ServiceEndReason } from '../../protocol/shutdown-reason.ts';
import { noInterruptions, type Interruptions } from './interruptions.ts';
import type { Options } from './options.ts';
import type { ProcessEnd, StopReason } from '../../protocol/process-end.ts';
import type { ReportOf } from '../../protocol/report.ts';

/** A build that failed, without what still runs: that is looked at when it is told. */
export type BuildFailed = Omit<ReportOf<'build-failed'>, 'stillServing'>;

export interface State {
  readonly options: Options;
  readonly lifecycle: Lifecycle;
  readonly paused: boolean;
  /** What is owed since the last build started. */
  readonly dirty: Batch | undefined;
  /** File changes that arrived while paused. */
  readonly held: Batch | undefined;
  readonly build: Build;
  readonly interruptions: Interruptions;
  /** The newest successful build. */
  readonly artifact: Artifact | undefined;
  /** The newest build that a process was seen to run: its binary was there. 0 for none. */
  readonly ranGeneration: number;
  /** The newest artifact is to be started (again) as soon as the order allows it. */
  readonly wanted: Wanted | undefined;
  /** Services that it depends on and that are on their way: until they are ready, nothing is started. */
  readonly awaited: readonly string[];
  /** That something waits for them was told. */
  readonly awaitTold: boolean;
  /** A failed build was to be followed by a restart even if the binary is the same; it still is. */
  readonly restartOwed: boolean;
  readonly current: Instance | undefined;
  /** start-first only: the next instance, not ready yet. */
  readonly candidate: Instance | undefined;
  /** A failure that is told once the app that it stops is gone, or soon at the latest. */
  readonly untold: BuildFailed | undefined;
  /** How often in a row the app ended young by itself; decides the rerun pause. */
  readonly shortLives: number;
  readonly nextGeneration: number;
  readonly nextRun: number;
}

/** The way from the save to the process so far, for the `ready` line. */
export interface Timing {
  readonly savedAtMs?: number;
  readonly buildMs?: number;
  readonly stopMs?: number;
}

export interface Wanted {
  readonly timing: Timing;
  /** Why it is started again although nothing was built. */
  readonly cause?: Cause;
  /** Also while the next build runs: what changed since could wait. */
  readonly now?: true;
}

export type Lifecycle =
  | { readonly id: 'up' }
  | {
      readonly id: 'stopping';
      readonly reason: ServiceEndReason;
      readonly forced: boolean;
      readonly exitHooks: 'owed' | 'running' | 'done';
    }
  | { readonly id: 'down' };

export type Build =
  | { readonly id: 'idle' }
  /** `steady`: files that change without end do not cancel it. */
  | { readonly id: 'building'; readonly generation: number; readonly batch: Batch; readonly steady: boolean }
  | { readonly id: 'cancelling'; readonly generation: number };

/** A process (group) that gorl started; `undefined` in its place means gone. */
export type Instance = InstanceFacts &
  (
    | { readonly id: 'starting' }
    | { readonly id: 'ready' }
    /** It gets no new requests, and what is under way may finish; `hasGrace`: its grace runs already. */
    | { readonly id: 'draining'; readonly why: StopReason; readonly cause?: Cause; readonly hasGrace: boolean }
    /** The stop signal is out. */
    | { readonly id: 'stopping'; readonly why: StopReason }
    /** SIGKILL is out; what `remained` after it can only be waited for. */
    | { readonly id: 'killing'; readonly why: StopReason; readonly remained?: readonly number[] }
  );

export type Ending = Extract<Instance, { readonly why: StopReason }>;

export interface InstanceFacts {
  readonly run: number;
  readonly artifact: Artifact;
  readonly timing: Timing;
  readonly pid?: number;
  /** It listens where it was told to: another one can be started beside it. Known once it is ready. */
  readonly isSwitchable?: boolean;
  /** What it was asked last, and why it does not count as ready. */
  readonly unready?: string;
  /** Set once the leader has ended. */
  readonly exit?: Exit;
}

export interface Exit {
  readonly end: ProcessEnd;
  readonly livedMs: number;
  readonly diagnostic?: Diagnostic;
  /** The pause before it is run again; absent when it is not. */
  readonly rerunInMs?: number;
}

/** @param awaited see `State` */
export function initialState(options: Options, awaited: readonly string[] = []): State {
  return {
    options,
    lifecycle: { id: 'up' },
    paused: false,
    dirty: undefined,
    held: undefined,
    build: { id: 'idle' },
    interruptions: noInterruptions,
    artifact: undefined,
    ranGeneration: 0,
    wanted: undefined,
    awaited,
    awaitTold: false,
    restartOwed: false,
    current: undefined,
    candidate: undefined,
    untold: undefined,
    shortLives: 0,
    nextGeneration: 1,
    nextRun: 1,
  };
}
