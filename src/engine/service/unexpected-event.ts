import type { Event } from './event.ts';
import type { State } from './state.ts';

/** An event that no rule allows in this state: a bug in gorl. The loop adds the last fifty events. */
export class UnexpectedEvent extends Error {
  override readonly name = 'UnexpectedEvent';

  constructor(state: State, event: Event) {
    super(
      `unexpected ${event.type} in lifecycle ${state.lifecycle.id}, build ${state.build.id}, current ${state.current?.id ?? 'none'}`,
    );
  }
}
