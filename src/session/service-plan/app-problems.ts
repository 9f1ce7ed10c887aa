import type { LooseEnv } from '../../base/env.ts';
import { mountOf, readMountInfo } from '../../base/mounts.ts';
import { pathBelow } from '../../base/paths.ts';
import type { Key } from '../../config/keys/keys.ts';
import { placeOf } from '../../config/read/origin.ts';
import type { LoadedConfig } from '../../config/read/load.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { lastOutput } from '../../go/build/build-command.ts';
import { parseRunArguments } from '../../go/packages/run-arguments.ts';
import { splitPlainWords } from '../../go/build/shell-words.ts';
import { appFile, headOf, type AppFileInput, type WrongName } from './app-file.ts';
import { shellTail } from './shell-tail.ts';

export interface AppProblemsInput extends AppFileInput {
  readonly args: readonly string[];
}

/** What can be said of the way to run the program before anything is built. */
export function appProblems(input: AppProblemsInput, env: LooseEnv): Diagnostic[] {
  const { config, cwd, args, runTarget } = input;
  const fullBin = runTarget ? '' : config.settings['build.full_bin'];
  if (fullBin !== '') {
    const { refused, takesWords } = shellTail(fullBin);
    if (refused === undefined || takesWords || args.length === 0 || process.platform === 'win32') return [];
    return [
      about(
        config,
        'build.full_bin',
        `build.full_bin ends in ${refused}, so the app's arguments cannot follow it: ${args.join(' ')}`,
        { hint: 'put "$@" where they belong' },
      ),
    ];
  }
  const what = appFile(input, env);
  const { wrong } = what;
  if (wrong === undefined) return [];
  const hint = `write: ${remedy(wrong, cwd)}`;
  return [about(config, wrong.key, startText(what.type, wrong, cwd), { severity: 'warning', hint })];
}

function startText(type: 'built' | 'file', wrong: WrongName, cwd: string): string {
  if (wrong.withWords)
    return `${wrong.key} must be a path, but it contains more: ${JSON.stringify(wrong.named)}; gorl reads it as a command`;
  const text = wrongNameText(wrong, cwd);
  return type === 'built' ? `${text}, which gorl runs` : text;
}

/** In a form that `bin` and `entrypoint` take. */
function remedy({ key, named, made, withWords }: WrongName, cwd: string): string {
  const path = shown(made, cwd);
  const words = withWords ? (splitPlainWords(named) ?? []).slice(1) : [];
  if (key === 'build.bin' && words.length === 0) return `bin = ${JSON.stringify(path)}`;
  return `entrypoint = [${[path, ...words].map((word) => JSON.stringify(word)).join(', ')}]`;
}

export function wrongNameText({ key, named, made }: WrongName, cwd: string): string {
  return `${key} is ${named}, but the build writes ${shown(made, cwd)}`;
}

function shown(path: string, cwd: string): string {
  const below = pathBelow(path, cwd) ?? '';
  return below === '' ? path : `./${below}`;
}

/** Why a program could not be started, where more can be said than what the system does; and what to do. */
export function explainFailure(
  config: Pick<LoadedConfig, 'settings' | 'origins'>,
  custom: string | undefined,
  file: string,
  code: string | undefined,
  mounts: () => string = readMountInfo,
): Diagnostic | undefined {
  const { settings, origins } = config;
  const key: Key = settings['build.entrypoint'].length > 0 ? 'build.entrypoint' : 'build.bin';
  if (code === 'ENOENT' && custom !== undefined) {
    const { at = key, message, hint } = notMade(custom, key, settings, origins);
    return about(config, at, message, { hint });
  }
  if (code !== 'EACCES' && code !== 'ENOEXEC' && code !== 'EPERM') return undefined;
  if (headOf(file, 7).toString('latin1') === '!<arch>')
    return problem(`${file} is not a program: the package that was built is not a main package`, {
      hint: 'build the directory that holds package main, such as ./cmd/api',
    });
  const mount = code === 'ENOEXEC' ? undefined : mountOf(file, mounts());
  if (mount?.options.includes('noexec') === true)
    return problem(`${mount.path} is mounted noexec: programs cannot run from it`, {
      hint:
        custom === undefined
          ? 'set tmp_dir, and -o in build.cmd, to a directory on another file system'
          : 'put the program on another file system, in build.cmd and in bin or entrypoint',
    });
  return undefined;
}

function notMade(
  cmd: string,
  key: Key,
  settings: LoadedConfig['settings'],
  origins: LoadedConfig['origins'],
): { readonly message: string; readonly hint: string; readonly at?: Key } {
  const named = key === 'build.bin' ? settings['build.bin'] : (settings['build.entrypoint'][0] ?? '');
  const path = key === 'build.bin' && origins['build.bin'].type === 'default' ? './tmp/main' : named;
  const [first = '', ...words] = splitPlainWords(named) ?? [];
  const runs = /\bgo\s+run\s+([^&|;\n]*)/.exec(cmd);
  if (runs !== null)
    return {
      at: 'build.cmd',
      message: `build.cmd runs the program instead of building it: ${cmd.trim()}`,
      hint: `write: cmd = ${JSON.stringify(`go build -o ${first} ${builtBy(runs[1] ?? '')}`)}`,
    };
  const output = lastOutput(cmd);
  if (words.length > 0 && output === undefined)
    return {
      message: `${key} must be a path, but it contains more: ${JSON.stringify(named)}`,
      hint: `write: entrypoint = [${[first, ...words].map((word) => JSON.stringify(word)).join(', ')}]`,
    };
  if (named.includes('\\') && process.platform !== 'win32')
    return {
      message: `${key} is ${named}, but build.cmd did not create that file: a backslash is part of the name here`,
      hint: `write: ${key === 'build.bin' ? 'bin' : 'entrypoint'} = ${JSON.stringify(named.replaceAll('\\', '/'))}, and the same after -o in cmd`,
    };
  return {
    message: `${key} is ${path}, but build.cmd did not create that file`,
    hint: 'set it to the file that build.cmd writes, or make build.cmd write that file',
  };
}

/** The same flags and package for `go build`, of what stands behind `go run`. */
function builtBy(text: string): string {
  const parsed = parseRunArguments(splitPlainWords(text) ?? []);
  return parsed.type === 'ok' ? [...parsed.flags, ...parsed.packages].join(' ') : '.';
}

/** A problem with the place of a key, if that is in a file. */
function about(
  { origins }: Pick<LoadedConfig, 'origins'>,
  key: Key,
  message: string,
  details: { readonly severity?: 'warning'; readonly hint: string },
): Diagnostic {
  const origin = origins[key];
  const location = 'file' in origin ? placeOf(origin) : undefined;
  return problem(message, { ...details, location, source: 'config' });
}
