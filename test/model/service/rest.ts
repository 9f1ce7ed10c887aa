import { contentAt, type Facts } from './facts.ts';

export function checkSettled(w: Facts): void {
  if (w.untold !== undefined) w.fail('a failure is never told');
  if (w.options.once) {
    if (w.ended === 0 && w.runs.size === 0) w.fail('--once does not end');
    return;
  }
  if (w.shutdowns > 0) {
    if (w.ended !== 1) w.fail('the shutdown does not come to its end');
    return;
  }
  const live = [...w.runs.values()].filter((run) => !run.exited);
  if (live.length > 1) w.fail('two processes at rest');
  const [run] = live;
  if (w.failedLast && run === undefined) return;
  if (run === undefined) {
    // Ended by itself and not to be run again: that is rest, unless something newer was never started.
    const newest = contentAt(w, w.edit);
    const isDue = w.options.rerun && ![w.notStarted, w.rerunSwitchedAfter].includes(w.newestRun);
    if (isDue || ![...w.artifacts.values()].some((made) => made.content === newest)) w.fail('nothing runs');
    if (w.restartOwedSince !== undefined) w.fail('a restart was asked for and never done');
    return;
  }
  if (
    !w.failedLast &&
    w.unreported === undefined &&
    run.content !== contentAt(w, w.edit) &&
    !(w.options.order === 'start-first' && w.diedByItself.has(contentAt(w, w.edit)))
  )
    w.fail(`edit ${w.edit} is not in what runs (${run.content})`);
  if (w.unhealthy.get(run.run) === w.newestRun) w.fail('it hangs, and is not started again');
  if (w.restartOwedSince !== undefined && !w.failedLast) w.fail('a restart was asked for and never done');
}
