import { rmSync } from 'node:fs';
import { waitFor } from '../support/wait-for.ts';
import type { Stage } from './stage.ts';

/** Whether it comes, with all patience: for what air does not do, and for the report of what gorl fails to do. */
export async function happens(
  stage: Stage,
  condition: () => boolean,
  timeoutMs = stage.subject.patienceMs,
): Promise<boolean> {
  return await waitFor(condition, { timeoutMs }).then(
    () => true,
    () => false,
  );
}

/** A piece of a command: it goes on when nothing is held, so that what is looked at meanwhile needs no luck. */
export const whileHeld = 'while [ -e "$BASE/held" ]; do sleep 0.02; done';

export function hold(stage: Stage): void {
  stage.write('../held', '');
}

export function release(stage: Stage): void {
  rmSync(`${stage.base}/held`);
}

/** From a save to the start that follows. Never too short: no stamp of the app's is taken for the beginning. */
export async function restartMs(stage: Stage): Promise<number> {
  const next = `v${stage.starts() + 1}`;
  // The app speaks before air is ready to stop it.
  await stage.window(150);
  const saved = Date.now();
  stage.save(next);
  await stage.started(next);
  return (stage.timedLog().find(({ text }) => text === `start ${next}`)?.at ?? 0) - saved;
}

/** The shortest of three, or the first that is short enough: on a busy machine any one may be late. */
export async function quickestRestartMs(stage: Stage, enoughMs: number): Promise<number> {
  let ms = Number.POSITIVE_INFINITY;
  for (let at = 0; at < 3 && ms >= enoughMs; at++) ms = Math.min(ms, await restartMs(stage));
  return ms;
}
