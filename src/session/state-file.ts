import { join } from 'node:path';
import { laneReportIn, laneScoreIn } from '../go/build/lane-files.ts';

/** What gorl remembers from one session to the next. */
export function stateFileIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-state.json');
}

/** How other tools make pages reload, while there is a session with a proxy. */
export function reloadFileIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-reload.env');
}

/** What a program was made of in the session before. */
export function programFileIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-program.json');
}

/** All files in `tmp_dir` that gorl writes for itself and others. */
export function ownFilesIn(tmpDir: string): readonly string[] {
  return [stateFileIn, programFileIn, reloadFileIn, laneScoreIn, laneReportIn].map((fileIn) => fileIn(tmpDir));
}
