import type * as authorship from '../../../src/engine/authorship/start-writes.ts';
import { fail, type Move, type World } from '../walk.ts';
import { Disk, Row } from './disk.ts';

export type StartAuthorship = typeof authorship;

export interface StartOptions {
  /** Written by the app at each start. */
  readonly writes: readonly string[];
  /** In ms after the start, one start after the other. */
  readonly delaysMs: readonly [number, ...number[]];
  /** A person saves so long after a start, by habit. */
  readonly habitMs: number;
  readonly lagMs: number;
}

/** When a file was written in the moment after the app's start, in runs that nothing else had asked for. */
interface Habit {
  row: Row;
  first: number[];
  all: number[];
  condemned: boolean;
}

/** An app that writes watched pages as it starts, and a person who saves. */
export class StartWorld implements World {
  readonly #authorship: StartAuthorship;
  readonly #options: StartOptions;
  readonly #trace: string[] = [];
  readonly #disk: Disk;
  #now = 1_000_000;
  #writes: ReturnType<StartAuthorship['appStarted']>;
  #run = 0;
  #startedMs = 0;
  #hasWritten = false;
  /** What the run was started for; and what was written in the moment after its start, and after the one before. */
  #cause: ReadonlySet<string> | undefined;
  #nextCause: ReadonlySet<string> | undefined;
  #inMoment = new Set<string>();
  #inMomentBefore = new Set<string>();
  readonly #habits = new Map<string, Habit>();

  constructor(module: StartAuthorship, options: StartOptions) {
    this.#authorship = module;
    this.#options = options;
    this.#writes = module.noStartWrites;
    this.#disk = new Disk(options.lagMs);
    this.#start();
  }

  moves(): Move[] {
    const moves: Move[] = [
      { name: 'save page.html', weight: 2, act: () => this.#write('page.html', 'person') },
      { name: 'save style.css', weight: 3, act: () => this.#write('style.css', 'person') },
      { name: 'a little time passes', weight: 2, act: () => void (this.#now += 60) },
      { name: 'time passes', weight: 2, act: () => void (this.#now += 900) },
      { name: 'report', weight: 4, act: () => this.#report() },
      { name: 'start', weight: this.#nextCause === undefined ? 0.5 : 4, act: () => this.#start() },
      { name: 'a run', weight: 8, act: () => this.#wholeRun() },
      { name: 'a save after the start', weight: 5, act: () => this.#saveAfterStart(this.#options.habitMs) },
      { name: 'a save long after the start', weight: 1, act: () => this.#saveAfterStart(700) },
      { name: 'two saves', weight: 1, act: () => this.#saveAfterStart(this.#options.habitMs, 'style.css') },
      { name: 'saves of two files', weight: 1, act: () => this.#saveAfterStart(this.#options.habitMs, 'page.html') },
    ];
    if (!this.#hasWritten) moves.push({ name: 'the app writes', weight: 3, act: () => this.#appWrites() });
    return moves;
  }

  settle(): void {
    const before = this.#run;
    for (let turn = 0; turn < 100; turn++) {
      if (this.#run > before + 14) this.#fail('what the app writes starts it again and again');
      if (!this.#hasWritten) this.#appWrites();
      if (this.#disk.hasNews) this.#report();
      else if (this.#nextCause === undefined) return this.#checkRest();
      else this.#start();
    }
    this.#fail('does not come to rest');
  }

  // --- what happens -------------------------------------------------------------------------------

  #start(): void {
    this.#now += 30;
    this.#run++;
    this.#trace.push(`start ${this.#run}`);
    this.#startedMs = this.#now;
    this.#hasWritten = false;
    this.#cause = this.#nextCause;
    this.#nextCause = undefined;
    this.#inMomentBefore = this.#inMoment;
    this.#inMoment = new Set();
    this.#writes = this.#authorship.appStarted(this.#writes, this.#now);
  }

  #write(name: string, by: 'person' | 'program'): void {
    this.#now += 1;
    this.#trace.push(`a ${by} writes ${name} ${this.#now - this.#startedMs} ms after the start`);
    this.#disk.write(name, this.#now, by);
  }

  #appWrites(): void {
    this.#hasWritten = true;
    this.#now = Math.max(this.#now, this.#startedMs + this.#delayMs);
    for (const name of this.#options.writes) this.#write(name, 'program');
  }

  /** From the start of this run to what the app writes. */
  get #delayMs(): number {
    const { delaysMs } = this.#options;
    return delaysMs[this.#run % delaysMs.length] ?? delaysMs[0];
  }

  #wholeRun(): void {
    if (this.#nextCause !== undefined) this.#start();
    if (!this.#hasWritten) this.#appWrites();
    this.#report();
  }

  #saveAfterStart(afterMs: number, later?: string): void {
    this.#start();
    if (this.#delayMs <= afterMs) this.#appWrites();
    this.#now = Math.max(this.#now, this.#startedMs + afterMs);
    this.#write('style.css', 'person');
    this.#report();
    if (later === undefined) return;
    this.#now += 1500;
    this.#write(later, 'person');
    this.#report();
  }

  #report(): void {
    const written = this.#disk.report();
    if (written.length === 0) return;
    this.#now += 20;
    this.#trace.push(`reported: ${written.map(({ file }) => file.path).join(' ')}`);
    for (const { file, atMs } of written) this.#note(file.path, atMs);
    const { state, sifted } = this.#authorship.siftStartWrites(this.#writes, written);
    this.#writes = state;
    if (sifted.rest.length === 0) return;
    this.#writes = this.#authorship.askedFor(this.#writes, sifted.rest);
    // The app of before takes its time to end.
    this.#nextCause = new Set([...(this.#nextCause ?? []), ...sifted.rest.map(({ path }) => path)]);
  }

  // --- what the user may expect -----------------------------------------------------------------------

  #note(name: string, stampMs: number): void {
    const habit = this.#habits.get(name) ?? { row: new Row(), first: [], all: [], condemned: false };
    this.#habits.set(name, habit);
    const delayMs = stampMs - this.#startedMs;
    if (delayMs < -10 || delayMs > 1000) return void (habit.row = new Row());
    const isFirst = !this.#inMoment.has(name);
    this.#inMoment.add(name);
    if (habit.condemned) return;
    const byItself = this.#cause !== undefined && [...this.#cause].every((path) => this.#inMomentBefore.has(path));
    if (isFirst && !byItself) habit.row = new Row();
    const row = habit.row.note(this.#run);
    if (row === 1 && isFirst) [habit.first, habit.all] = [[], []];
    if (isFirst) habit.first.push(delayMs);
    habit.all.push(delayMs);
    const lastFive = habit.first.slice(-5);
    const isSteady = Math.max(...lastFive) - Math.min(...lastFive) <= 250;
    if (row >= (isSteady ? 5 : 10)) habit.condemned = true;
  }

  /** Every save is followed by a start, but for one that comes where the app has written start after start. */
  #checkRest(): void {
    for (const [name, { writtenMs, stampMs }] of this.#disk.saves()) {
      if (writtenMs <= this.#startedMs) continue;
      const delayMs = stampMs - this.#startedMs;
      const habit = this.#habits.get(name);
      const isNear =
        habit?.condemned === true && delayMs >= Math.min(...habit.all) - 250 && delayMs <= Math.max(...habit.all) + 250;
      if (!isNear) this.#fail(`the save of ${name} is lost`);
    }
  }

  #fail(message: string): never {
    return fail(message, this.#trace);
  }
}
