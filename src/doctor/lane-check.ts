import { count } from '../base/plural.ts';
import type { LaneScore } from '../go/lane/lane-score.ts';
import { ok, warning, type Check } from './check.ts';

export interface LaneFacts {
  /** By `build.fast_lane` and `build.tuned`. */
  readonly isWanted: boolean;
  /** Of the newest session here; undefined: there was none yet. */
  readonly score: LaneScore | undefined;
}

/** What builds without the go command came to. */
export function checkLane({ isWanted, score }: LaneFacts): Check {
  const id = 'fast-lane';
  if (!isWanted) return ok(id, 'off by the config: every build is one of go build');
  if (score === undefined) return ok(id, 'on; no build of gorl here is known yet');
  const { state, reason, built, left, proved, wrong } = score;
  const byGo = Object.values(left).reduce((sum, each) => sum + each, 0);
  const details = Object.entries(left)
    .toSorted(([, a], [, b]) => b - a)
    .map(([why, times]) => `${times} × ${why}`);
  if (wrong > 0)
    return warning(
      id,
      'it made another binary than go build, and was off from then on',
      'please report it, with gorl-lane-report.txt in tmp_dir',
    );
  if (state === 'off') return ok(id, `off here: ${reason ?? 'nobody said why'}`, details);
  const said = `${count(built, 'build')} without the go command, ${byGo} left to it, ${proved} proved, 0 wrong`;
  return ok(id, state === 'ready' ? said : `${said}; not ready${reason === undefined ? '' : `: ${reason}`}`, details);
}
