import { resolve } from 'node:path';
import type { CleanOptions } from './clean-tmp-dir.ts';
import type { Subject } from './service-plan/subject.ts';

/** `tmp_dir`, and what gorl and the build may have written there. */
export function writtenBy({ project, launch }: Subject): Pick<CleanOptions, 'dir' | 'root' | 'made'> {
  const { settings } = project.loaded;
  const log = settings['build.log'];
  const made = [launch.output, launch.writes, log === '' ? undefined : resolve(project.tmpDir, log)];
  // A custom build is expected to write what is run.
  if (launch.build.type === 'custom') made.push(resolve(project.cwd, settings['build.bin']));
  return { dir: project.tmpDir, root: project.root, made: made.filter((path) => path !== undefined) };
}
