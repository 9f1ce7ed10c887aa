import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readText } from '../../base/read-regular-file.ts';
import type { GoModule } from './module-files.ts';

/** A big repository is not read to its end for the order of a list. */
const mostFiles = 2000;
const mostDirectories = 2000;
/** Of each file: the lines stand near its top. */
const mostBytes = 16 * 1024;

/** The main packages (absolute directories) that a `//go:generate go run` below `root` names. */
export function generatorRuns(root: string, modules: readonly Pick<GoModule, 'path' | 'dir'>[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of goFiles(root)) {
    const text = readText(file, mostBytes) ?? '';
    if (!text.includes('//go:generate')) continue;
    for (const target of runTargets(text)) {
      const module = modules.find(({ path }) => path !== '' && (target === path || target.startsWith(`${path}/`)));
      if (/^\.{1,2}(?:\/|$)/.test(target)) found.add(resolve(dirname(file), target));
      else if (module !== undefined) found.add(join(module.dir, target.slice(module.path.length)));
    }
  }
  return found;
}

/** What `go run` is given in the `//go:generate` lines of a source: packages, no files. */
export function runTargets(source: string): readonly string[] {
  return [...source.matchAll(/^\/\/go:generate[ \t]+(.*)$/gm)].flatMap(([, line = '']) => {
    const words = line.trim().split(/\s+/);
    if (words[0] !== 'go' || words[1] !== 'run') return [];
    // `-tags x` has its value in the next word; most others are one word.
    const target = words.slice(2).find((word, at, rest) => !word.startsWith('-') && !takesValue(rest[at - 1]));
    return target === undefined || target.endsWith('.go') || target.includes('@') ? [] : [target];
  });
}

function takesValue(word = ''): boolean {
  return /^--?(?:tags|ldflags|gcflags|mod|modfile|C|exec|p|overlay)$/.test(word);
}

/** By breadth, so that what is cut off lies deepest. */
function* goFiles(root: string): Generator<string> {
  const directories = [root];
  let files = 0;
  for (let at = 0; at < directories.length && at < mostDirectories; at++) {
    const dir = directories[at] as string;
    for (const entry of entriesOf(dir)) {
      if (/^[._]/.test(entry.name) || entry.isSymbolicLink()) continue;
      if (entry.isDirectory()) {
        if (!notOurs.has(entry.name)) directories.push(join(dir, entry.name));
      } else if (entry.name.endsWith('.go')) {
        if (++files > mostFiles) return;
        yield join(dir, entry.name);
      }
    }
  }
}

const notOurs: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'testdata']);

function entriesOf(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
