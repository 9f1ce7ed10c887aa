import { createTask } from '../engine/task/task.ts';

/**
 * Lets one reading of the config be under way at a time; what is asked for meanwhile is one more reading
 * after it, so that the newest file is always the last that was read. `read` must not reject.
 */
export function oneAtATime(read: () => Promise<void>): () => void {
  const task = createTask(
    { newerWork: 'waits', priority: 'normal' },
    {
      start: (run, _files, emit) => void read().then(() => emit({ type: 'run-ended', run })),
      accept() {},
      // What waits is never superseded, what has no own work makes no loop, and the session ends without asking.
      cancel() {},
      report() {},
      end() {},
    },
  );
  return () => task.dispatch({ type: 'work-requested', files: [] });
}
