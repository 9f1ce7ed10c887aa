/** A watched file was written, replaced or removed while somebody observed. */
export interface SourceWrite {
  /** Absolute. */
  readonly directory: string;
  /** Absent where only the directory is known, as with what a symlink leads to. */
  readonly name?: string;
  /** ctime, Unix ms by the file system's clock; absent where it cannot be told. */
  readonly atMs?: number;
  /** Not an event, a comparison told of it: when it happened is not known. */
  readonly late?: true;
}

export interface WriteObserver {
  written(write: SourceWrite): void;
  /** The content of these files (absolute paths) is another than before. */
  changed(paths: readonly string[]): void;
}

/** What a build has to know of the files that it reads. The session provides it, for `go/` must not import `watch/`. */
export interface Sources {
  /** Tells of each write from now on, the moment it is noticed. Returns what ends it. */
  observe(observer: WriteObserver): () => void;
  /**
   * Compares everything with the disk. What no event reported goes the way of every change before this returns: it may
   * cancel the build that looks. The observers hear of such writes, too.
   */
  look(): void;
  /** Resolves when all that was written so far has become quiet and been delivered. */
  quiet(): Promise<void>;
  /** Absolute paths of all watched files that the compiler may read. */
  files(): readonly string[];
}

/** For a builder that stands alone: nothing is ever written. */
export const stillSources: Sources = {
  observe: () => () => undefined,
  look: () => undefined,
  quiet: () => Promise.resolve(),
  files: () => [],
};

/**
 * Tests are no part of a program. go.mod and go.sum are, but no package's hash has their bytes, and the go command
 * writes them itself: it must not be killed for that.
 */
export function isGoCommandsOwn(name: string): boolean {
  return name.endsWith('_test.go') || /^(?:go\.(?:mod|sum|work|work\.sum)|modules\.txt)$/.test(name);
}
