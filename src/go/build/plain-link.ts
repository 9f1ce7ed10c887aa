import type { CommandResult } from '../../engine/ports.ts';
import type { OwnedPlan } from './build-plan.ts';
import type { BuildOutcome } from './build-outcome.ts';

/**
 * Once more with the linker of the system, if the C compiler could not link with another one. Whether that is better
 * shows when it is done: the program itself may be what cannot be linked.
 *
 * @param result of a build that failed
 * @returns undefined where that is not the reason
 */
export function linkedPlainly(
  { plainLink, ...build }: OwnedPlan,
  { output }: CommandResult,
  again: (build: OwnedPlan) => Promise<BuildOutcome>,
): Promise<BuildOutcome> | undefined {
  // As cmd/link says it (`hostlink`).
  if (plainLink === undefined || !/^\S*[\\/]link(?:\.exe)?: running \S+ failed:/m.test(output)) return undefined;
  return again({ ...build, flags: plainLink.flags }).then((outcome) => {
    if (outcome.type === 'succeeded') plainLink.worked();
    return outcome;
  });
}
