import type { Event } from '../../engine/service/event.ts';
import type { State } from '../../engine/service/state.ts';
import { isEnding } from '../../engine/service/stop.ts';

/** A build is over, and so is what follows from it: the go command disturbs neither. */
export function isBuildOver({ type }: Event, { wanted, current }: State, hasAnswered: boolean): boolean {
  const isReplaced = wanted !== undefined || (current !== undefined && isEnding(current));
  const isSame = type === 'build-succeeded' && hasAnswered && !isReplaced;
  return isSame || type === 'process-started' || type === 'build-failed';
}
