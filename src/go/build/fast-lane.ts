import type { ProcessEnd } from '../../protocol/process-end.ts';
import type { CommandRunner, Reporter } from '../../engine/ports.ts';
import type { BuildCommands } from './build-commands.ts';
import type { Sources } from './sources.ts';
import type { SourceSnapshot } from './source-snapshot.ts';
import type { BuildPlan, OwnedPlan } from './build-plan.ts';

/** A faster way to the binary that go build would make. `go/lane` has it; see docs/architecture.md, "The fast lane". */
export interface FastLane {
  /**
   * Builds, if what changed since the last build is an ordinary edit. Rejects with what the file system has against it.
   *
   * @returns undefined while it knows nothing of the program
   */
  build(request: LaneRequest): Promise<LaneOutcome | undefined>;
  /** The go command would have to build, should that file (an absolute path) be all that was written. */
  leaves(path: string): boolean;
  /** That binary is good: there is something to learn of it, or to prove, as soon as there is time. */
  built(request: LaneRequest, built: LaneBuilt): void;
  /** Ends what it does while there is time. */
  interrupt(): void;
  /** Somebody else needs the machine: it does that later. */
  makeWay(): void;
  /** Ends, and resolves when nothing of it runs. Never rejects. */
  close(): Promise<void>;
}

export interface LaneRequest {
  readonly plan: Pick<BuildPlan, 'cwd' | 'env' | 'project'> & { readonly build: OwnedPlan };
  readonly generation: number;
  /** Absolute: the binary. */
  readonly path: string;
  /** Absolute: for what only this build reads. */
  readonly workDir: string;
  /** Of this build. */
  readonly commands: BuildCommands;
  /** What is to be read in the place of sources that are not still. Default: the sources. */
  readonly snapshot?: SourceSnapshot;
}

export interface LaneBuilt {
  /** The content part of its build ID. */
  readonly contentId: string | undefined;
  /** The go command made it, or the lane. */
  readonly by: 'go' | 'lane';
}

export type LaneOutcome =
  | { readonly type: 'built'; readonly contentId: string }
  /** `output` is the compiler's, as the go command would show it. */
  | { readonly type: 'failed'; readonly output: string; readonly end: ProcessEnd }
  /** The go command has to build. To be read after «not the fast lane: ». */
  | { readonly type: 'slow'; readonly reason: string };

export interface FastLaneOptions {
  readonly reporter: Reporter;
  /** What is written is compiled before a build asks for it. */
  readonly sources: Pick<Sources, 'observe'>;
  /** For that. */
  readonly commands: CommandRunner;
  /** For commands that nobody waits for. */
  readonly idleCommands: () => BuildCommands;
  /** Absolute, there: for archives, and what only the lane reads. */
  readonly makeDir: () => string;
  readonly after: (ms: number, fire: () => void) => () => void;
  /** Absolute; for a report of what went wrong. */
  readonly tmpDir: string;
  /** The program that runs is not what the go command makes of its sources: it has to be built again. */
  readonly onUnproven: () => void;
  /** Default: `app`. */
  readonly service: string;
}

/** Loaded with the first build that is over: no start is to read it. */
export type LoadFastLane = () => Promise<(options: FastLaneOptions) => FastLane>;
