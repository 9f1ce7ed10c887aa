import type { PlanOptions } from '../plan.ts';
import type { Subject } from './subject.ts';
import { envFilesOf } from './watched.ts';

/** What the config says about how changes are planned. */
export function planOptions({ project, launch }: Subject): Omit<PlanOptions, 'program'> {
  const { origins, settings } = project.loaded;
  return {
    envFiles: envFilesOf(project),
    testsCount: origins['build.exclude_regex'].type !== 'default',
    restartOnlyExt: settings['build.no_rebuild_ext'],
    buildReadsAll: settings['build.pre_cmd'].length > 0 || launch.build.type === 'custom',
  };
}
