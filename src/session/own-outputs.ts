import { fstatSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { inRealDirectory } from '../base/paths.ts';
import { openPipeReaders } from '../process/io/pipe-readers.ts';

/** The files that what gorl says ends up in: a change of one of them is gorl's own, and starts nothing. */
export interface OwnOutputs {
  /** Absolute: those known by name. */
  readonly paths: readonly string[];
  /** Whether that is such a file, whatever its name. Asked of files that changed. */
  has(path: string, file: { readonly dev: number; readonly ino: number }): boolean;
}

const streams = [1, 2] as const;
/** Within it the readers of our pipes have the same files open. */
const freshMs = 50;

export interface OwnOutputsOptions {
  /** What `--events` says: a path, or `fd:3`. */
  readonly events?: string;
  /** Such a file is somebody's work: whoever reads our output and writes it at the moment is an editor. */
  readonly isSource: (path: string) => boolean;
  readonly readers?: typeof openPipeReaders;
}

/** Call it when the event stream is open. */
export function findOwnOutputs({ events, isSource, readers = openPipeReaders }: OwnOutputsOptions): OwnOutputs {
  const descriptor = /^(?:fd:|\/dev\/fd\/|\/proc\/self\/fd\/)(\d+)$/.exec(events ?? '')?.[1];
  const path = events === undefined || events.startsWith('fd:') ? undefined : resolve(events);
  const descriptors = [...streams, ...(descriptor === undefined ? [] : [Number(descriptor)])];
  // Open as long as gorl lives, so that no other file can get their numbers.
  const own = new Set([
    ...descriptors.flatMap((fd) => identityOf(() => fstatSync(fd))),
    // Behind the path may be a link, and the file may have other names.
    ...(path === undefined ? [] : identityOf(() => statSync(path))),
  ]);
  const pipes = readers(descriptors);
  let behind: { readonly files: ReadonlySet<string>; readonly atMs: number } | undefined;
  return {
    paths: path === undefined ? [] : [path, inRealDirectory(path)],
    has(file, { dev, ino }) {
      const identity = `${dev}:${ino}`;
      if (own.has(identity)) return true;
      if (pipes === undefined || isSource(file)) return false;
      const nowMs = performance.now();
      if (behind === undefined || nowMs - behind.atMs > freshMs) behind = { files: pipes.written(), atMs: nowMs };
      if (!behind.files.has(identity) && pipes.lookAgain()) behind = { files: pipes.written(), atMs: nowMs };
      return behind.files.has(identity);
    },
  };
}

function identityOf(look: () => Stats): readonly string[] {
  try {
    const stats = look();
    return stats.isFile() ? [`${stats.dev}:${stats.ino}`] : [];
  } catch {
    return [];
  }
}
