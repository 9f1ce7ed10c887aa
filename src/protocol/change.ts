import type { By } from './request.ts';

/** One path whose content differs from what the last batch delivered. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string;
  /** Relative to the watch root, `/`-separated; `../x` for watched files outside it. */
  readonly rel: string;
  readonly kind: 'created' | 'modified' | 'deleted';
}

/** Why something is done, for people and for NDJSON. */
export type Cause =
  | { readonly type: 'start' }
  | { readonly type: 'files'; readonly files: readonly FileChange[] }
  | { readonly type: 'request'; readonly by: By }
  | { readonly type: 'config' }
  /** The binary was to be started and is not there any more. */
  | { readonly type: 'missing' };

/** Both, each path once; of a path that both name, the newer word counts. */
export function mergeFiles(older: readonly FileChange[], newer: readonly FileChange[]): readonly FileChange[] {
  return [...new Map([...older, ...newer].map((file) => [file.path, file])).values()];
}
