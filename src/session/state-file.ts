import { join } from 'node:path';

/** What gorl remembers from one session to the next. */
export function stateFileIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-state.json');
}

/** What a program was made of in the session before. */
export function programFileIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-program.json');
}
