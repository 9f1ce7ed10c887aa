/** What a generator is recognized by. */
export interface ProjectView {
  /** Relative to the root, with `/`, sorted. */
  readonly files: readonly string[];
  /** The text of one of them; undefined where it cannot be read. */
  readonly read: (file: string) => string | undefined;
  /** The text of the module's go.mod; '' without one. */
  readonly goMod: string;
}

/** A generator that a project evidently uses. */
export interface FoundGenerator {
  readonly name: string;
  /** The file that tells, relative to the root. */
  readonly evidence: string;
  /** Globs of what it reads, relative to the root. */
  readonly files: readonly string[];
  /** Globs of what is none of that. */
  readonly exclude: readonly string[];
  /** Shell text, to be run in the root. */
  readonly cmd: string;
  /** The program that has to be on PATH; absent where the go command brings it. */
  readonly program?: string;
  /** How to get the program. */
  readonly install?: string;
  /** Why it cannot be told what it reads or how it is called; then the entry is a proposal. */
  readonly doubt?: string;
}

/** The directory of a file; '.' is the root. */
export function directoryOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash);
}

/** A path or glob below a directory, relative to the root. */
export function below(directory: string, path: string): string {
  const parts = directory === '.' ? [] : directory.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0) parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** A shell line that is to be run in that directory. */
export function runIn(directory: string, line: string): string {
  return directory === '.' ? line : `cd ${shellWord(directory)} && ${line}`;
}

export function shellWord(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
