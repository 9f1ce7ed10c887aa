import { resolve } from 'node:path';
import type { Env } from '../../base/env.ts';
import type { Artifact } from '../../protocol/artifact.ts';
import { appFile, type AppFileInput } from './app-file.ts';
import { wrongNameText } from './app-problems.ts';
import { shellTail } from './shell-tail.ts';

/** A program and its arguments, ready to be started without a shell of ours reading them. */
export interface AppCommand {
  readonly file: string;
  readonly args: readonly string[];
}

export interface AppCommandInput extends AppFileInput {
  /** From the command line. */
  readonly args: readonly string[];
}

/**
 * What to start: `full_bin` (shell text), else `entrypoint`, else `bin`, else what was built. Air's rules:
 * `entrypoint` is relative to root and a bare name is looked up on PATH, `bin` is relative to the working
 * directory. Words of the command line reach the app as they are; `args_bin` is shell text in air
 * (`$PORT` expands), and stays that.
 *
 * @param artifact its path is where it is to be started from
 * @throws when the config names another file than the one that its build command writes
 */
export function appCommand(input: AppCommandInput, artifact: Artifact, env: Env): AppCommand {
  const { settings } = input.config;
  const argsBin = input.runTarget ? [] : settings['build.args_bin'];
  const fullBin = input.runTarget ? '' : settings['build.full_bin'];
  if (fullBin !== '') return shellText(fullBin, argsBin, input.args);
  const what = appFile(input, env);
  if (what.type === 'file' && what.wrong !== undefined) throw new Error(wrongNameText(what.wrong, input.cwd));
  const file = what.type === 'file' ? what.file : (artifact.path ?? resolve(input.cwd, settings['build.bin']));
  const own = [...(input.runTarget ? [] : settings['build.entrypoint'].slice(1))];
  if (what.type === 'built') own.unshift(...what.words);
  if (!argsBin.some(needsShell) || process.platform === 'win32')
    return { file, args: [...own, ...argsBin, ...input.args] };
  return expandedByShell(file, own, argsBin, input.args);
}

/** What the app is started with, as it is written: with other words a program may do something else. */
export function appWords({
  config,
  runTarget,
  args,
}: Pick<AppCommandInput, 'config' | 'runTarget' | 'args'>): string[] {
  if (runTarget) return [...args];
  const { 'build.full_bin': fullBin, 'build.entrypoint': entrypoint, 'build.args_bin': argsBin } = config.settings;
  return [...(fullBin === '' ? entrypoint.slice(1) : [fullBin]), ...argsBin, ...args];
}

/** Anything a POSIX shell would not pass on as it is. */
function needsShell(word: string): boolean {
  return !/^[\w@%+=:,./-]+$/.test(word);
}

/** `text` as written; words of the command line follow as positional parameters, never as text. */
function shellText(text: string, argsBin: readonly string[], args: readonly string[]): AppCommand {
  if (process.platform === 'win32') {
    const quoted = args.map((word) => `'${word.replaceAll("'", "''")}'`);
    const line = [text.trim(), ...argsBin, ...quoted].join(' ');
    return { file: 'powershell.exe', args: ['-NoProfile', '-NonInteractive', '-Command', line] };
  }
  const { before, after, takesWords } = shellTail(text);
  const words = [...argsBin, ...(args.length === 0 || takesWords ? [] : ['"$@"'])];
  const line = words.length === 0 ? text : `${before} ${words.join(' ')}${after}`;
  return { file: '/bin/sh', args: args.length === 0 ? ['-c', line] : ['-c', line, 'sh', ...args] };
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
