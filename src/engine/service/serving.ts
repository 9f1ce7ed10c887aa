import type { Instance, State } from './state.ts';

/** The app that new requests are for, if there is one: the newest that is ready and is not on its way out. */
export function serving({ current, candidate }: Pick<State, 'current' | 'candidate'>): Instance | undefined {
  return [candidate, current].find((instance) => instance?.id === 'ready');
}
