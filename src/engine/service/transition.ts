import type { Effect } from './effect.ts';
import type { State } from './state.ts';

/** What a step comes to. */
export interface Transition {
  readonly state: State;
  /** To be carried out in this order. */
  readonly effects: readonly Effect[];
}
