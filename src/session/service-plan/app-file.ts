import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { LooseEnv } from '../../base/env.ts';
import { findOnPath } from '../../base/find-on-path.ts';
import { inRealDirectory, pathBelow } from '../../base/paths.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';
import { isFile } from '../../base/what-is-there.ts';
import type { LoadedConfig } from '../../config/read/load.ts';
import type { Key } from '../../config/keys/keys.ts';
import { splitPlainWords } from '../../go/build/shell-words.ts';

/** Where the config and the build meet: what it takes to tell which file is to be run. */
export interface AppFileInput {
  readonly config: Pick<LoadedConfig, 'settings' | 'origins'>;
  readonly cwd: string;
  readonly root: string;
  /** Where the build puts the binary, absolute, if that is known. */
  readonly output: string | undefined;
  /** Where the last command of a custom build puts its binary, absolute, if its text says so. */
  readonly writes?: string;
  /** `gorl run`: the config's ways to run something are not meant. */
  readonly runTarget: boolean;
}

export type AppFile =
  /** What was built, with words that were written behind it. */
  | { readonly type: 'built'; readonly words: readonly string[]; readonly wrong?: WrongName }
  /** Another file: a script around the program, a tool on PATH, whatever a custom build makes. */
  | { readonly type: 'file'; readonly file: string; readonly wrong?: WrongName };

/** A key that should name what is built, and does not. */
export interface WrongName {
  readonly key: Key;
  readonly named: string;
  /** What is built, absolute. */
  readonly made: string;
  /** It is the right file with arguments behind it. */
  readonly withWords: boolean;
}

/** Which file the config says to run; `full_bin` has none. `entrypoint` is before `bin`, as in air. */
export function appFile(input: AppFileInput, env: LooseEnv): AppFile {
  const { settings, origins } = input.config;
  const [program = ''] = settings['build.entrypoint'];
  if (input.runTarget) return { type: 'built', words: [] };
  if (program !== '') {
    const found = isAbsolute(program) || /[\\/]/.test(program) ? undefined : findOnPath(program, env);
    return found === undefined ? chosen(input, 'build.entrypoint', program, input.root) : { type: 'file', file: found };
  }
  const isDefault = origins['build.bin'].type === 'default';
  if (!isDefault || input.writes !== undefined) return chosen(input, 'build.bin', settings['build.bin'], input.cwd);
  return { type: 'built', words: [] };
}

function chosen(input: AppFileInput, key: Key, named: string, base: string): AppFile {
  const path = resolve(base, named);
  const { output, writes } = input;
  if (output === undefined) {
    if (writes === undefined || isSamePath(path, writes) || isMeant(path, writes, input))
      return { type: 'file', file: path };
    return { type: 'file', file: path, wrong: { key, named, made: writes, withWords: false } };
  }
  if (isSamePath(path, output)) return { type: 'built', words: [] };
  const [first = '', ...words] = splitPlainWords(named) ?? [];
  if (words.length > 0 && isSamePath(resolve(base, first), output) && !existsSync(path))
    return { type: 'built', words, wrong: { key, named, made: output, withWords: true } };
  if (isMeant(path, output, input)) return { type: 'file', file: path };
  return { type: 'built', words: [], wrong: { key, named, made: output, withWords: false } };
}

/**
 * A program other than the one that is built is meant if it is a script, lies outside the project, or gets the
 * built one as an argument. A binary in the project would be an old one.
 */
function isMeant(path: string, output: string, { config: { settings }, root, cwd }: AppFileInput): boolean {
  if (!isFile(path)) return false;
  if (pathBelow(path, root) === undefined) return true;
  const words = [...settings['build.entrypoint'].slice(1), ...settings['build.args_bin']];
  return words.some((word) => resolve(cwd, word) === output) || !isBinary(path);
}

/** Of Linux, macOS or Windows, or what the go command makes of a package that is not main. */
export function isBinary(path: string): boolean {
  const head = headOf(path, 4).toString('latin1');
  return (
    head === '\x7fELF' ||
    head.startsWith('MZ') ||
    /^(?:\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(head) ||
    head === '!<ar'
  );
}

export function headOf(path: string, length: number): Buffer {
  try {
    return readRegularFile(path, length);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Whether two absolute paths name one place, which need not be there yet. */
export function isSamePath(a: string, b: string): boolean {
  return a === b || inRealDirectory(a) === inRealDirectory(b);
}
