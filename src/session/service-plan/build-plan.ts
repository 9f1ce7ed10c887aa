import { resolve } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { BuildPlan } from '../../go/build/build-plan.ts';
import { ownModules } from '../../go/packages/module-files.ts';
import { codeRoots } from './code-context.ts';
import { generatePlan } from './generators.ts';
import type { Subject } from './subject.ts';
import { tunedBuild } from './tuned-build.ts';

/**
 * What the next build is made of.
 *
 * @param startedWith the environment of gorl itself
 */
export function buildPlan(subject: Subject, env: Env, startedWith: Env = env): BuildPlan {
  const { project, launch } = subject;
  const { settings } = project.loaded;
  const log = settings['build.log'];
  return {
    preCmd: settings['build.pre_cmd'],
    stopOnError: settings['build.stop_on_error'],
    ...(project.loaded.generators.length === 0 ? {} : { generate: generatePlan(project) }),
    build: tunedBuild(subject, env),
    runsOutput: settings['build.full_bin'] !== '',
    cwd: project.cwd,
    project: [project.cwd, project.root],
    env,
    startedWith,
    roots: codeRoots(subject),
    modules: () => ownModules(launch.module),
    ...(log === '' ? {} : { log: resolve(project.tmpDir, log) }),
  };
}
