import { loadMutant, type Mutant } from '../mutants.ts';
import type { WalkResult } from '../walk.ts';
import type { Machine } from './facts.ts';
import { walkService } from './walk.ts';

const entry = `export { step } from './service/step.ts'; export { initialState } from './service/state.ts';`;

/** Walks a service's machine with that bug in it. */
export async function walkMutant(mutant: Mutant): Promise<WalkResult> {
  return walkService(await loadMutant<Machine>(mutant, entry), { walks: 100_000, seed: 1, shrink: false });
}
