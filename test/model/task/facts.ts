import type { Event } from '../../../src/engine/task/event.ts';
import type { Options } from '../../../src/engine/task/options.ts';
import type { State } from '../../../src/engine/task/state.ts';
import type { Transition } from '../../../src/engine/task/step.ts';

/** The machine under test; a mutant has the same shape. */
export interface Machine {
  step(state: State, event: Event): Transition;
  initialState(options: Options): State;
}

export interface Run {
  readonly number: number;
  /** The newest request when it began. */
  readonly request: number;
  readonly paths: ReadonlySet<string>;
  cancelled: boolean;
}

/** Something that was asked for. */
export interface Request {
  readonly number: number;
  readonly paths: readonly string[];
  /** Nobody but the task asked. */
  readonly own: boolean;
}
