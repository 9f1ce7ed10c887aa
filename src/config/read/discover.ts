import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cannotBeRead, errnoOf } from '../../base/errno.ts';
import { shownPath } from '../../base/paths.ts';
import { readPipe } from '../../base/read-pipe.ts';
import { notRegular, readRegularFile } from '../../base/read-regular-file.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { longestFile, type ConfigFile } from './load.ts';

/** What discovery has to know. */
export interface DiscoverInput {
  /** Absolute; where gorl was started. */
  readonly cwd: string;
  /** The argument of `-c`, relative to `cwd`. */
  readonly path?: string;
  /** `$air_wd`: where to look instead of `cwd`; does not concern `path`. */
  readonly airWd?: string;
}

export type Discovery =
  | { readonly type: 'found'; readonly file: ConfigFile }
  /** There is none, and none was asked for. */
  | { readonly type: 'none' }
  /** There is one that cannot be read, or the one asked for is missing. `shown`: its name. */
  | { readonly type: 'failed'; readonly shown: string; readonly diagnostic: Diagnostic };

const ownNames: readonly string[] = ['gorl.toml', '.config/gorl.toml'];

/**
 * Where a config is looked for, in this order. Whoever has one that only gorl reads means gorl by it, so it comes first;
 * the other two are in air's order.
 */
export const configNames: readonly string[] = [...ownNames, '.air.toml', '.config/air.toml'];

/** Whether air does not read a config of that name. */
export function isOwnName(name: string): boolean {
  return ownNames.includes(name);
}

/** Finds and reads the config file. Nowhere but in one directory: not above it, not at home. Never throws. */
export function discoverConfig({ cwd, path, airWd }: DiscoverInput): Discovery {
  if (path !== undefined) return readConfig(resolve(cwd, path), cwd, true);
  const directory = airWd === undefined || airWd === '' ? cwd : resolve(cwd, airWd);
  for (const name of configNames) {
    const found = readConfig(join(directory, name), cwd, false);
    if (found.type !== 'none') return found;
  }
  return { type: 'none' };
}

/** Reads one file again, e.g. after it changed. */
export function readConfig(path: string, cwd: string, required: boolean): Discovery {
  const shown = shownPath(path, cwd);
  let bytes: Buffer;
  try {
    const stat = statSync(path);
    if (stat.size > longestFile) return failed(shown, tooLong);
    // Of pipes only one that was asked for, as in `-c <(…)`, has a writer.
    const isPipe = required && !stat.isFile() && !stat.isDirectory();
    bytes = isPipe ? readPipe(path, longestFile) : readRegularFile(path);
    if (stat.isFIFO() && bytes.length === 0) return failed(shown, 'the config is a pipe, and nothing came out of it');
  } catch (error) {
    const code = errnoOf(error);
    if (!required && (code === 'ENOENT' || code === 'ENOTDIR')) return { type: 'none' };
    return failed(
      shown,
      problems[code ?? ''] ?? `the config ${cannotBeRead(error)}`,
      code === 'ENOENT' ? 'check the path after -c' : undefined,
    );
  }
  if (bytes.length > longestFile) return failed(shown, tooLong);
  if (bytes.includes(0))
    return failed(shown, 'this is not a text file: it has NUL bytes', undefined, lineOf(bytes, bytes.indexOf(0)));
  try {
    return { type: 'found', file: { path, shown, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) } };
  } catch {
    const at = firstBadByte(bytes);
    return failed(shown, 'this is not UTF-8 text', 'TOML files are UTF-8: save it in that encoding', lineOf(bytes, at));
  }
}

const tooLong = 'this file is too large for a config: more than 1 MiB';

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'no such config file',
  ENOTDIR: 'no such config file',
  EISDIR: 'the config is a directory, not a file',
  [notRegular]: 'the config is not a regular file',
  ENXIO: 'the config is not a regular file',
  ELOOP: 'the config is a symbolic link to itself',
};

function failed(file: string, message: string, hint?: string, place?: { line: number; column?: number }): Discovery {
  // A file that cannot be read has no line to point at.
  const text = place === undefined ? `${file}: ${message}` : message;
  const location = place === undefined ? undefined : { file, ...place };
  return { type: 'failed', shown: file, diagnostic: problem(text, { location, source: 'config', hint }) };
}

function lineOf(bytes: Buffer, at: number): { line: number; column: number } {
  const before = bytes.subarray(0, at);
  return { line: before.filter((byte) => byte === 0x0a).length + 1, column: at - before.lastIndexOf(0x0a) };
}

/** The first byte that is no UTF-8: as far as the text survives decoding and encoding. */
function firstBadByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'));
  const at = again.findIndex((byte, index) => byte !== bytes[index]);
  return at === -1 ? bytes.length : at;
}
