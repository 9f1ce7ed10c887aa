import type { Effect, Fact } from '../../../src/engine/task/effect.ts';
import type { Event, OwnWrite } from '../../../src/engine/task/event.ts';
import type { Options } from '../../../src/engine/task/options.ts';
import type { State } from '../../../src/engine/task/state.ts';
import { fail, type Move, type World } from '../walk.ts';
import type { Machine, Request, Run } from './facts.ts';

/**
 * Those who ask for work, the work, and the oracle. It speaks of requests and runs, and knows nothing of the
 * machine's phases.
 */
export class TaskWorld implements World {
  readonly #machine: Machine;
  readonly #options: Options;
  #state: State;
  readonly #trace: string[] = [];
  #now = 1_000_000;
  #requests: readonly Request[] = [];
  #runs: readonly Run[] = [];
  /** Numbers of the newest request, the newest that an accepted run has in it, and the newest of somebody's. */
  #newest = 0;
  #done = 0;
  #lastOfSomebody = 0;
  #preempted = false;
  #stopAsked = false;
  #ends: readonly (readonly string[])[] = [];
  /** The newest request when the newest run began. */
  #newestBegun = 0;
  /** That run gave way to something more urgent: that it is done again is nobody's asking. */
  #interrupted = false;
  /** Since somebody last asked. */
  #loop = false;
  #ownAsksMs: readonly number[] = [];
  #ownStartsMs: readonly number[] = [];
  #supersededForOwn = 0;
  /** The event that is being handled, and the run that it says has ended. */
  #event: Event | undefined;
  #ending: Run | undefined;
  #accepted = false;

  constructor(machine: Machine, options: Options) {
    this.#machine = machine;
    this.#options = options;
    this.#state = machine.initialState(options);
  }

  moves(): Move[] {
    const moves: Move[] = [
      { name: 'ask', weight: 4, act: () => this.#ask(['a']) },
      { name: 'ask for another', weight: 2, act: () => this.#ask(['b', 'c']) },
      { name: 'ask for no file', weight: 1, act: () => this.#ask([]) },
      { name: 'time passes', weight: 2, act: () => void (this.#now += 700) },
      { name: 'preempt or resume', weight: 1, act: () => this.#togglePreempted() },
      { name: 'stop', weight: 0.2, act: () => this.#stop() },
    ];
    if (this.#options.ownWork !== undefined && this.#newest > 0) {
      moves.push({ name: 'own write', weight: 5, act: () => this.#askItself(['a'], false) });
      moves.push({ name: 'own write of an edited file', weight: 2, act: () => this.#askItself(['b'], true) });
    }
    for (const run of this.#runs) {
      moves.push({ name: 'run ends', weight: run.cancelled ? 1 : 6, act: () => this.#end(run, 'run-ended') });
      if (run.cancelled) moves.push({ name: 'cancelled', weight: 6, act: () => this.#end(run, 'run-cancelled') });
      if (run.number > 1) moves.push({ name: 'stale event', weight: 0.3, act: () => this.#stale(run.number - 1) });
    }
    return moves;
  }

  settle(): void {
    if (this.#preempted) this.#togglePreempted();
    const { ownWork } = this.#options;
    let starts = 0;
    for (let turn = 0; turn < 100; turn++) {
      const [run] = this.#runs;
      if (run === undefined) return this.#checkRest();
      if (ownWork !== undefined) {
        starts++;
        // From here on every run writes what it is run for, and nobody else does anything.
        this.#askItself(['a'], false);
        if (starts > ownWork.mostRuns + 2) this.#fail('a task that writes its own files keeps itself busy');
      }
      this.#end(run, run.cancelled ? 'run-cancelled' : 'run-ended');
    }
    this.#fail('does not come to rest');
  }

  // --- what happens -------------------------------------------------------------------------------

  #ask(paths: readonly string[]): void {
    this.#loop = false;
    this.#ownAsksMs = [];
    this.#ownStartsMs = [];
    this.#supersededForOwn = 0;
    this.#lastOfSomebody = this.#note(paths, false);
    this.#send({ type: 'work-requested', files: filesOf(paths) });
    if (this.#goesOn && this.#options.newerWork === 'supersedes' && !this.#stopAsked)
      this.#fail('a run goes on although somebody asked for newer work');
  }

  #askItself(paths: readonly string[], edited: boolean): void {
    this.#note(paths, true);
    this.#ownAsksMs = [...this.#ownAsksMs, this.#now];
    const own: OwnWrite = { atMs: this.#now, edited };
    const before = this.#supersededForOwn;
    this.#send({ type: 'work-requested', files: filesOf(paths), own });
    const { newerWork, ownWork: limits = { mostSuperseded: 0, mostRuns: 0 } } = this.#options;
    const must = edited && newerWork === 'supersedes' && before < limits.mostSuperseded && !this.#stopAsked;
    // With fewer requests than that it can be no loop.
    if (must && this.#ownAsksMs.length <= limits.mostRuns && this.#goesOn)
      this.#fail('a run goes on although somebody may have asked for newer work');
  }

  /** What is asked for after the stop is nobody's business. */
  #note(paths: readonly string[], own: boolean): number {
    if (this.#stopAsked) return this.#lastOfSomebody;
    this.#newest++;
    this.#requests = [...this.#requests, { number: this.#newest, paths, own }];
    return this.#newest;
  }

  #end(run: Run, type: 'run-ended' | 'run-cancelled'): void {
    this.#runs = this.#runs.filter((each) => each !== run);
    this.#ending = type === 'run-ended' ? run : undefined;
    this.#accepted = false;
    this.#send({ type, run: run.number });
    if (type === 'run-ended' && !run.cancelled && !this.#accepted) this.#fail('the result of a good run is not used');
    this.#ending = undefined;
  }

  #stale(run: number): void {
    const before = this.#state;
    this.#send({ type: 'run-ended', run });
    if (this.#state !== before) this.#fail('an event of an earlier run changes something');
  }

  #togglePreempted(): void {
    this.#preempted = !this.#preempted;
    this.#send({ type: this.#preempted ? 'preempted' : 'resumed' });
    const runs = this.#runs.some((run) => !run.cancelled);
    if (runs && this.#preempted && this.#isIdle) this.#fail('goes on while something more urgent runs');
  }

  #stop(): void {
    this.#stopAsked = true;
    this.#send({ type: 'stop-requested' });
    if (this.#runs.some((run) => !run.cancelled)) this.#fail('a run goes on after the stop was asked for');
  }

  /** A run that began before the newest request. */
  get #goesOn(): boolean {
    return this.#runs.some((run) => !run.cancelled && run.request < this.#newest);
  }

  get #isIdle(): boolean {
    return this.#options.priority === 'idle';
  }

  // --- what the machine asks for --------------------------------------------------------------------

  #send(event: Event): void {
    this.#now += 1;
    this.#event = event;
    this.#trace.push(`${event.type}${'run' in event ? ` ${event.run}` : ''}${'own' in event ? ' (own)' : ''}`);
    const { state, effects } = this.#machine.step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    this.#trace.push(`  → ${effect.type}${'run' in effect ? ` ${effect.run}` : ''}`);
    if (this.#ends.length > 0) this.#fail('something happens after the end');
    switch (effect.type) {
      case 'start':
        return this.#checkStart(
          effect.run,
          effect.files.map(({ path }) => path),
        );
      case 'cancel':
        return this.#checkCancel(effect.run);
      case 'accept':
        return this.#checkAccept(effect.run);
      case 'report':
        return this.#checkReport(effect.fact);
      case 'end':
        return this.#checkEnd(effect.unfinished.map(({ path }) => path));
    }
  }

  #checkStart(number: number, paths: readonly string[]): void {
    if (this.#runs.length > 0) this.#fail('two runs at a time');
    if (this.#stopAsked) this.#fail('a run begins after the stop was asked for');
    if (this.#preempted && this.#isIdle) this.#fail('a run begins while something more urgent runs');
    const owed = this.#requests.filter((request) => request.number > this.#done);
    if (owed.length === 0) this.#fail('a run for nothing');
    const missing = owed.flatMap((request) => request.paths).filter((path) => !paths.includes(path));
    if (missing.length > 0) this.#fail(`run ${number} is not for ${missing.join(', ')}`);
    const newer = owed.filter((request) => request.number > this.#newestBegun);
    if (newer.every(({ own }) => own) && !this.#interrupted) this.#noteOwnStart();
    this.#interrupted = false;
    this.#newestBegun = this.#newest;
    this.#runs = [{ number, request: this.#newest, paths: new Set(paths), cancelled: false }];
  }

  #noteOwnStart(): void {
    const { ownWork } = this.#options;
    if (ownWork === undefined) return;
    if (this.#loop) this.#fail('what was a loop goes on, and nobody asked');
    this.#ownStartsMs = [...this.#ownStartsMs, this.#now];
    const recent = this.#ownStartsMs.filter((at) => this.#now - at < ownWork.withinMs);
    // The first may have been asked for long before it could begin.
    if (recent.length > ownWork.mostRuns + 1) this.#fail('a task that writes its own files keeps itself busy');
  }

  #checkCancel(number: number): void {
    const run = this.#runs.find((each) => each.number === number);
    if (run === undefined) return this.#fail('cancels a run that is over');
    if (run.cancelled) this.#fail('cancels a run twice');
    run.cancelled = true;
    if (this.#stopAsked) return;
    if (this.#preempted && this.#isIdle) {
      this.#interrupted ||= run.request === this.#newest;
      return;
    }
    if (this.#options.newerWork === 'waits') this.#fail('cancels a run, and newer work is to wait');
    if (this.#event?.type !== 'work-requested') return this.#fail('cancels a run for no reason');
    const { own } = this.#event;
    if (own === undefined) return;
    if (!own.edited) this.#fail('a run is cancelled by what it writes itself');
    this.#supersededForOwn++;
    if (this.#supersededForOwn > (this.#options.ownWork?.mostSuperseded ?? 0))
      this.#fail('a run is cancelled again and again for what may be its own');
  }

  #checkAccept(number: number): void {
    if (this.#ending?.number !== number) return this.#fail('accepts what has not ended');
    if (this.#ending.cancelled) this.#fail('the result of a cancelled run is used');
    this.#accepted = true;
    this.#done = Math.max(this.#done, this.#ending.request);
  }

  #checkReport(fact: Fact): void {
    if (fact.type === 'superseded') return;
    const { ownWork } = this.#options;
    if (this.#runs.length > 0) this.#fail('says that it stopped while it runs');
    if (this.#loop) this.#fail('says twice that it stopped');
    const isLoop = this.#ownAsksMs.some((askedMs) => {
      const before = this.#ownStartsMs.filter((at) => at <= askedMs && askedMs - at < (ownWork?.withinMs ?? 0));
      return before.length >= fact.runs;
    });
    if (fact.runs !== ownWork?.mostRuns || !isLoop) this.#fail('calls a loop what is none');
    this.#loop = true;
  }

  #checkEnd(unfinished: readonly string[]): void {
    if (!this.#stopAsked) this.#fail('ends, and nobody asked');
    if (this.#runs.length > 0) this.#fail('a run outlives the end');
    this.#ends = [...this.#ends, unfinished];
    const owed = this.#requests.filter(({ number }) => number > this.#done);
    const forgotten = owed.filter(({ own }) => !own).flatMap(({ paths }) => paths);
    if (forgotten.some((path) => !unfinished.includes(path))) this.#fail('the end forgets what was asked for');
    const asked = new Set(owed.flatMap(({ paths }) => paths));
    if (unfinished.some((path) => !asked.has(path))) this.#fail('the end calls unfinished what was done');
  }

  #checkRest(): void {
    if (this.#stopAsked) {
      if (this.#ends.length !== 1) this.#fail('the stop does not come to its end');
      return;
    }
    if (this.#done < this.#lastOfSomebody) this.#fail('what somebody asked for last is not done');
    if (this.#done < this.#newest && !this.#loop) this.#fail('what the task asked for is not done');
  }

  #fail(message: string): never {
    return fail(message, this.#trace);
  }
}

function filesOf(paths: readonly string[]) {
  return paths.map((path) => ({ path, rel: path, kind: 'modified' as const }));
}
