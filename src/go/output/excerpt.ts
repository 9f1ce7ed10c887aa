import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readRegularFile } from '../../base/read-regular-file.ts';
import type { Diagnostic, Excerpt, Location } from '../../protocol/diagnostic.ts';
import { pathBelow } from '../../base/paths.ts';

const maxFileBytes = 2 * 1024 * 1024;
/** A minified or generated line helps nobody. */
const maxLineLength = 4000;
const around = 2;
/** More errors than this are never shown with their source. */
const maxExcerpts = 200;

export interface ExcerptOptions {
  /** What `Location.file` is relative to. */
  readonly base: string;
  /** Absolute directories; a file that is, after its links are followed, below none of them is never opened. */
  readonly roots: readonly string[];
}

/**
 * The same diagnostics with two lines of source before and after each location: as it is now, for
 * the file may have changed by the time it is shown. A file that is over 2 MiB, gone, no regular
 * file or outside the roots leaves its diagnostic as it was. Never rejects.
 */
export async function attachExcerpts(
  diagnostics: readonly Diagnostic[],
  options: ExcerptOptions,
): Promise<readonly Diagnostic[]> {
  const files = new Map<string, Promise<readonly string[] | undefined>>();
  const read = (file: string): Promise<readonly string[] | undefined> => {
    const path = resolve(options.base, file);
    const known = files.get(path) ?? readLines(path, options.roots);
    files.set(path, known);
    return known;
  };
  return Promise.all(
    diagnostics.map(async (diagnostic, index) => {
      const { location } = diagnostic;
      if (location === undefined || location.excerpt !== undefined || index >= maxExcerpts) return diagnostic;
      const lines = await read(location.file);
      const excerpt = lines && excerptOf(lines, location);
      return excerpt ? { ...diagnostic, location: { ...location, excerpt } } : diagnostic;
    }),
  );
}

function excerptOf(lines: readonly string[], { line }: Location): Excerpt | undefined {
  if (line < 1 || line > lines.length) return undefined;
  const first = Math.max(1, line - around);
  const part = lines.slice(first - 1, line + around);
  return part.some((text) => text.length > maxLineLength) ? undefined : { firstLine: first, lines: part };
}

async function readLines(path: string, roots: readonly string[]): Promise<readonly string[] | undefined> {
  try {
    const real = await realpath(path);
    const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
    if (!realRoots.some((root) => pathBelow(real, root) !== undefined)) return undefined;
    const facts = await stat(real);
    if (!facts.isFile() || facts.size > maxFileBytes) return undefined;
    const lines = readRegularFile(real).toString('utf8').split(/\r?\n/);
    // The end of the last line is not a line of its own.
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  } catch {
    return undefined;
  }
}
