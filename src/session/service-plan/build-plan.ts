import { resolve } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { BuildPlan } from '../../go/build/build-plan.ts';
import { ownModules } from '../../go/packages/module-files.ts';
import { isNewer } from '../../go/toolchain/toolchain.ts';
import { codeRoots } from './code-context.ts';
import { generatePlan } from './generators.ts';
import type { Subject } from './subject.ts';

/** What the next build is made of. */
export function buildPlan(subject: Subject, env: Env): BuildPlan {
  const { project, launch } = subject;
  const { settings } = project.loaded;
  const log = settings['build.log'];
  return {
    preCmd: settings['build.pre_cmd'],
    stopOnError: settings['build.stop_on_error'],
    ...(project.loaded.generators.length === 0 ? {} : { generate: generatePlan(project) }),
    build: unstamped(subject, env),
    runsOutput: settings['build.full_bin'] !== '',
    cwd: project.cwd,
    project: [project.cwd, project.root],
    env,
    roots: codeRoots(subject),
    modules: () => ownModules(launch.module),
    ...(log === '' ? {} : { log: resolve(project.tmpDir, log) }),
  };
}

/**
 * Without the commit in the binary, which would be another one after every commit; to find it out, git looks through
 * the whole tree. The user's own -buildvcs, on the command line or in GOFLAGS, has the last word. Go has the flag
 * since 1.18.
 */
function unstamped({ project, launch }: Subject, env: Env): BuildPlan['build'] {
  const { build, toolchain } = launch;
  const version = toolchain?.version;
  const isKnown = version !== undefined && !isNewer('go1.18', version);
  if (build.type !== 'owned' || !isKnown || project.loaded.settings['build.vcs_stamp']) return build;
  if (/(?:^|\s)--?buildvcs\b/.test(env['GOFLAGS'] ?? '')) return build;
  return { ...build, flags: ['-buildvcs=false', ...build.flags] };
}
