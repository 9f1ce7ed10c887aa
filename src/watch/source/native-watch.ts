import { watch } from 'node:fs';
import { toDisk } from '../../base/file-name.ts';

export interface NativeWatchEvents {
  onEvent(kind: string, name: string | undefined): void;
  onError(error: NodeJS.ErrnoException): void;
}

/** Whether chokidar would look for another directory: it takes every backslash for a separator, and knows only text. */
export function needsNativeWatch(directory: string): boolean {
  return process.platform !== 'win32' && (directory.includes('\\') || typeof toDisk(directory) !== 'string');
}

/** The kernel's watch without chokidar between; in place when this returns. Undefined when it could not be made. */
export function watchNatively(directory: string, events: NativeWatchEvents): { close(): Promise<void> } | undefined {
  try {
    const watcher = watch(toDisk(directory), (kind, name) => events.onEvent(kind, name ?? undefined));
    watcher.on('error', events.onError);
    return { close: () => Promise.resolve(watcher.close()) };
  } catch (error) {
    events.onError(error as NodeJS.ErrnoException);
    return undefined;
  }
}
