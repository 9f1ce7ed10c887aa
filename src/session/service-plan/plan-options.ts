import { extname, resolve } from 'node:path';
import { keyTable } from '../../config/keys/keys.ts';
import type { PlanOptions } from '../plan.ts';
import { readersOf } from './generators.ts';
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
    readersOf: (path) => readersOf(path, project),
    isPage: (path) =>
      pageExts.has(extname(path).slice(1)) ||
      settings['build.include_file'].some((file) => resolve(project.root, file) === path),
  };
}

/** Of files that programs commonly read as they run. */
const pageExts: ReadonlySet<string> = new Set(keyTable['build.include_ext'].default);
