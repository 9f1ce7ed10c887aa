import { join } from 'node:path';
import { readText } from '../base/read-regular-file.ts';
import { entriesIn } from '../base/what-is-there.ts';
import type { ProjectView } from '../go/generators/project-view.ts';

/** What is read of one file: as much as a source has. */
const mostBytes = 256 * 1024;
/** Deeper, or beyond so many, nothing is looked for. */
const mostDepth = 8;
const mostFiles = 20_000;

const notOurs: ReadonlySet<string> = new Set(['vendor', 'testdata', 'tmp']);

export interface ProjectScan extends ProjectView {
  /** Relative to the root; those named node_modules are among them, but not what they hold. */
  readonly directories: readonly string[];
}

/** The files of a project, by breadth, without those of others and of hidden directories. */
export function scanProject(root: string): ProjectScan {
  const files: string[] = [];
  const nodeModules: string[] = [];
  const directories = [''];
  for (let at = 0; at < directories.length && files.length < mostFiles; at++) {
    const dir = directories[at] as string;
    const depth = dir === '' ? 0 : dir.split('/').length;
    for (const entry of entriesIn(join(root, dir))) {
      const path = dir === '' ? entry.name : `${dir}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && entry.name === 'node_modules') nodeModules.push(path);
      else if (entry.isDirectory() && depth < mostDepth && !entry.name.startsWith('.') && !notOurs.has(entry.name))
        directories.push(path);
    }
  }
  const texts = new Map<string, string | undefined>();
  const read = (file: string): string | undefined => {
    if (!texts.has(file)) texts.set(file, readText(join(root, file), mostBytes));
    return texts.get(file);
  };
  return {
    files: files.toSorted(),
    directories: [...directories.slice(1), ...nodeModules].toSorted(),
    read,
    goMod: readText(join(root, 'go.mod')) ?? '',
  };
}
