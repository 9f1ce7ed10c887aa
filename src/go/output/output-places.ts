import { readdirSync } from 'node:fs';
import { basename, isAbsolute, join, resolve, sep } from 'node:path';
import { isFile } from '../../base/what-is-there.ts';
import type { Places } from './build-output.ts';
import { readModule } from '../packages/module-files.ts';

/** More files and directories than this are not looked at: then only what the output states is certain. */
const mostEntries = 50_000;

interface Survey {
  /** By base name, absolute. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** The longest import path first. */
  readonly modules: readonly { readonly path: string; readonly dir: string }[];
  readonly complete: boolean;
}

/**
 * For a command of the user's, which may have run the go command anywhere: what its line, the headers of the
 * go command and make say, else the only file that the path can mean. The tree is looked at once, when it is needed.
 */
export function searchedPlaces(options: {
  readonly line: string;
  /** Where the line ran, absolute. */
  readonly cwd: string;
  /** Absolute; the sources that may be meant. */
  readonly roots: readonly string[];
}): Places {
  const stated = statedDirectory(options.line, options.cwd);
  let known: Survey | undefined;
  const survey = (): Survey => (known ??= surveyOf(options.roots));
  return {
    find(file, clues) {
      if (isAbsolute(file)) return file;
      const inPackage = clues.package === undefined ? undefined : packageDirectory(clues.package, survey());
      if (inPackage !== undefined && isFile(join(inPackage, basename(file)))) return join(inPackage, basename(file));
      if (clues.directory === undefined && stated !== undefined && isFile(resolve(stated, file)))
        return resolve(stated, file);
      return onlyMatch(file, clues.directory, survey()) ?? onlyMatch(file, undefined, survey());
    },
  };
}

const changeDirectory = /^\s*(?:\(\s*)?cd\s+(?:"([^"$`\\]+)"|'([^']+)'|([^\s"'$`;&|()<>*?~\\]+))\s*(?:&&|;)\s*/;
const goCommand =
  /^\s*(?:[A-Za-z_]\w*=\S*\s+)*go\s+(?:build|generate|install|list|run|test|vet)(?:\s+-C[=\s]\s*(\S+))?(?=\s|\)|$)/;
/** They print no places of sources. */
const silentCommand = /^\s*(?:chmod|cp|date|echo|mkdir|mv|printf|rm|true)\b/;

/** Where a line that only changes the directory and runs the go command runs it; undefined where that is not certain. */
export function statedDirectory(line: string, cwd: string): string | undefined {
  let directory = cwd;
  let rest = line;
  for (let step = changeDirectory.exec(rest); step !== null; step = changeDirectory.exec(rest)) {
    directory = resolve(directory, step[1] ?? step[2] ?? step[3] ?? '');
    rest = rest.slice(step[0].length);
  }
  const found = new Set<string>();
  for (const command of rest.split(/&&|\|\||[;\n]/)) {
    const go = goCommand.exec(command);
    if (go !== null) found.add(go[1] === undefined ? directory : resolve(directory, go[1]));
    else if (!silentCommand.test(command)) return undefined;
  }
  return found.size === 1 ? [...found][0] : undefined;
}

function packageDirectory(path: string, { modules }: Survey): string | undefined {
  const module = modules.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  return module === undefined ? undefined : join(module.dir, path.slice(module.path.length));
}

function onlyMatch(file: string, below: string | undefined, { files, complete }: Survey): string | undefined {
  if (!complete) return undefined;
  const end =
    sep +
    file
      .split(/[\\/]/)
      .filter((part) => part !== '.' && part !== '..')
      .join(sep);
  const found = (files.get(basename(file)) ?? []).filter(
    (path) => path.endsWith(end) && (below === undefined || path.startsWith(below + sep)),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Below the roots: hidden directories, node_modules and vendored packages left out, links not followed. */
function surveyOf(roots: readonly string[]): Survey {
  const files = new Map<string, string[]>();
  const modules: { path: string; dir: string }[] = [];
  const seen = new Set<string>();
  const waiting = [...roots];
  let entries = 0;
  for (let dir = waiting.pop(); dir !== undefined && entries <= mostEntries; dir = waiting.pop()) {
    if (seen.has(dir)) continue;
    seen.add(dir);
    for (const entry of entriesOf(dir)) {
      entries++;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) {
        if (!/^(?:\..*|node_modules|vendor)$/.test(entry.name)) waiting.push(path);
      } else {
        files.set(entry.name, [...(files.get(entry.name) ?? []), path]);
        if (entry.name === 'go.mod') modules.push({ path: readModule(path).path, dir });
      }
    }
  }
  const named = modules.filter(({ path }) => path !== '').toSorted((a, b) => b.path.length - a.path.length);
  return { files, modules: named, complete: entries <= mostEntries };
}

function entriesOf(dir: string): ReturnType<typeof readDirectory> {
  try {
    return readDirectory(dir);
  } catch {
    return [];
  }
}

function readDirectory(dir: string) {
  return readdirSync(dir, { withFileTypes: true });
}
