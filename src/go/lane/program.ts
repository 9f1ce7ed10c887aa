import type { FileState } from './file-states.ts';

/** A package of the program whose files can change. */
export interface OwnPackage {
  /** Of the step that compiles it. */
  readonly id: string;
  /** The import path. */
  readonly path: string;
  /** Absolute. */
  readonly dir: string;
  /** The compiler alone makes it, from Go sources alone. */
  readonly isPlain: boolean;
  /** Base names of the Go sources that are compiled. */
  readonly sources: readonly string[];
  /** Base names of what else it is made of. */
  readonly others: readonly string[];
  /** Base names of what would belong to it, but for its build constraints. */
  readonly leftOut: readonly string[];
  /** Patterns of `//go:embed`. */
  readonly embedPatterns: readonly string[];
  /** Absolute paths of what they matched. */
  readonly embedFiles: readonly string[];
}

/** What a binary was made of, as it was then. */
export interface Program {
  /** By id. */
  readonly packages: ReadonlyMap<string, OwnPackage>;
  /** Absolute paths of what packages are found by: go.mod, go.sum, go.work, vendor/modules.txt, the user's settings. */
  readonly moduleFiles: readonly string[];
  /** Absolute paths of the compiler, the linker and the go command. They are too big to be read: their stamps count. */
  readonly tools: ReadonlyMap<string, string>;
  /** Directories between a module's and its packages': a go.mod in one would end the module there. */
  readonly between: readonly string[];
  /** By absolute path: sources, what is embedded, module files. */
  readonly files: ReadonlyMap<string, FileState>;
  /** By directory: the names in it that matter. */
  readonly listings: ReadonlyMap<string, readonly string[]>;
}

/** What is on disk now, where it differs from what was known. */
export type Difference =
  | { readonly type: 'content'; readonly path: string; readonly before: FileState; readonly now: FileState }
  | { readonly type: 'appeared' | 'gone'; readonly path: string }
  | { readonly type: 'tool'; readonly path: string };
