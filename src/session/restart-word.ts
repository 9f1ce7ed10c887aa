import type { Reporter } from '../engine/ports.ts';
import type { State } from '../engine/service/state.ts';
import { isEnding } from '../engine/service/stop.ts';

/**
 * What is said when somebody asks for a restart while something else has to end first: without a word it would look
 * as if the key did nothing. Undefined when the restart comes at once, and its `ready` says so.
 */
export function whenRestarted({ lifecycle, build, current, artifact }: State): string | undefined {
  if (lifecycle.id !== 'up') return 'gorl is stopping, so nothing is restarted any more';
  if (build.id !== 'idle')
    return artifact === undefined
      ? 'the app starts when the build is done'
      : 'the app restarts when the build is done, even if it fails';
  return current !== undefined && isEnding(current) ? 'the app restarts once it has exited' : undefined;
}

export function tellWhenRestarted(state: State, reporter: Reporter): void {
  const message = whenRestarted(state);
  if (message !== undefined) reporter.report({ type: 'notice', level: 'info', message });
}
