import type { Shapes } from './report/shapes.ts';

/** One path whose content differs from what the last batch delivered. */
export type FileChange = Shapes['fileChange'];

/** Why something is done, for people and for NDJSON. */
export type Cause = Shapes['cause'];

/** Both, each path once; of a path that both name, the newer word counts. */
export function mergeFiles(older: readonly FileChange[], newer: readonly FileChange[]): readonly FileChange[] {
  return [...new Map([...older, ...newer].map((file) => [file.path, file])).values()];
}
