import type { Stage } from './stage.ts';

/** What can be seen from outside, in words that do not change from run to run: no times, no process ids. */
export type Observation = string | number | boolean | readonly Observation[];
export type Observations = Readonly<Record<string, Observation>>;

/** One thing that air does, as somebody sees it who only has the files, the ports, the processes and the exit code. */
export interface Scenario {
  /** `1` to `37`: the group of air's own tests that it restates; `gap`: air's tests leave it out; `gorl`: ours alone. */
  readonly group: string;
  readonly name: string;
  run(stage: Stage): Promise<void>;
  /** What gorl must show, key by key; nothing left over is always part of it. */
  readonly expected: Observations;
  /** Why air shows something else. */
  readonly why?: string;
  /** Why it is not run on air. */
  readonly notOnAir?: string;
}

/** How one subject did. */
export interface Outcome {
  readonly saw: Observations;
  /** What never came, with all that is known. */
  readonly failure?: string;
}

export interface Row {
  readonly scenario: Scenario;
  readonly gorl: Outcome;
  /** Undefined: not run. */
  readonly air: Outcome | undefined;
}
