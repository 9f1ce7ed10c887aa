import { readFileSync, readlinkSync } from 'node:fs';
import { defined } from '../base/defined.ts';
import { mountOf, readMountInfo } from '../base/mounts.ts';
import { namesIn } from '../base/what-is-there.ts';
import { chooseMode, type WatchMode } from '../watch/source/file-system.ts';
import type { PathFilter, WatchScope } from '../watch/scope/watch-scope.ts';
import { SignatureTable } from '../watch/table/signature-table.ts';
import { countTable } from '../watch/table/table-queries.ts';

/** inotify's limits and what is in use (inotify(7)). */
export interface WatchFacts {
  /** Directories of this project; each needs one watch. */
  readonly directories: number;
  readonly files: number;
  /** Undefined where there is no inotify. */
  readonly maxWatches?: number;
  readonly maxInstances?: number;
  /** By all processes of this user that can be looked at. */
  readonly usedWatches: number;
  readonly usedInstances: number;
}

/** Looks at the tree as a start of gorl does, and at the system. */
export function readWatchFacts(rules: WatchScope, filter: PathFilter): WatchFacts {
  const { followSymlink } = rules;
  const table = new SignatureTable({ filter, followSymlink });
  table.compareAll();
  const { directories, files } = countTable(table);
  const maxWatches = readLimit('watches');
  const maxInstances = readLimit('instances');
  return {
    directories,
    files,
    ...defined({ maxWatches, maxInstances }),
    ...inotifyInUse(),
  };
}

/** The system's limit, or the user namespace's own where that is lower (user_namespaces(7)). */
function readLimit(what: 'watches' | 'instances'): number | undefined {
  const limits = [`/proc/sys/fs/inotify/max_user_${what}`, `/proc/sys/user/max_inotify_${what}`].flatMap((file) => {
    try {
      return [Number(readFileSync(file, 'utf8'))];
    } catch {
      return [];
    }
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function inotifyInUse(): { readonly usedWatches: number; readonly usedInstances: number } {
  let usedWatches = 0;
  let usedInstances = 0;
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of namesIn(`/proc/${pid}/fd`)) {
      try {
        if (readlinkSync(`/proc/${pid}/fd/${fd}`) !== 'anon_inode:inotify') continue;
        usedInstances++;
        usedWatches += readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').match(/^inotify wd:/gm)?.length ?? 0;
      } catch {
        // Closed in the meantime.
      }
    }
  }
  return { usedWatches, usedInstances };
}

/** How the files are watched, and on what they lie. */
export interface FileSystemFacts {
  /** As mounted: `ext4`, `overlay`, `9p`; undefined where that cannot be told. */
  readonly type?: string;
  /** Why no events come from there. */
  readonly silent?: string;
  /** `build.poll`, or the container's CHOKIDAR_USEPOLLING. */
  readonly poll: 'auto' | boolean;
  readonly mode: 'events' | 'polling';
  readonly reason?: string;
  readonly pollIntervalMs: number;
}

/** @param roots where walks begin, the root first */
export function readFileSystemFacts(
  roots: readonly string[],
  poll: 'auto' | boolean,
  pollIntervalMs: number,
): FileSystemFacts {
  const silent = chooseMode('auto', roots, {});
  const chosen = chooseMode(poll, roots);
  const type = mountOf(roots[0] ?? '/', readMountInfo())?.type;
  return {
    ...defined({ type, silent: reasonOf(silent), reason: reasonOf(chosen) }),
    poll,
    mode: chosen.mode,
    pollIntervalMs,
  };
}

function reasonOf(mode: WatchMode): string | undefined {
  return mode.mode === 'polling' ? mode.reason : undefined;
}
