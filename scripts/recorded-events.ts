import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../src/protocol/report.ts';

/** Where `npm run record-events` keeps what gorl wrote in its tests, below the repository's root. */
export const recordedFolder = 'test/unit/report/recorded';

/** All that was recorded, file by file in alphabetical order. */
export function readRecorded(root: string): readonly Report[] {
  const folder = join(root, recordedFolder);
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as Report);
}
