import type { Event } from './event.ts';
import type { State } from './state.ts';

/** An event that no rule allows in this state: a bug in gorl. */
export class UnexpectedEvent extends Error {
  override readonly name = 'UnexpectedEvent';

  constructor(state: State, event: Event) {
    const run = 'run' in event ? ` of run ${event.run}` : '';
    super(`unexpected ${event.type}${run} in a task that is ${state.phase.id}, next run ${state.nextRun}`);
  }
}
