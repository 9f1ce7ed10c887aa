import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { LoadedConfig } from '../config/resolve.ts';
import type { Artifact } from '../engine/event.ts';

/** A program and its arguments, ready to be started without a shell of ours reading them. */
export interface AppCommand {
  readonly file: string;
  readonly args: readonly string[];
}

export interface AppCommandInput {
  readonly config: Pick<LoadedConfig, 'settings' | 'origins'>;
  readonly cwd: string;
  readonly root: string;
  /** Where the user's own build command puts the binary, absolute; there the fresh file of the generation is run. */
  readonly output: string | undefined;
  /** `gorl run`: the config's ways to run something are not meant. */
  readonly runTarget: boolean;
  /** From the command line. */
  readonly args: readonly string[];
}

/**
 * What to start: `full_bin` (shell text), else `entrypoint`, else `bin`, else what was built. Air's rules:
 * `entrypoint` is relative to root and a bare name is looked up on PATH, `bin` is relative to the working
 * directory. Words of the command line reach the app as they are; `args_bin` is shell text in air
 * (`$PORT` expands), and stays that.
 */
export function appCommand(
  input: AppCommandInput,
  artifact: Artifact,
  env: Readonly<Record<string, string>>,
): AppCommand {
  const { settings, origins } = input.config;
  const argsBin = input.runTarget ? [] : settings['build.args_bin'];
  const fullBin = input.runTarget ? '' : settings['build.full_bin'];
  if (fullBin !== '') return shellText([fullBin, ...argsBin].join(' '), input.args);
  const [program = '', ...own] = input.runTarget ? [] : settings['build.entrypoint'];
  const binSet = !input.runTarget && origins['build.bin'].type !== 'default';
  let file: string;
  if (program !== '') file = entrypointFile(program, input, artifact, env);
  else if (binSet || artifact.path === undefined)
    file = freshFile(resolve(input.cwd, settings['build.bin']), input.output, artifact);
  else file = artifact.path;
  if (!argsBin.some(needsShell) || process.platform === 'win32')
    return { file, args: [...own, ...argsBin, ...input.args] };
  return expandedByShell(file, own, argsBin, input.args);
}

function freshFile(path: string, output: string | undefined, artifact: Artifact): string {
  return path === output && artifact.path !== undefined ? artifact.path : path;
}

function entrypointFile(
  program: string,
  input: AppCommandInput,
  artifact: Artifact,
  env: Readonly<Record<string, string>>,
): string {
  if (isAbsolute(program)) return freshFile(program, input.output, artifact);
  if (!/[\\/]/.test(program)) {
    const found = onPath(program, env['PATH'] ?? '');
    if (found !== undefined) return found;
  }
  return freshFile(join(input.root, program), input.output, artifact);
}

function onPath(name: string, path: string): string | undefined {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not there.
    }
  }
  return undefined;
}

/** Anything a POSIX shell would not pass on as it is. */
function needsShell(word: string): boolean {
  return !/^[\w@%+=:,./-]+$/.test(word);
}

/** `text` as written; words of the command line follow as positional parameters, never as text. */
function shellText(text: string, args: readonly string[]): AppCommand {
  if (process.platform === 'win32') {
    const quoted = args.map((word) => `'${word.replaceAll("'", "''")}'`);
    return { file: 'powershell.exe', args: ['-NoProfile', '-NonInteractive', '-Command', [text, ...quoted].join(' ')] };
  }
  return args.length === 0
    ? { file: '/bin/sh', args: ['-c', text] }
    : { file: '/bin/sh', args: ['-c', `${text} "$@"`, 'sh', ...args] };
}

function expandedByShell(
  file: string,
  own: readonly string[],
  argsBin: readonly string[],
  args: readonly string[],
): AppCommand {
  const parameter = (at: number): string => `"\${${at}}"`;
  const first = own.map((_, at) => parameter(at + 1));
  const last = args.map((_, at) => parameter(own.length + at + 1));
  const text = ['exec "$0"', ...first, ...argsBin, ...last].join(' ');
  return { file: '/bin/sh', args: ['-c', text, file, ...own, ...args] };
}
