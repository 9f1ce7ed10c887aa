import type { Builder } from '../engine/ports.ts';
import type { FileChange } from '../protocol/change.ts';
import type { OwnWrites } from './own-writes/own-writes.ts';

/**
 * The builder, and what a session has to know of each build: `ownWrites` learns when it begins and how it ends.
 *
 * @param buildOnceMore these files were written while it ran, and it may not have read them
 */
export function settledBuilder(
  inner: Builder,
  ownWrites: OwnWrites,
  buildOnceMore: (files: readonly FileChange[]) => void,
): Builder {
  const cancelled = new Set<number>();
  const outcomes = {
    'build-succeeded': 'succeeded',
    'build-failed': 'failed',
    'build-cancelled': 'cancelled',
  } as const;
  return {
    start(request, emit) {
      ownWrites.buildStarted();
      inner.start(request, (event) => {
        // A result that crossed its cancelling is none.
        const outcome = cancelled.delete(event.generation) ? 'cancelled' : outcomes[event.type];
        const files = ownWrites.buildEnded(outcome);
        emit(event);
        if (files.length > 0) buildOnceMore(files);
      });
    },
    cancel(generation) {
      cancelled.add(generation);
      inner.cancel(generation);
    },
  };
}
