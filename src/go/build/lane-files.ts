import { join } from 'node:path';

/** What became of builds by the fast lane, for `gorl doctor`. */
export function laneScoreIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-lane.json');
}

/** What went wrong with it, for who is to find out why. */
export function laneReportIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-lane-report.txt');
}
