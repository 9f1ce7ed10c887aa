import type { Sources } from '../go/build/sources.ts';
import type { FileChange } from '../protocol/change.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import { serviceConsumer } from '../watch/scope/consumer.ts';
import type { Watching } from './watching.ts';

/**
 * What builds have to know of the files that they read.
 *
 * @param changed these were found by a look, and nobody has been told
 */
export function watchedSources(
  writes: SourceWrites,
  watching: () => Watching | undefined,
  changed: (files: readonly FileChange[]) => void,
): Sources {
  return {
    observe: (observer) => writes.observe(observer),
    look() {
      const files = watching()?.watcher.settle(serviceConsumer) ?? [];
      if (files.length > 0) changed(files);
    },
    quiet: () => writes.quiet(),
    files: () => watching()?.watcher.files() ?? [],
  };
}
