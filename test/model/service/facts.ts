import type { Batch } from '../../../src/engine/batch.ts';
import type { Event } from '../../../src/engine/service/event.ts';
import type { Options } from '../../../src/engine/service/options.ts';
import type { State } from '../../../src/engine/service/state.ts';
import type { Transition } from '../../../src/engine/service/transition.ts';
import { fail } from '../walk.ts';

/** The machine under test; a mutant has the same shape. */
export interface Machine {
  step(state: State, event: Event, nowMs: number): Transition;
  initialState(options: Options): State;
}

export interface BuildInWorld {
  readonly generation: number;
  /** Number of the last edit on disk when it began. */
  readonly edit: number;
  readonly startedAtMs: number;
  /** How long the noise had been ending builds when it began, in ms. */
  readonly noisyForMs: number;
  /** What was edited since it began can wait for its end. */
  onlyPatient: boolean;
  cancelled: boolean;
}

export interface RunInWorld {
  readonly run: number;
  readonly generation: number;
  readonly edit: number;
  readonly content: string;
  phase: 'spawned' | 'started' | 'ready';
  pid: number;
  /** It listens where it was told to. */
  obedient: boolean;
  draining: boolean;
  drained: boolean;
  asked: boolean;
  killed: boolean;
  remained: boolean;
  exited: boolean;
}

export const stepMs = 7;

/** What surrounds the machine, as the user sees it: edits, builds and processes, and nothing of its regions. */
export class Facts {
  readonly trace: string[] = [];
  state: State;
  now = 1_000;
  /** The tree: number of the last edit, and which of them change the binary. */
  edit = 0;
  content = 'c0';
  /** Edits the watcher has not reported yet (they are found at a build's end). */
  unreported: Batch | undefined;
  builds = new Map<number, BuildInWorld>();
  runs = new Map<number, RunInWorld>();
  artifacts = new Map<number, { edit: number; content: string }>();
  timers = new Set<string>();
  hooksRunning = false;
  shutdowns = 0;
  ended = 0;
  owedBuilds = 0;
  rebuildAsked = false;
  paused = false;
  /** Services that it depends on and that are on their way. */
  awaited: readonly string[] = [];
  newestSpawned = 0;
  /** Reasons that allow ending a live process; each names what the user did or what happened. */
  mayStop = new Set<string>();
  restartOwedSince: number | undefined;
  newestRun = 0;
  failedLast = false;
  /** stop_on_error: a build failed, and since then none has succeeded and nobody has asked for a restart. */
  stoppedByFailure = false;
  /** The build that failed and was not told of yet. */
  untold: number | undefined;
  /** Number of the newest build that succeeded and was not cancelled. */
  newestBuilt = 0;
  identicalSince = false;
  /** Files edited while paused; they wait for the resume, or for a rebuild that the user asks for. */
  readonly heldBack = new Set<string>();
  /** When the noise first ended a build, since a build was let to its end. */
  noiseSinceMs: number | undefined;
  lastNoiseMs = 0;
  readonly contents = new Map<number, string>([[0, 'c0']]);
  /** The newest run that could not be started: it is not tried again until something changes. */
  notStarted = 0;
  /** The run after whose end `rerun` was switched: what is switched on then counts from the next end. */
  rerunSwitchedAfter = 0;
  readonly ranGenerations = new Set<number>();
  readonly ranContents = new Set<string>();
  /** Programs that ended without being asked: start-first keeps the older one when the newer dies. */
  readonly diedByItself = new Set<string>();
  /** Runs that hung, each to be started again; with the newest run at that time. */
  readonly unhealthy = new Map<number, number>();
  readonly newlyAsked = new Set<number>();
  /** The timer that is over right now. */
  firing: string | undefined;
  /** An env file was saved while paused: the newest run at that time, which has not read it. */
  restartHeld: number | undefined;

  readonly machine: Machine;
  options: Options;

  constructor(machine: Machine, options: Options) {
    this.machine = machine;
    this.options = options;
    this.state = machine.initialState(options);
  }

  fail(message: string): never {
    return fail(message, this.trace);
  }
}

export function oweRestart(w: Facts): void {
  if (w.shutdowns > 0) return;
  w.mayStop.add('asked');
  w.restartOwedSince = w.newestRun;
  w.stoppedByFailure = false;
  // A restart is no reason to build: only where there is nothing to start, and no build that may still make it.
  if (w.newestBuilt === 0 && w.builds.size === 0) w.owedBuilds++;
}

/** What was held back is taken up: a process that was started since has read the env file already. */
export function takeHeldRestart(w: Facts): void {
  const since = w.restartHeld;
  w.restartHeld = undefined;
  if (since === undefined) return;
  if (since === w.newestRun) return oweRestart(w);
  w.mayStop.add('asked');
  w.stoppedByFailure = false;
}

export function leaveWhatRemained(w: Facts): void {
  for (const run of w.runs.values()) if (run.remained) w.runs.delete(run.run);
}

export function contentAt(w: Facts, edit: number): string {
  for (let at = edit; at >= 0; at--) {
    const known = w.contents.get(at);
    if (known !== undefined) return known;
  }
  return 'c0';
}
