import { join } from 'node:path';

/** What gorl remembers from one session to the next. */
export function stateFileIn(tmpDir: string): string {
  return join(tmpDir, 'gorl-state.json');
}
