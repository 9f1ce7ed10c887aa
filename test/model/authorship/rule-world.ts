import type * as authorship from '../../../src/engine/authorship/run-writes.ts';
import { ownRuns } from '../../../src/engine/authorship/thresholds.ts';
import type { Event } from '../../../src/engine/task/event.ts';
import type { Effect } from '../../../src/engine/task/effect.ts';
import { initialState } from '../../../src/engine/task/state.ts';
import { step } from '../../../src/engine/task/step.ts';
import { fail, type Move, type World } from '../walk.ts';
import { Disk } from './disk.ts';

export type RunAuthorship = typeof authorship;

export interface RuleOptions {
  /** Every run of the command writes one of the files that it is run for. */
  readonly generates: boolean;
  /** The command's success starts the app, and the app writes one of them. */
  readonly restarts: boolean;
  /** Writes are reported only when the next run is under way. */
  readonly late: boolean;
  readonly lagMs: number;
}

interface Span {
  readonly fromMs: number;
  untilMs: number;
}

/** A rule, the command that it runs, the app that it starts, and a person who saves. */
export class RuleWorld implements World {
  readonly #authorship: RunAuthorship;
  readonly #options: RuleOptions;
  readonly #trace: string[] = [];
  readonly #disk: Disk;
  #now = 1_000_000;
  #task = initialState({ newerWork: 'supersedes', priority: 'normal', ownWork: ownRuns });
  #writes: ReturnType<RunAuthorship['runStarted']>;
  #run: { readonly number: number; readonly startedMs: number; cancelled: boolean } | undefined;
  #starts = 0;
  #loop = false;
  /** When the command or an app that it started may have written. */
  readonly #spans: Span[] = [];
  #newestDoneMs = 0;
  #restartAskedMs: number | undefined;
  #edited = new Set<string>();
  /** Since a write that can only be a person's. */
  #superseded = 0;

  constructor(module: RunAuthorship, options: RuleOptions) {
    this.#authorship = module;
    this.#options = options;
    this.#writes = module.noRunWrites;
    this.#disk = new Disk(options.lagMs);
  }

  moves(): Move[] {
    const moves: Move[] = [
      { name: 'save', weight: 3, act: () => this.#write('page.css', 'person') },
      { name: 'save what is generated', weight: 1, act: () => this.#write('out.css', 'person') },
      { name: 'time passes', weight: 2, act: () => this.#pass(300) },
      { name: 'a minute passes', weight: 0.3, act: () => this.#pass(61_000) },
      { name: 'report', weight: 6, act: () => this.#report() },
    ];
    if (this.#run !== undefined) {
      moves.push({ name: 'run ends', weight: 4, act: () => this.#end() });
      if (this.#options.generates)
        moves.push({ name: 'generate', weight: 3, act: () => this.#write('out.css', 'program') });
    }
    if (this.#restartAskedMs !== undefined) moves.push({ name: 'app starts', weight: 4, act: () => this.#startApp() });
    return moves;
  }

  settle(): void {
    this.#comeToRest();
    // A save that nothing can be mistaken for.
    this.#pass(2000);
    this.#write('page.css', 'person');
    this.#write('out.css', 'person');
    this.#report();
    this.#comeToRest();
  }

  #comeToRest(): void {
    const before = this.#starts;
    for (let turn = 0; turn < 200; turn++) {
      if (this.#starts > before + 15) this.#fail('what the command writes keeps it busy');
      if (this.#run !== undefined) this.#workAndEnd();
      else if (this.#restartAskedMs !== undefined) this.#startApp();
      else if (this.#disk.hasNews) this.#report();
      else return this.#checkRest();
    }
    this.#fail('does not come to rest');
  }

  #workAndEnd(): void {
    if (this.#options.late) this.#report();
    if (this.#options.generates) this.#write('out.css', 'program');
    this.#pass(20);
    this.#end();
    if (!this.#options.late) this.#report();
  }

  // --- what happens -------------------------------------------------------------------------------

  #pass(ms: number): void {
    this.#now += ms;
    this.#trace.push(`${ms} ms pass`);
  }

  #write(name: string, by: 'person' | 'program'): void {
    this.#now += 3;
    this.#trace.push(`a ${by} writes ${name}`);
    this.#disk.write(name, this.#now, by);
  }

  #report(): void {
    const written = this.#disk.report();
    if (written.length === 0) return;
    this.#now += 20;
    const { writes, author } = this.#authorship.judgeRunWrites(this.#writes, written);
    this.#writes = writes;
    const foreign = written.filter(({ atMs }) => !this.#mayBeOwn(atMs));
    for (const { file } of foreign) this.#edited.add(file.path);
    if (foreign.length > 0) [this.#superseded, this.#loop] = [0, false];
    const maySupersede = this.#superseded < 3 && written.some(({ file }) => this.#edited.has(file.path));
    const { phase } = this.#task;
    this.#send({
      type: 'work-requested',
      files: written.map(({ file }) => file),
      ...(author === 'somebody' ? {} : { own: { atMs: this.#now, edited: author.edited } }),
    });
    if (
      phase.id === 'running' &&
      maySupersede &&
      this.#task.phase.id === 'running' &&
      this.#task.ownWork.loop === undefined
    )
      this.#fail('the save of a file that somebody edits waits for the run');
  }

  #end(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#now += 5;
    this.#writes = this.#authorship.runEnded(this.#writes, run.number, this.#now);
    const span = this.#spans.findLast(({ fromMs }) => fromMs === run.startedMs);
    if (span !== undefined) span.untilMs = this.#now;
    this.#run = undefined;
    if (!run.cancelled) this.#newestDoneMs = run.startedMs;
    if (!run.cancelled && this.#options.restarts) this.#restartAskedMs ??= this.#now;
    this.#send({ type: run.cancelled ? 'run-cancelled' : 'run-ended', run: run.number });
  }

  /** And writes what it always writes then. */
  #startApp(): void {
    const askedMs = this.#restartAskedMs ?? this.#now;
    this.#restartAskedMs = undefined;
    this.#now += 30;
    this.#writes = this.#authorship.appStartedFor(this.#writes, askedMs, this.#now);
    this.#spans.push({ fromMs: askedMs, untilMs: this.#now + 1000 });
    this.#trace.push('the app starts');
    this.#now += 900;
    this.#write('out.css', 'program');
  }

  #send(event: Event): void {
    this.#trace.push(`${event.type}${'own' in event ? ' (own)' : ''}`);
    const { state, effects } = step(this.#task, event);
    this.#task = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'start':
        this.#now += 1;
        this.#starts++;
        this.#trace.push(`  → run ${effect.run}`);
        this.#run = { number: effect.run, startedMs: this.#now, cancelled: false };
        this.#writes = this.#authorship.runStarted(this.#writes, effect.run, this.#now);
        this.#spans.push({ fromMs: this.#now, untilMs: Number.POSITIVE_INFINITY });
        return;
      case 'cancel':
        if (this.#run !== undefined) this.#run.cancelled = true;
        this.#superseded++;
        return;
      case 'report':
        if (effect.fact.type === 'loop-stopped') this.#loop = true;
        return;
      case 'accept':
      case 'end':
        return;
    }
  }

  /** Clocks differ: see the tick and the rounding of `thresholds.ts`. */
  #mayBeOwn(stampMs: number): boolean {
    return this.#spans.some(({ fromMs, untilMs }) => stampMs >= fromMs - 10 && stampMs <= untilMs + 2);
  }

  /** Every save is in a run that began after it, but for one that a loop has drowned. */
  #checkRest(): void {
    for (const [name, { writtenMs, stampMs }] of this.#disk.saves())
      if (writtenMs > this.#newestDoneMs && !(this.#loop && this.#mayBeOwn(stampMs)))
        this.#fail(`the save of ${name} is lost`);
  }

  #fail(message: string): never {
    return fail(message, this.#trace);
  }
}
