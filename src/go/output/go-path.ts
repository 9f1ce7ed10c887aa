import { basename, relative } from 'node:path';

/** A file as the go command shows it: relative to where it runs if that is shorter (base.ShortPath), `./` beside it. */
export function goPath(file: string, cwd: string): string {
  const short = relative(cwd, file);
  if (short.length >= file.length) return file;
  return basename(short) === short ? `./${short}` : short;
}
