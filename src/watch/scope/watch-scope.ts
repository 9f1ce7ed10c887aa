import type { Consumer } from './consumer.ts';
import type { RuleFiles } from './rule-files.ts';

/** What is watched, as the user wrote it. Lists keep the user's spelling; air's keys mean what they mean in air. */
export interface WatchScope {
  /** Whose changes they are, unless a rule or the config has them. Default: those of the only service. */
  readonly consumer?: Consumer;
  /** Absolute; its symlinks are resolved, and reported paths lie below the resolved root. */
  readonly root: string;
  /** Absolute or relative to root; never watched. */
  readonly tmpDir: string;
  /** Absolute or relative to root; never watched. */
  readonly testdataDir: string;
  /** Last extensions without the dot; `*` is every file except `binary`. */
  readonly includeExt: readonly string[];
  /** Entries below root restrict the watch to them; entries outside are watched in addition. */
  readonly includeDir: readonly string[];
  /** Exact paths relative to root; they override `includeExt` and excluded directories. */
  readonly includeFile: readonly string[];
  readonly excludeDir: readonly string[];
  /** The user wrote no `exclude_dir`: then a directory named in `includeDir` overrides the list. */
  readonly excludeDirIsDefault: boolean;
  /** `excludeDir` is the user's own choice: it also counts for what the program is made of. */
  readonly excludeDirIsChosen?: boolean;
  /** Go `filepath.Match` patterns on the path relative to root. */
  readonly excludeFile: readonly string[];
  /** Go regular expressions, found anywhere in the absolute path. */
  readonly excludeRegex: readonly string[];
  /** `excludeRegex` is the user's own choice, as with `excludeDirIsChosen`. */
  readonly excludeRegexIsChosen?: boolean;
  /** What the program is made of, wherever it lies: no list of extensions, ignored or default directories counts for it. */
  readonly program?: ProgramScope;
  /** How far the lists alone lead. Default: everywhere. */
  readonly reach?: ListedReach;
  readonly followSymlink: boolean;
  readonly respectGitignore: boolean;
  /** Extensions of `includeExt` that the user chose, where a default would do: they win over a line for the file itself. */
  readonly chosenExt?: readonly string[];
  /** Directories of the packages that are built; git's ignore lines do not count for them. Absolute. */
  readonly programDirs?: readonly string[];
  /** The built binary, absolute or relative to root; never watched. */
  readonly binary?: string;
  /** Files that gorl itself writes, whatever else names them; never watched. Absolute. */
  readonly ownFiles?: readonly string[];
  /** Names of further such files, wherever they lie. */
  readonly ownName?: RegExp;
  /** `[[build.rules]]`: their files are watched for them, also in directories that are left out. */
  readonly buildRules?: readonly RuleFiles[];
  /** What generators read, below root: watched whatever a list or git says, and the service's also if a build rule has it. */
  readonly inputs?: InputScope;
  /** Absolute. They are the config's, and nobody else's. Watched although no rule includes them, also outside root. */
  readonly configFiles?: readonly string[];
  /** Absolute: env files and files of the module; the service's, and watched as config files are. */
  readonly extraFiles: readonly string[];
}

export interface ProgramScope {
  /** Topmost directories of its packages and of what they embed. Absolute, without symlinks. */
  readonly directories: Iterable<string>;
  /** Whether the program depends on that file, or would if it were there. */
  wants(path: string): boolean;
  /** Whether such a file may lie in that directory or below it. */
  mayLieBelow(directory: string): boolean;
}

export interface ListedReach {
  /** Whether to enter a directory that nothing but the lists wants. */
  follows(directory: string): boolean;
}

export interface InputScope {
  /** All of its patterns. */
  readonly globs: readonly string[];
  wants(path: string): boolean;
  /** Whether such a file may lie in that directory or below it. */
  mayLieBelow(directory: string): boolean;
}

export interface Verdict {
  readonly watch: boolean;
  /** For people: the rule that decided. */
  readonly because: string;
  /** It is watched for the lists, and for nothing else. */
  readonly onlyListed?: true;
}

/** The compiled rules. Verdicts are about the path alone: that its parents are watched is the walker's business. */
export interface PathFilter {
  /** Absolute, resolved. */
  readonly root: string;
  /** Where walks begin: the root, and included directories outside it. */
  readonly starts: readonly string[];
  /** Files watched by name, wherever they are: include_file, configFiles and extraFiles. Absolute. */
  readonly named: readonly string[];
  /** Files named .gitignore matter. */
  readonly respectGitignore: boolean;
  directory(path: string): Verdict;
  file(path: string): Verdict;
  /** The line of a .gitignore because of which a file is not watched, as `.gitignore:3`. */
  ignoredBy(path: string): string | undefined;
  /** Everybody whom a change may be for, in the order in which they are told. */
  readonly consumers: readonly Consumer[];
  /** Whom changes of a watched file are for. As in air, the first rule that matches has it, and asks for no build unless
   * it is a generator's input. */
  owners(path: string): readonly Consumer[];
  /** Files elsewhere whose change may change the verdicts: git's index. Absolute. */
  readonly sources: readonly string[];
  /** Whether such a file did. */
  outdated(): boolean;
  /** Forget what was read from .gitignore files and git's index; they are read again when next asked for. */
  reread(): void;
}
