import { join } from 'node:path';
import type { Env } from '../../base/env.ts';
import { readText } from '../../base/read-regular-file.ts';

/** As much of a file of settings as is read; a longer one is none. */
const mostBytes = 64 * 1024;

/**
 * The flags that the go command puts before those of each command line: of GOFLAGS, or of what `go env -w` or the
 * release has set in its place (`go help environment`, `go help goflags`).
 *
 * @param goroot absolute; undefined: what the release sets is not looked at
 */
export function goFlags(env: Env, goroot?: string): readonly string[] {
  return flagWords(goSetting('GOFLAGS', env, goroot) ?? '');
}

/** One of the go command's variables: from the environment, or else from where `go env -w` or the release keeps it. */
export function goSetting(name: string, env: Env, goroot?: string): string | undefined {
  const files = [userFile(env), ...(goroot === undefined ? [] : [join(goroot, 'go.env')])];
  for (const value of [env[name], ...files.map((file) => file && settingIn(file, name))])
    if (value !== undefined && value !== '') return value;
  return undefined;
}

function userFile(env: Env): string | undefined {
  const chosen = env['GOENV'] ?? '';
  if (chosen !== '') return chosen === 'off' ? undefined : chosen;
  const dir = configDir(env);
  return dir === undefined ? undefined : join(dir, 'go', 'env');
}

/** As Go's os.UserConfigDir has it. */
function configDir(env: Env): string | undefined {
  const of = (name: string, ...below: readonly string[]): string | undefined => {
    const dir = env[name] ?? '';
    return dir === '' ? undefined : join(dir, ...below);
  };
  if (process.platform === 'win32') return of('AppData') ?? of('APPDATA');
  if (process.platform === 'darwin') return of('HOME', 'Library', 'Application Support');
  return of('XDG_CONFIG_HOME') ?? of('HOME', '.config');
}

/** Undefined: it says nothing, or is not there. */
function settingIn(file: string, name: string): string | undefined {
  const lines = (readText(file, mostBytes) ?? '').split('\n');
  return lines
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .trim();
}

/** The flags in a value of GOFLAGS: separated by space; a word in quotes may hold some. */
export function flagWords(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}
