import type { Draft, MigrationContext } from './migration.ts';

/** What a pattern for watched files asks for; an empty one for all files. */
interface Wanted {
  readonly dir?: string;
  readonly ext?: string;
  readonly file?: string;
}

/** Takes over patterns of files to watch. `ext`: extensions that count whatever the patterns say. */
export function carryIncludes(
  draft: Draft,
  patterns: readonly string[],
  from: string,
  { isDirectory }: MigrationContext,
  ext?: readonly string[],
): void {
  const wanted: Wanted[] = [];
  for (const pattern of patterns.flatMap(expandBraces)) {
    const read = readInclude(pattern, isDirectory);
    if (read === undefined)
      draft.lose(`${from}: ${pattern} has no counterpart; gorl watches by directory and extension`);
    else wanted.push(read);
  }
  const areas = wanted.filter((each) => each.file === undefined);
  const dirs = areas.map((each) => each.dir);
  const exts = ext ?? areas.map((each) => each.ext ?? '*');
  const files = wanted.flatMap((each) => each.file ?? []);
  if (exts.length > 0) draft.set('build.include_ext', exts.includes('*') ? ['*'] : unique(exts), from);
  if (dirs.length > 0 && dirs.every((dir) => dir !== undefined)) draft.set('build.include_dir', unique(dirs), from);
  if (files.length > 0) draft.set('build.include_file', unique(files), from);
}

function readInclude(pattern: string, isDirectory: (path: string) => boolean): Wanted | undefined {
  const { fixed, rest } = splitGlob(pattern);
  const dir = fixed.length === 0 ? {} : { dir: fixed.join('/') };
  if (rest.length === 0) {
    if (fixed.length === 0 || isDirectory(fixed.join('/'))) return dir;
    // Whoever names a directory that is not there yet writes no dot.
    return fixed.at(-1)?.includes('.') === true ? { file: fixed.join('/') } : dir;
  }
  const last = rest.at(-1) ?? '';
  if (rest.slice(0, -1).some((each) => each !== '**')) return undefined;
  if (/^\*{1,2}(?:\.\*)?$/.test(last)) return dir;
  const ext = /^\*(?:\.[\w-]+)*\.([\w-]+)$/.exec(last)?.[1];
  return ext === undefined ? undefined : { ...dir, ext };
}

/**
 * Takes over patterns of files and directories to leave out. Hidden directories are never watched.
 *
 * @param more expressions that the tool gives beside its patterns
 */
export function carryExcludes(
  draft: Draft,
  patterns: readonly string[],
  from: string,
  { isDirectory }: MigrationContext,
  more: readonly string[] = [],
): void {
  const dirs: string[] = [];
  const files: string[] = [];
  const expressions: string[] = [...more];
  for (const pattern of patterns.flatMap(expandBraces)) {
    const { fixed, rest } = splitGlob(pattern);
    const path = fixed.join('/');
    const isTree = rest.every((each) => each === '*' || each === '**');
    if (isTree && fixed.some(isHiddenDirectory)) continue;
    if (path !== '' && isTree && (rest.length > 0 || isDirectory(path) || !(fixed.at(-1) ?? '').includes('.')))
      dirs.push(path);
    else if (path !== '' && !rest.includes('**')) files.push([...fixed, ...rest].join('/'));
    else if (rest.length > 0) expressions.push(globExpression([...fixed, ...rest].join('/')));
  }
  if (dirs.length > 0) draft.set('build.exclude_dir', unique(['tmp', 'vendor', 'testdata', ...dirs]), from);
  if (files.length > 0) draft.set('build.exclude_file', unique(files), from);
  draft.excludeRegex(expressions, from);
}

/** `.git`, `.idea`; not `.env` and `.env.local`, which are files. */
function isHiddenDirectory(name: string): boolean {
  return /^\.[^.]/.test(name) && !name.startsWith('.env');
}

/** The segments before the first one with a wildcard, and those from it on. */
function splitGlob(pattern: string): { readonly fixed: readonly string[]; readonly rest: readonly string[] } {
  const segments = pattern
    .replace(/^\.\//, '')
    .split('/')
    .filter((each) => each !== '' && each !== '.');
  const at = segments.findIndex((each) => /[*?[\]{}]/.test(each));
  return at < 0 ? { fixed: segments, rest: [] } : { fixed: segments.slice(0, at), rest: segments.slice(at) };
}

/** An expression for absolute paths that says what the glob says of relative ones. */
function globExpression(glob: string): string {
  const text = glob.replace(/^(?:\*\*\/)*\*(?!\*)/, '').replaceAll(/\*\*\/|\*\*|[*?]|[.+^$()|\\{}]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : `\\${part}`;
  });
  return `${text.startsWith('(?:.*/)?') ? text.replace('(?:.*/)?', '/') : text}$`.replace(/\/\.\*\$$/, '/');
}

/** `*.{go,html}` → `*.go`, `*.html`; one pair of braces, as people write them. */
export function expandBraces(pattern: string): readonly string[] {
  const match = /^([^{]*)\{([^{}]*)\}([\s\S]*)$/.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').flatMap((choice) => expandBraces(`${before}${choice.trim()}${after}`));
}

export function unique(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}
