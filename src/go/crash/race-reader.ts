import { count } from '../../base/plural.ts';
import { type Diagnostic, problem } from '../../protocol/diagnostic.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { type Race, raceDiagnostic } from './race-diagnostic.ts';
import { RaceReport } from './race-report.ts';
import type { CodeContext } from './stack-trace.ts';

/** A race that was not seen before in this run. */
export interface FoundRace {
  /** Counts the races of a run. */
  readonly number: number;
  readonly diagnostic: Diagnostic;
}

const start = 'WARNING: DATA RACE';
/** With which a program ends that had races (GORACE=exitcode). */
const raceExitCode = 66;
/** More different ones are counted, but not told. */
const maxTold = 100;
const maxListed = 8;

/** Watches the lines of an app that is built with -race for what the race detector finds. */
export class RaceReader {
  readonly #context: CodeContext;
  readonly #found: (race: FoundRace) => void;
  readonly #races = new Map<string, Race>();
  #reports = 0;
  #report: RaceReport | undefined;

  constructor(context: CodeContext, found: (race: FoundRace) => void) {
    this.#context = context;
    this.#found = found;
  }

  get isIdle(): boolean {
    return this.#report === undefined;
  }

  line(line: string): void {
    if (line.includes(start)) {
      // The detector writes one after the other: the end of the last one was lost.
      this.#over();
      this.#report = new RaceReport();
    } else if (this.#report?.line(line) === false) this.#over();
  }

  /** What a program that ended because of its races is to be told with. */
  finish(end: ProcessEnd | undefined): Diagnostic | undefined {
    this.#over();
    if (this.#reports === 0 || end?.type !== 'code' || end.code !== raceExitCode) return undefined;
    const races = [...this.#races.values()];
    const times = this.#reports > races.length ? `, in ${this.#reports} reports` : '';
    return problem(`the race detector found ${count(races.length, 'data race')}${times}`, {
      notes: races.slice(0, maxListed).map(({ diagnostic: { message, location } }) => ({
        message,
        ...(location === undefined ? {} : { location }),
      })),
      source: 'race',
    });
  }

  #over(): void {
    const race = this.#report && raceDiagnostic(this.#report, this.#context);
    this.#report = undefined;
    if (race === undefined) return;
    this.#reports += 1;
    if (this.#races.has(race.key) || this.#races.size >= maxTold) return;
    this.#races.set(race.key, race);
    this.#found({ number: this.#races.size, diagnostic: race.diagnostic });
  }
}
