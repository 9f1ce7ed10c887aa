import { basename, join } from 'node:path';
import type { ProgramFiles } from '../go/graph/program-files.ts';
import type { Sources, SourceWrite } from '../go/build/sources.ts';
import { isSourceName } from '../go/packages/source-names.ts';
import type { FileChange } from '../protocol/change.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Consumer } from '../watch/scope/consumer.ts';
import type { Watching } from './watching.ts';

export interface WatchedSourcesOptions {
  readonly writes: SourceWrites;
  readonly watching: () => Watching | undefined;
  /** Whose builds these are. */
  readonly consumer: Consumer;
  /** What they are made of: a build need not hear of other services' sources. Default: nobody knows. */
  readonly program?: () => ProgramFiles | undefined;
  /** These were found by a look, and nobody has been told. */
  readonly changed: (files: readonly FileChange[]) => void;
}

/** What builds have to know of the files that they read. */
export function watchedSources({ writes, watching, consumer, program, changed }: WatchedSourcesOptions): Sources {
  const concerns = (path: string): boolean => {
    const known = program?.();
    return known === undefined || !isSourceName(basename(path)) || known.roleOf(path) !== undefined;
  };
  const isHeard = ({ directory, name }: SourceWrite): boolean => name === undefined || concerns(join(directory, name));
  return {
    observe: (observer) =>
      writes.observe({
        written(write) {
          if (isHeard(write)) observer.written(write);
        },
        changed: (paths) => observer.changed(paths),
      }),
    look() {
      const files = watching()?.watcher.settle(consumer) ?? [];
      if (files.length > 0) changed(files);
    },
    quiet: () => writes.quiet(),
    files: () => watching()?.watcher.files() ?? [],
  };
}
