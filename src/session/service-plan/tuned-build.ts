import { join } from 'node:path';
import type { Env } from '../../base/env.ts';
import { isFile } from '../../base/what-is-there.ts';
import { withLinkerFlags } from '../../go/build/linker-flags.ts';
import type { BuildPlan, OwnedPlan } from '../../go/build/build-plan.ts';
import { namesProfile } from '../../go/build/profile-flag.ts';
import { mainDirectory } from '../../go/packages/main-directory.ts';
import { ownModules } from '../../go/packages/module-files.ts';
import { goFlags } from '../../go/toolchain/go-flags.ts';
import { isNewer } from '../../go/toolchain/toolchain.ts';
import type { ListedBuild } from './launch.ts';
import type { Subject } from './subject.ts';

/** Where gorl writes the command: with what makes it faster, as long as the user says nothing else. */
export function tunedBuild(subject: Subject, env: Env): BuildPlan['build'] {
  const { build, toolchain } = subject.launch;
  if (build.type !== 'owned' || !isTuned(subject)) return build;
  const goOwn = goFlags(env, toolchain?.goroot);
  const flags = [...unprofiled(subject, goOwn, 'if there'), ...unstamped(subject, goOwn), ...build.flags];
  return {
    ...build,
    flags: withLinkerFlags(flags, goOwn, isForDebugger(subject)),
    ...laneKeys(subject, [...goOwn, ...flags]),
  };
}

/** What the lane may do beyond what go build does; nothing that a debugger would suffer from. */
function laneKeys(
  subject: Subject,
  words: readonly string[],
): Pick<OwnedPlan, 'fastLane' | 'lineCutoff' | 'lightFlags'> {
  const { 'build.fast_lane': fastLane, ...settings } = subject.project.loaded.settings;
  if (!fastLane) return {};
  if (isForDebugger(subject)) return { fastLane };
  const isLight = settings['build.no_dwarf'] && !words.some((word) => /^--?gcflags(?:=|$)/.test(word));
  return {
    fastLane,
    ...(settings['build.line_cutoff'] ? { lineCutoff: true } : {}),
    ...(isLight ? { lightFlags: ['-gcflags=all=-dwarf=false'] } : {}),
  };
}

/** What to ask the go command about the program, so that the answer is about what gorl builds. */
export function listedBuild(subject: Subject, env: Env): ListedBuild | undefined {
  const { listed, toolchain } = subject.launch;
  if (listed === undefined) return undefined;
  return { ...listed, flags: [...unprofiled(subject, goFlags(env, toolchain?.goroot), 'always'), ...listed.flags] };
}

/** gorl itself tells the go command to take no profile, should it find one. */
export function isUnprofiled(subject: Subject, env: Env): boolean {
  return unprofiled(subject, goFlags(env, subject.launch.toolchain?.goroot), 'always').length > 0;
}

/** gorl writes the command, and may add to it. */
export function isTuned({ launch, project }: Subject): boolean {
  return launch.build.type === 'owned' && project.loaded.settings['build.tuned'];
}

/**
 * Without the profile that Go finds by itself since 1.21: with one, each package of the program is compiled for it, and
 * the standard library too. Where there is none, the command needs no word about it.
 */
function unprofiled(subject: Subject, goOwn: readonly string[], when: 'if there' | 'always'): readonly string[] {
  const { build } = subject.launch;
  if (build.type !== 'owned' || !isTuned(subject) || !isSince('go1.21', subject)) return [];
  if (namesProfile(goOwn, build.flags)) return [];
  return when === 'always' || mayHaveProfile(subject, build.packages) ? ['-pgo=off'] : [];
}

/** Also where nobody knows, as of an import path that is none of the module's own. */
function mayHaveProfile({ project, launch }: Subject, packages: readonly string[]): boolean {
  const directory = mainDirectory(packages, project.cwd, () => ownModules(launch.module));
  return directory === undefined || isFile(join(directory, 'default.pgo'));
}

/**
 * Without the commit in the binary, which would be another one after every commit; to find it out, git looks through
 * the whole tree. The user's own -buildvcs, on the command line or in GOFLAGS, has the last word. Go has the flag
 * since 1.18.
 */
function unstamped(subject: Subject, goOwn: readonly string[]): readonly string[] {
  if (!isSince('go1.18', subject) || subject.project.loaded.settings['build.vcs_stamp']) return [];
  return goOwn.some((word) => /^--?buildvcs\b/.test(word)) ? [] : ['-buildvcs=false'];
}

/** Delve needs what is left out otherwise; gdb and lldb can be told of nothing else either. */
function isForDebugger({ project }: Subject): boolean {
  const { 'build.debug': isAsked, 'build.full_bin': line, 'build.entrypoint': words } = project.loaded.settings;
  return isAsked || [line, ...words].some((text) => /(?:^|[\s/\\])dlv(?:\.exe)?(?:\s|$)/.test(text));
}

/** False where the release is not known. */
function isSince(release: string, { launch }: Subject): boolean {
  const version = launch.toolchain?.version;
  return version !== undefined && !isNewer(release, version);
}
