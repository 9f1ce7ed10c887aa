import { defined } from '../../base/defined.ts';
import type { Env } from '../../base/env.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import type { AppSpec } from '../../process/app/app-spec.ts';
import { appCommand, appWords } from './app-command.ts';
import type { AppFileInput } from './app-file.ts';
import { explainFailure } from './app-problems.ts';
import { stateFileIn } from '../state-file.ts';
import type { Subject } from './subject.ts';

export interface AppSpecOptions {
  /** Words of the command line for the app. */
  readonly args: readonly string[];
  readonly runTarget: boolean;
  /** Both of gorl's streams end at a terminal. */
  readonly colors: boolean;
}

/** How the app is started. */
export function appSpec(
  { project, launch }: Subject,
  { args, runTarget, colors }: AppSpecOptions,
  artifact: Artifact,
  env: Env,
  more: Pick<AppSpec, 'ready' | 'live' | 'handedPort' | 'sockets' | 'tty' | 'lines'> = {},
): AppSpec {
  const command = appCommand({ ...appFileInput({ project, launch }, runTarget), args }, artifact, env);
  const customLine = launch.build.type === 'custom' ? launch.build.line : undefined;
  return {
    ...command,
    ...defined({ binary: artifact.path }),
    cwd: project.cwd,
    env: colors ? withColors(env) : env,
    listening: {
      file: stateFileIn(project.tmpDir),
      target: launch.target,
      args: appWords({ config: project.loaded, runTarget, args }),
    },
    ...more,
    explain: (file, code) => explainFailure(project.loaded, customLine, file, code),
  };
}

export function appFileInput({ project, launch }: Subject, runTarget: boolean): AppFileInput {
  const { output, writes } = launch;
  const { loaded: config, cwd, root } = project;
  return { config, cwd, root, output, ...defined({ writes }), runTarget };
}

/**
 * The app's stderr is a pipe, so that a panic in it can be told; programs that ask whether it is a
 * terminal would lose their colors. Where both streams end at one, they are told to keep them.
 */
function withColors(env: Env): Env {
  const chosen =
    env['NO_COLOR'] !== undefined || env['FORCE_COLOR'] !== undefined || env['CLICOLOR_FORCE'] !== undefined;
  if (chosen || env['TERM'] === 'dumb') return env;
  return { ...env, CLICOLOR_FORCE: '1', FORCE_COLOR: '1' };
}
