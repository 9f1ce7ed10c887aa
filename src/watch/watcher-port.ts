import type { Stats } from 'node:fs';
import type { FileChange } from '../protocol/change.ts';
import type { ReportOf } from '../protocol/report.ts';
import type { Consumer } from './scope/consumer.ts';
import type { PathFilter } from './scope/watch-scope.ts';
import type { SourceWrites } from './quiet/source-writes.ts';

/** What is watched. */
export interface WatchTarget {
  readonly filter: PathFilter;
  readonly followSymlink: boolean;
  /** By rule: upper bound of how long a change is held back for it, as `delayMs`. Default: that one. */
  readonly ruleDelaysMs?: readonly number[];
  /** `auto`: events, but polling where the file system sends none. */
  readonly poll: 'auto' | boolean;
  /** At least 500 ms are kept. */
  readonly pollIntervalMs: number;
  /** Upper bound of how long a change is held back while more keep coming. Air: `build.delay`. */
  readonly delayMs: number;
}

export interface WatchOptions extends WatchTarget {
  /** Files written after this (Unix ms) count as changed although they were there at the first look. */
  readonly buildStartedAtMs?: number;
  /** `savedAtMs`: Unix ms of the newest save among them; never in the future. */
  readonly onChanges: (consumer: Consumer, files: readonly FileChange[], savedAtMs: number) => void;
  /** Gets to know of each write at once. */
  readonly writes?: SourceWrites;
  readonly onNotice: (level: 'info' | 'warning' | 'error' | 'debug', message: string, hint?: string) => void;
  /** Whether a file that changed is one that gorl's own output ends in, by whatever name. */
  readonly isOwnOutput?: (path: string, stats: Stats) => boolean;
  /** Something happened to a file that nobody wants, beside files that somebody does; told where there are events. */
  readonly onUnwanted?: (path: string) => void;
  /** A directory or link that was left out for another reason than the rules. */
  readonly onSkipped?: (path: string, reason: string) => void;
}

/** What is watched, as it is told; `excluded` is sorted. */
export type WatchSummary = Omit<ReportOf<'watch-started'>, 'type'>;

export interface Watcher {
  /** What the first look found; made before `startWatching` returned. */
  readonly scanned: WatchSummary;
  /** All watches are in place. Changes before it are reported too. */
  readonly established: Promise<void>;
  /**
   * Compares everything now. What of it that consumer has not had is returned, and counts as delivered to it; what is
   * others' follows as ever. While git is at work in the tree nothing is returned: half a checkout is delivered when it
   * is whole.
   */
  settle(consumer: Consumer): readonly FileChange[];
  /** The same for everybody, through `onChanges`. */
  flush(): void;
  /**
   * Watches by other rules from now on, and keeps every watch that both need. A file that only the new rules want is no
   * change, unless it was written after `sinceMs` (Unix ms). Returns what is watched now; undefined when these rules
   * need a new watcher: then nothing was done.
   */
  retarget(target: WatchTarget, sinceMs?: number): WatchSummary | undefined;
  /** Absolute paths of all watched files. */
  files(): readonly string[];
  /** Compares everything soon: after a stop and resume, or whenever events may have been lost. */
  rescan(): void;
  /** Begins to read all files, so that writes of identical bytes are no changes. Call once the app is up. */
  hashInBackground(): void;
  close(): Promise<void>;
}
