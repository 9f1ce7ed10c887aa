import type { ProjectFiles } from './project-files.ts';

/** Unix ms of the newest change of these files; undefined when none is there. */
export function newestWrite(
  files: Pick<ProjectFiles, 'exists' | 'writtenAt'>,
  paths: readonly string[],
): number | undefined {
  const there = paths.filter((path) => files.exists(path));
  return there.length === 0 ? undefined : Math.max(...there.map((path) => files.writtenAt(path)));
}
