import { pathBelow } from '../../base/paths.ts';

export interface Mount {
  readonly path: string;
  readonly options: readonly string[];
}

/**
 * The file system that a path lies on.
 *
 * @param mountInfo the text of /proc/self/mountinfo (proc_pid_mountinfo(5)): the fifth field is the place, the sixth
 *   its options; of several at one place the last is the one that is seen
 */
export function mountOf(path: string, mountInfo: string): Mount | undefined {
  let found: Mount | undefined;
  for (const line of mountInfo.split('\n')) {
    const [, , , , escaped = '', options = ''] = line.split(' ');
    const place = escaped.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    if (place === '' || pathBelow(path, place) === undefined) continue;
    if (found === undefined || place.length >= found.path.length) found = { path: place, options: options.split(',') };
  }
  return found;
}
