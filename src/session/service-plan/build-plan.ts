import { resolve } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { BuildPlan } from '../../go/build/build-plan.ts';
import { ownModules } from '../../go/packages/module-files.ts';
import { withLinkerFlags } from '../../go/build/linker-flags.ts';
import { goFlags } from '../../go/toolchain/go-flags.ts';
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
    build: asGorlBuilds(subject, env),
    runsOutput: settings['build.full_bin'] !== '',
    cwd: project.cwd,
    project: [project.cwd, project.root],
    env,
    roots: codeRoots(subject),
    modules: () => ownModules(launch.module),
    ...(log === '' ? {} : { log: resolve(project.tmpDir, log) }),
  };
}

/** Where gorl writes the command: with what makes it faster, as long as the user says nothing else. */
function asGorlBuilds(subject: Subject, env: Env): BuildPlan['build'] {
  const { build, toolchain } = subject.launch;
  if (build.type !== 'owned') return build;
  const goOwn = goFlags(env, toolchain?.goroot);
  const flags = [...unstamped(subject, goOwn), ...build.flags];
  return {
    ...build,
    flags: withLinkerFlags(flags, goOwn, isForDebugger(subject)),
    ...(subject.project.loaded.settings['build.fast_lane'] ? { fastLane: true } : {}),
  };
}

/**
 * Without the commit in the binary, which would be another one after every commit; to find it out, git looks through
 * the whole tree. The user's own -buildvcs, on the command line or in GOFLAGS, has the last word. Go has the flag
 * since 1.18.
 */
function unstamped({ project, launch }: Subject, goOwn: readonly string[]): readonly string[] {
  const version = launch.toolchain?.version;
  const isKnown = version !== undefined && !isNewer('go1.18', version);
  if (!isKnown || project.loaded.settings['build.vcs_stamp']) return [];
  return goOwn.some((word) => /^--?buildvcs\b/.test(word)) ? [] : ['-buildvcs=false'];
}

/** Delve needs what is left out otherwise; gdb and lldb can be told of nothing else either. */
function isForDebugger({ project }: Subject): boolean {
  const { 'build.debug': isAsked, 'build.full_bin': line, 'build.entrypoint': words } = project.loaded.settings;
  return isAsked || [line, ...words].some((text) => /(?:^|[\s/\\])dlv(?:\.exe)?(?:\s|$)/.test(text));
}
