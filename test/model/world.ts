import type { Batch } from '../../src/engine/batch.ts';
import type { Effect } from '../../src/engine/service/effect.ts';
import type { Event } from '../../src/engine/service/event.ts';
import type { ShutdownReason } from '../../src/protocol/shutdown-reason.ts';
import type { Artifact } from '../../src/protocol/artifact.ts';
import type { Options } from '../../src/engine/service/options.ts';
import type { State } from '../../src/engine/service/state.ts';
import type { Transition } from '../../src/engine/service/transition.ts';

/** The machine under test; a mutant has the same shape. */
export interface Machine {
  step(state: State, event: Event, nowMs: number): Transition;
  initialState(options: Options): State;
}

interface BuildInWorld {
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

interface RunInWorld {
  readonly run: number;
  readonly generation: number;
  readonly edit: number;
  readonly content: string;
  phase: 'spawned' | 'started' | 'ready';
  pid: number;
  asked: boolean;
  killed: boolean;
  remained: boolean;
  exited: boolean;
}

const stepMs = 7;

/** Something the world can do next, and how it does it. */
export interface Move {
  readonly name: string;
  readonly weight: number;
  readonly act: () => void;
}

/**
 * What surrounds the machine, and the oracle. The oracle speaks the user's language: it counts edits,
 * processes and builds, and knows nothing of the machine's regions.
 */
export class World {
  readonly trace: string[] = [];
  private state: State;
  private now = 1_000;
  /** The tree: number of the last edit, and which of them change the binary. */
  private edit = 0;
  private content = 'c0';
  /** Edits the watcher has not reported yet (they are found at a build's end). */
  private unreported: Batch | undefined;
  private builds = new Map<number, BuildInWorld>();
  private runs = new Map<number, RunInWorld>();
  private artifacts = new Map<number, { edit: number; content: string }>();
  private timers = new Set<string>();
  private hooksRunning = false;
  private shutdowns = 0;
  private ended = 0;
  private owedBuilds = 0;
  private rebuildAsked = false;
  private paused = false;
  private newestSpawned = 0;
  /** Reasons that allow ending a live process; each names what the user did or what happened. */
  private mayStop = new Set<string>();
  private restartOwedSince: number | undefined;
  private newestRun = 0;
  private failedLast = false;
  /** stop_on_error: a build failed, and since then none has succeeded and nobody has asked for a restart. */
  private stoppedByFailure = false;
  /** The build that failed and was not told of yet. */
  private untold: number | undefined;
  /** Number of the newest build that succeeded and was not cancelled. */
  private newestBuilt = 0;
  private identicalSince = false;

  private readonly machine: Machine;
  private readonly options: Options;

  constructor(machine: Machine, options: Options) {
    this.machine = machine;
    this.options = options;
    this.state = machine.initialState(options);
    this.owedBuilds = 1;
    this.send({ type: 'session-started' });
  }

  moves(): Move[] {
    const moves: Move[] = [
      { name: 'edit', weight: 6, act: () => this.editFile(false, true) },
      { name: 'edit-same-binary', weight: 3, act: () => this.editFile(true, true) },
      { name: 'edit-page', weight: 2, act: () => this.editPage() },
      { name: 'edit-noise', weight: 3, act: () => this.editNoise() },
      { name: 'restart', weight: 1, act: () => this.requestRestart() },
      { name: 'rebuild', weight: 2, act: () => this.requestRebuild() },
      { name: 'env-change', weight: 1, act: () => this.changeEnvironment() },
      { name: 'pause', weight: 1, act: () => this.togglePause() },
      { name: 'shutdown', weight: this.shutdowns === 0 ? 0.3 : 1, act: () => this.shutdown() },
    ];
    if (this.builds.size > 0) moves.push({ name: 'edit-unnoticed', weight: 1, act: () => this.editFile(false, false) });
    for (const build of this.builds.values()) moves.push(...this.buildMoves(build));
    for (const run of this.runs.values()) moves.push(...this.runMoves(run));
    for (const timer of this.timers) moves.push({ name: `timer ${timer}`, weight: 2, act: () => this.fire(timer) });
    if (this.hooksRunning) moves.push({ name: 'hooks-finished', weight: 2, act: () => this.finishHooks() });
    return moves;
  }

  /** The user goes for a coffee: nothing new happens, everything under way comes to its good end. */
  settle(): void {
    if (this.paused) this.togglePause();
    for (let turn = 0; turn < 500; turn++) {
      const move = this.benignMove();
      if (move === undefined) return this.checkSettled();
      move();
    }
    this.fail('does not come to rest');
  }

  private benignMove(): (() => void) | undefined {
    for (const build of this.builds.values())
      return () => (build.cancelled ? this.cancelled(build) : this.succeed(build));
    if (this.hooksRunning) return () => this.finishHooks();
    for (const run of this.runs.values()) {
      if (run.exited) return () => this.gone(run);
      if (run.asked || run.killed) return () => this.exit(run, 0);
      if (run.phase === 'spawned') return () => this.started(run);
      if (run.phase === 'started') return () => this.ready(run);
    }
    for (const timer of this.timers) return () => this.fire(timer);
    return undefined;
  }

  private buildMoves(build: BuildInWorld): Move[] {
    if (build.cancelled) {
      return [
        { name: `cancelled ${build.generation}`, weight: 4, act: () => this.cancelled(build) },
        { name: `late-success ${build.generation}`, weight: 1, act: () => this.succeed(build) },
        { name: `late-failure ${build.generation}`, weight: 1, act: () => this.failBuild(build) },
      ];
    }
    return [
      { name: `built ${build.generation}`, weight: 5, act: () => this.succeed(build) },
      { name: `build-failed ${build.generation}`, weight: 2, act: () => this.failBuild(build) },
    ];
  }

  private runMoves(run: RunInWorld): Move[] {
    const moves: Move[] = [];
    const { phase, exited } = run;
    if (!exited) {
      if (phase === 'spawned') moves.push({ name: `started ${run.run}`, weight: 4, act: () => this.started(run) });
      if (phase === 'spawned' && !run.asked && !run.killed)
        moves.push({ name: `missing ${run.run}`, weight: 0.7, act: () => this.missing(run) });
      if (phase === 'started') moves.push({ name: `ready ${run.run}`, weight: 4, act: () => this.ready(run) });
      if (phase !== 'spawned') moves.push({ name: `hand-over ${run.run}`, weight: 0.7, act: () => this.handOver(run) });
      moves.push({
        name: `exit ${run.run}`,
        weight: run.asked || run.killed ? 4 : 0.7,
        act: () => this.exit(run, run.run % 2),
      });
    } else moves.push({ name: `gone ${run.run}`, weight: 4, act: () => this.gone(run) });
    if (run.killed && !run.remained)
      moves.push({ name: `remains ${run.run}`, weight: 0.5, act: () => this.remain(run) });
    return moves;
  }

  // --- what happens -------------------------------------------------------------------------------

  private editFile(sameBinary: boolean, noticed: boolean): void {
    this.edit++;
    for (const build of this.builds.values()) build.onlyPatient = false;
    if (!sameBinary) this.content = `c${this.edit}`;
    const batch = this.fileBatch();
    if (!noticed) {
      this.unreported = batch;
      return;
    }
    if (this.shutdowns === 0) this.owedBuilds++;
    if (this.paused && this.shutdowns === 0) this.heldBack.add(`/m/${this.edit}.go`);
    this.send({ type: 'files-changed', batch });
  }

  /** Files edited while paused; they wait for the resume, or for a rebuild that the user asks for. */
  private readonly heldBack = new Set<string>();

  /** A file that the app reads, and the binary may hold: it waits for the build that runs. */
  private editPage(): void {
    this.edit++;
    if (this.edit % 2 === 0) this.content = `c${this.edit}`;
    if (this.shutdowns === 0) {
      this.owedBuilds++;
      this.mayStop.add('page');
      if (!this.paused) this.restartOwedSince = this.newestRun;
    }
    const path = `/m/${this.edit}.html`;
    if (this.paused && this.shutdowns === 0) this.heldBack.add(path);
    const before = this.cancelledBuilds();
    this.send({
      type: 'files-changed',
      batch: { ...this.fileBatch(path), action: 'rebuild-and-restart', mayWait: true },
    });
    if (this.cancelledBuilds() > before && this.shutdowns === 0)
      this.fail('a build is cancelled for what is no input of it');
  }

  /** One Go file that a program writes again and again. */
  private editNoise(): void {
    this.edit++;
    this.content = `c${this.edit}`;
    if (this.shutdowns === 0) this.owedBuilds++;
    const running = [...this.builds.values()].find((build) => !build.cancelled);
    const mustWait =
      running !== undefined && this.shutdowns === 0 && !this.paused && running.noisyForMs >= this.options.patienceMs;
    if (running !== undefined && !mustWait) running.onlyPatient = false;
    if (this.builds.size > 0 && !this.paused && this.shutdowns === 0) this.noiseSinceMs ??= this.now + stepMs;
    const before = this.cancelledBuilds();
    this.send({ type: 'files-changed', batch: this.fileBatch('/m/noise.go') });
    if (!this.paused && this.shutdowns === 0 && this.builds.size > 0) this.lastNoiseMs = this.now;
    if (mustWait && this.cancelledBuilds() > before) this.fail('a file that changes without end cancels every build');
  }

  /** When the noise first ended a build, since a build was let to its end. */
  private noiseSinceMs: number | undefined;
  private lastNoiseMs = 0;

  private letThrough({ cancelled, startedAtMs }: BuildInWorld): void {
    if (!cancelled && this.lastNoiseMs <= startedAtMs) this.noiseSinceMs = undefined;
  }

  private cancelledBuilds(): number {
    return [...this.builds.values()].filter((build) => build.cancelled).length;
  }

  private fileBatch(path = `/m/${this.edit}.go`): Batch {
    return {
      action: 'rebuild',
      cause: { type: 'files', files: [{ path, rel: path, kind: 'modified' }] },
      savedAtMs: this.now,
    };
  }

  private changeEnvironment(): void {
    this.oweRestart();
    this.send({
      type: 'config-changed',
      options: this.options,
      batch: { action: 'restart', cause: { type: 'config' } },
    });
  }

  private requestRestart(): void {
    this.oweRestart();
    this.send({ type: 'restart-requested', by: { type: 'key', key: 'r' } });
  }

  private requestRebuild(): void {
    this.oweRestart();
    this.owedBuilds++;
    this.rebuildAsked = true;
    this.heldBack.clear();
    this.send({ type: 'rebuild-requested', by: { type: 'key', key: 'b' } });
  }

  private oweRestart(): void {
    if (this.shutdowns > 0) return;
    this.mayStop.add('asked');
    this.restartOwedSince = this.newestRun;
    this.stoppedByFailure = false;
    // A restart is no reason to build: only where there is nothing to start, and no build that may still make it.
    if (this.newestBuilt === 0 && this.builds.size === 0) this.owedBuilds++;
  }

  private togglePause(): void {
    if (this.shutdowns === 0) this.paused = !this.paused;
    this.heldBack.clear();
    this.send({ type: 'pause-toggled' });
  }

  private shutdown(): void {
    this.shutdowns++;
    this.mayStop.add('shutdown');
    this.leaveWhatRemained();
    this.send({ type: 'shutdown-requested', reason: { type: 'request', by: { type: 'signal', signal: 'SIGINT' } } });
    if ([...this.builds.values()].some((build) => !build.cancelled))
      this.fail('a build goes on after the shutdown was asked for');
    if (this.shutdowns > 1 && [...this.runs.values()].some((run) => !run.killed && !run.exited))
      this.fail('the second request does not kill');
  }

  private succeed(build: BuildInWorld): void {
    if (this.lookCancels(build)) return this.cancelled(build);
    this.builds.delete(build.generation);
    const { generation } = build;
    // go reads the tree at some time between start and end; what counts is the tree at the start.
    const content = this.contentAt(build.edit);
    this.artifacts.set(generation, { edit: build.edit, content });
    if (!build.cancelled) {
      this.failedLast = false;
      this.newestBuilt = generation;
      this.stoppedByFailure = false;
      this.mayStop.add('built');
      this.identicalSince =
        this.runs.size === 1 &&
        [...this.runs.values()].some((run) => !run.exited && !run.asked && !run.killed && run.content === content);
    }
    this.letThrough(build);
    const artifact: Artifact = { generation, path: `/tmp/${generation}`, contentId: content };
    this.send({
      type: 'build-succeeded',
      generation,
      artifact,
      durationMs: 5,
    });
    if (!build.cancelled) this.checkGoesLive(build, content);
  }

  /** Nothing that changed since asks for anything else first. */
  private checkGoesLive({ generation, onlyPatient, cancelled }: BuildInWorld, content: string): void {
    if (!onlyPatient || cancelled || this.shutdowns > 0 || this.ended > 0) return;
    const runs = [...this.runs.values()];
    const inTheWay = runs.some((run) => run.asked || run.killed || run.exited);
    if (!inTheWay && !runs.some((run) => run.generation === generation || run.content === content))
      this.fail('a build that was let through does not go live');
  }

  private readonly contents = new Map<number, string>([[0, 'c0']]);

  private contentAt(edit: number): string {
    for (let at = edit; at >= 0; at--) {
      const known = this.contents.get(at);
      if (known !== undefined) return known;
    }
    return 'c0';
  }

  private failBuild(build: BuildInWorld): void {
    if (this.lookCancels(build)) return this.cancelled(build);
    this.builds.delete(build.generation);
    if (!build.cancelled) {
      this.failedLast = true;
      if (this.options.stopOnError) this.mayStop.add('failed');
    }
    this.letThrough(build);
    if (!build.cancelled) this.untold = build.generation;
    if (!build.cancelled) this.stoppedByFailure = this.options.stopOnError;
    this.send({
      type: 'build-failed',
      generation: build.generation,
      diagnostics: [],
      output: '',
      end: { type: 'code', code: 1 },
      durationMs: 5,
    });
  }

  private cancelled(build: BuildInWorld): void {
    this.builds.delete(build.generation);
    this.send({ type: 'build-cancelled', generation: build.generation });
  }

  /** The builder looks at the sources before it tells its result: what is found there may be why nobody wants that. */
  private lookCancels(build: BuildInWorld): boolean {
    const found = this.unreported;
    this.unreported = undefined;
    if (found === undefined || build.cancelled) return false;
    if (this.shutdowns === 0) {
      this.owedBuilds++;
      if (this.paused && found.cause.type === 'files')
        for (const { path } of found.cause.files) this.heldBack.add(path);
    }
    this.send({ type: 'files-changed', batch: found });
    return build.cancelled;
  }

  private started(run: RunInWorld): void {
    run.phase = 'started';
    this.ranGenerations.add(run.generation);
    this.ranContents.add(run.content);
    this.send({ type: 'process-started', run: run.run, pid: 1000 + run.run });
  }

  private ready(run: RunInWorld): void {
    run.phase = 'ready';
    if (run.run === this.newestRun && this.runs.size > 1) this.mayStop.add('a newer one is ready');
    this.send({ type: 'process-ready', run: run.run, ports: [8080], startMs: 3 });
  }

  /** Its leader ends with 0, and another of its processes carries on: nothing has ended for the user. */
  private handOver(run: RunInWorld): void {
    run.pid += 1000;
    const { asked, killed } = run;
    this.send({ type: 'process-handed-over', run: run.run, pid: run.pid, ports: [8080] });
    if (run.asked !== asked || run.killed !== killed) this.fail('a successor is stopped');
  }

  private exit(run: RunInWorld, code: number): void {
    run.exited = true;
    if (!run.asked) this.diedByItself.add(run.content);
    this.mayStop.add(`exited ${run.run}`);
    this.send({ type: 'process-exited', run: run.run, end: { type: 'code', code }, livedMs: 100 });
  }

  /** Somebody removed the binary before it was started. */
  private missing(run: RunInWorld): void {
    run.exited = true;
    this.notStarted = Math.max(this.notStarted, run.run);
    this.diedByItself.add(run.content);
    this.mayStop.add(`exited ${run.run}`);
    const newest = run.generation === this.newestBuilt && [...this.runs.keys()].every((other) => other <= run.run);
    const waits = newest && this.shutdowns === 0 && !this.options.once && this.builds.size === 0;
    if (waits && this.ranContents.has(run.content)) {
      this.owedBuilds++;
      // Nothing but a build of the whole tree, held back or not, can help.
      this.heldBack.clear();
    }
    this.send({
      type: 'process-exited',
      run: run.run,
      end: { type: 'spawn-failed', message: 'no such file', missing: true },
      livedMs: 0,
    });
    if (waits && this.ranGenerations.has(run.generation)) {
      if (this.builds.size === 0) this.fail('a binary that was there and is gone is not built again');
      this.oweRestart();
    }
  }

  /** The newest run that could not be started: it is not tried again until something changes. */
  private notStarted = 0;
  private readonly ranGenerations = new Set<number>();
  private readonly ranContents = new Set<string>();

  /** Programs that ended without being asked: start-first keeps the older one when the newer dies. */
  private readonly diedByItself = new Set<string>();

  /** Not even SIGKILL ends it: it counts as running until it is gone, unless gorl leaves. */
  private remain(run: RunInWorld): void {
    run.remained = true;
    if (this.shutdowns > 0 || this.options.once) this.runs.delete(run.run);
    this.send({ type: 'process-remained', run: run.run, processes: [{ pid: run.pid, command: 'x' }] });
  }

  private leaveWhatRemained(): void {
    for (const run of this.runs.values()) if (run.remained) this.runs.delete(run.run);
  }

  private gone(run: RunInWorld): void {
    this.runs.delete(run.run);
    this.send({ type: 'process-gone', run: run.run, stopMs: 1, forced: run.killed });
    if (this.timers.has(`grace:${run.run}`)) this.fail(`the grace timer of run ${run.run} outlives it`);
  }

  private fire(timer: string): void {
    this.timers.delete(timer);
    if (timer.startsWith('grace:')) this.mayStop.add(`grace ${timer}`);
    this.send({ type: 'timer-fired', timer: timer as 'rerun' });
    const run = this.runs.get(Number(timer.slice('grace:'.length)));
    if (run !== undefined && !run.killed) this.fail('the grace is over and nothing is killed');
  }

  private finishHooks(): void {
    this.hooksRunning = false;
    this.send({ type: 'exit-hooks-finished' });
  }

  // --- what the machine asks for --------------------------------------------------------------------

  private send(event: Event): void {
    this.contents.set(this.edit, this.content);
    this.now += stepMs;
    this.trace.push(
      event.type + ('generation' in event ? ` g${event.generation}` : 'run' in event ? ` r${event.run}` : ''),
    );
    if (this.ended > 0) {
      const after = this.machine.step(this.state, event, this.now);
      if (after.effects.length > 0) this.fail('effects after the end of the session');
      return;
    }
    const { state, effects } = this.machine.step(this.state, event, this.now);
    this.state = state;
    for (const effect of effects) this.carryOut(effect);
  }

  private carryOut(effect: Effect): void {
    if (effect.type !== 'report')
      this.trace.push(
        `  → ${effect.type}${'generation' in effect ? ` g${effect.generation}` : 'run' in effect ? ` r${effect.run}` : ''}`,
      );
    switch (effect.type) {
      case 'start-build':
        return this.checkBuildStart(effect);
      case 'cancel-build': {
        const build = this.builds.get(effect.generation);
        if (build?.cancelled) this.fail('cancels a build twice');
        if (build !== undefined) build.cancelled = true;
        return;
      }
      case 'spawn':
        return this.checkSpawn(effect);
      case 'terminate':
      case 'kill':
        return this.checkStop(effect.type, effect.run);
      case 'set-timer':
        if (effect.ms < 0 || !Number.isFinite(effect.ms)) this.fail('a timer without a time');
        this.timers.add(effect.timer);
        return;
      case 'clear-timer':
        this.timers.delete(effect.timer);
        return;
      case 'run-exit-hooks':
        if (this.shutdowns === 0) this.fail('exit hooks without a shutdown');
        if ([...this.runs.values()].some((run) => run.asked && !run.exited && this.newlyAsked.has(run.run)))
          this.fail('the app was stopped before the exit hooks ran');
        this.hooksRunning = true;
        return;
      case 'kill-exit-hooks':
        if (this.shutdowns < 2) this.fail('exit hooks are killed at the first request');
        return;
      case 'service-stopping':
        return this.checkStopping(effect.reason);
      case 'service-down':
        return this.checkEnd();
      case 'report':
        return this.checkReport(effect.report);
    }
  }

  private readonly newlyAsked = new Set<number>();

  private checkBuildStart(effect: Effect & { type: 'start-build' }): void {
    if (this.builds.size > 0) this.fail('two builds at a time');
    if (this.shutdowns > 0) this.fail('a build starts after the shutdown was asked for');
    if (this.owedBuilds === 0) this.fail('a build for nothing');
    if (this.untold !== undefined) this.fail('a build starts before the failure of the last is told');
    const { cause } = effect.batch;
    if (
      cause.type === 'files' &&
      this.restartOwedSince === undefined &&
      !this.rebuildAsked &&
      cause.files.every(({ path }) => this.heldBack.has(path))
    )
      this.fail('builds a change that was made while paused');
    this.owedBuilds = 0;
    this.rebuildAsked = false;
    this.heldBack.clear();
    this.builds.set(effect.generation, {
      generation: effect.generation,
      edit: this.edit,
      startedAtMs: this.now,
      noisyForMs: this.noiseSinceMs === undefined ? 0 : this.lastNoiseMs - this.noiseSinceMs,
      onlyPatient: true,
      cancelled: false,
    });
  }

  private checkSpawn(effect: Effect & { type: 'spawn' }): void {
    if (this.shutdowns > 0) this.fail('a process starts after the shutdown was asked for');
    if (this.stoppedByFailure) this.fail('something is started although the build failed and stop_on_error is set');
    const limit = this.options.order === 'stop-first' ? 1 : 2;
    if (this.runs.size >= limit) this.fail(`${this.runs.size + 1} processes at a time`);
    const made = this.artifacts.get(effect.artifact.generation);
    if (made === undefined) return this.fail('runs what was never built');
    if (made.edit < this.newestSpawned) this.fail('an older result replaces a newer one');
    this.newestSpawned = made.edit;
    this.newestRun = effect.run;
    // A page that was edited before this process began may have been taken together with what was edited after.
    const pageOwed = this.owedBuilds > 0 || this.builds.size > 0;
    this.mayStop = new Set(
      [...this.mayStop].filter((reason) => reason === 'shutdown' || (reason === 'page' && pageOwed)),
    );
    if (this.restartOwedSince !== undefined && effect.run > this.restartOwedSince) this.restartOwedSince = undefined;
    this.runs.set(effect.run, {
      run: effect.run,
      generation: effect.artifact.generation,
      ...made,
      phase: 'spawned',
      pid: 1000 + effect.run,
      asked: false,
      killed: false,
      remained: false,
      exited: false,
    });
  }

  private checkStop(how: 'terminate' | 'kill', number: number): void {
    const run = this.runs.get(number);
    if (run === undefined) return this.fail(`${how} of a run that is gone`);
    if (how === 'kill') {
      const due = this.options.graceMs === 0 || this.shutdowns > 1 || this.mayStop.has(`grace grace:${number}`);
      if (!due) this.fail('killed before its grace was over');
      run.killed = true;
    }
    if (run.asked && how === 'terminate') this.fail('asked to stop twice');
    const reasons = [...this.mayStop].filter(
      (reason) => !reason.startsWith('grace ') && !(reason.startsWith('exited') && reason !== `exited ${number}`),
    );
    if (!run.exited && !run.asked && reasons.length === 0) this.fail('a live process is stopped without a reason');
    if (!run.exited && !run.asked && this.identicalSince && reasons.every((reason) => reason === 'built'))
      this.fail('restarted for an identical binary');
    if (this.shutdowns === 0 && this.hooksRunning) this.fail('exit hooks run while up');
    if (this.shutdowns === 1 && this.options.exitHooks && this.hooksRunning && !run.exited && !run.asked)
      this.fail('the app is stopped while the exit hooks run');
    if (this.shutdowns > 0) this.newlyAsked.add(number);
    run.asked = true;
  }

  private checkReport(
    report: Effect extends infer E ? (E extends { type: 'report'; report: infer R } ? R : never) : never,
  ): void {
    if ('generation' in report && report.generation === this.untold && report.type.startsWith('build-'))
      this.untold = undefined;
    if (report.type === 'process-ready' && report.pid !== this.runs.get(report.run)?.pid)
      this.fail('says the wrong process is ready');
    if (report.type !== 'build-failed') return;
    if (report.stillServing === undefined && this.options.stopOnError && !this.options.once && this.runs.size > 0)
      this.fail('says that nothing runs before it is gone');
    const serving = [...this.runs.values()].find((run) => !run.exited && !run.asked && !run.killed);
    if (!this.options.stopOnError && (report.stillServing !== undefined) !== (serving !== undefined))
      this.fail('says the wrong thing about what still runs');
  }

  private checkStopping(reason: ShutdownReason): void {
    if (reason.type !== 'once') return;
    if (!this.options.once) this.fail('ends by itself without --once');
    this.shutdowns = Math.max(this.shutdowns, 1);
    this.mayStop.add('shutdown');
    this.leaveWhatRemained();
  }

  private checkEnd(): void {
    this.ended++;
    if (this.ended > 1) this.fail('the session ends twice');
    if (this.shutdowns === 0 && !this.options.once) this.fail('the session ends although nobody asked');
    if (this.builds.size > 0 || this.runs.size > 0) this.fail('something outlives the session');
    if (this.options.exitHooks && this.hooksRunning && this.shutdowns < 2)
      this.fail('the session ends while exit hooks run');
  }

  private checkSettled(): void {
    if (this.untold !== undefined) this.fail('a failure is never told');
    if (this.options.once) {
      if (this.ended === 0 && this.runs.size === 0) this.fail('--once does not end');
      return;
    }
    if (this.shutdowns > 0) {
      if (this.ended !== 1) this.fail('the shutdown does not come to its end');
      return;
    }
    const live = [...this.runs.values()].filter((run) => !run.exited);
    if (live.length > 1) this.fail('two processes at rest');
    const [run] = live;
    if (this.failedLast && run === undefined) return;
    if (run === undefined) {
      // Ended by itself and not to be run again: that is rest, unless something newer was never started.
      const newest = this.contentAt(this.edit);
      const isDue = this.options.rerun && this.notStarted !== this.newestRun;
      if (isDue || ![...this.artifacts.values()].some((made) => made.content === newest)) this.fail('nothing runs');
      if (this.restartOwedSince !== undefined) this.fail('a restart was asked for and never done');
      return;
    }
    if (
      !this.failedLast &&
      this.unreported === undefined &&
      run.content !== this.contentAt(this.edit) &&
      !(this.options.order === 'start-first' && this.diedByItself.has(this.contentAt(this.edit)))
    )
      this.fail(`edit ${this.edit} is not in what runs (${run.content})`);
    if (this.restartOwedSince !== undefined && !this.failedLast) this.fail('a restart was asked for and never done');
  }

  private fail(message: string): void {
    throw new Error(`${message}\n${this.trace.slice(-60).join('\n')}`);
  }
}
