import { resolve } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { BuildPlan } from '../../go/build/build-plan.ts';
import { ownModules } from '../../go/packages/module-files.ts';
import { codeRoots } from './code-context.ts';
import type { Subject } from './subject.ts';

/** What the next build is made of. */
export function buildPlan({ project, launch }: Subject, env: Env): BuildPlan {
  const { settings } = project.loaded;
  const log = settings['build.log'];
  return {
    preCmd: settings['build.pre_cmd'],
    stopOnError: settings['build.stop_on_error'],
    build: launch.build,
    runsOutput: settings['build.full_bin'] !== '',
    cwd: project.cwd,
    project: [project.cwd, project.root],
    env,
    roots: codeRoots({ project, launch }),
    modules: () => ownModules(launch.module),
    ...(log === '' ? {} : { log: resolve(project.tmpDir, log) }),
  };
}
