import type { FileChange } from '../engine/change.ts';

/** Both, each path once; of a path that both name, the later word counts. */
export function mergeChanges(earlier: readonly FileChange[], later: readonly FileChange[]): readonly FileChange[] {
  return [...new Map([...earlier, ...later].map((file) => [file.path, file])).values()];
}
