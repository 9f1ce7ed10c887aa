import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The path of a file as people see it: relative to `base` when below it (no `./`, `/`-separated),
 * else absolute. `file` may be relative to `cwd`, as the go command prints it.
 */
export function shownPath(file: string, cwd: string, base: string = cwd): string {
  const absolute = resolve(cwd, file);
  const below = pathBelow(absolute, base);
  return below === undefined || below === '' ? absolute : below;
}

/** `absolute` relative to `dir`, `/`-separated; '' for `dir` itself; undefined when it is not below. */
export function pathBelow(absolute: string, dir: string): string | undefined {
  const path = relative(dir, absolute);
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return undefined;
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
