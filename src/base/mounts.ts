import { pathBelow } from './paths.ts';
import { readText } from './read-regular-file.ts';

export interface Mount {
  readonly path: string;
  /** `ext4`, `overlay`, `9p`. */
  readonly type: string;
  readonly options: readonly string[];
}

/** The text of /proc/self/mountinfo; '' where there is none. */
export function readMountInfo(): string {
  return readText('/proc/self/mountinfo') ?? '';
}

/**
 * The file system that a path lies on: the innermost, and of several at one place the last, which is the one that is
 * seen.
 *
 * @param mountInfo proc_pid_mountinfo(5): the fifth field is the place, the sixth its options; the type follows a dash
 */
export function mountOf(path: string, mountInfo: string): Mount | undefined {
  let found: Mount | undefined;
  for (const line of mountInfo.split('\n')) {
    const [, , , , escaped = '', options = '', ...rest] = line.split(' ');
    const place = escaped.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    const type = rest[rest.indexOf('-') + 1];
    if (place === '' || type === undefined || pathBelow(path, place) === undefined) continue;
    if (found === undefined || place.length >= found.path.length)
      found = { path: place, type, options: options.split(',') };
  }
  return found;
}
