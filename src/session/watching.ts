import { defined } from '../base/defined.ts';
import { keyTable } from '../config/keys/keys.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Reporter } from '../engine/ports.ts';
import type { ProgramFiles } from '../go/graph/program-files.ts';
import type { Consumer } from '../watch/scope/consumer.ts';
import { compileRules } from '../watch/scope/filter.ts';
import { isGoSource } from './plan.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Watcher, WatchTarget } from '../watch/watcher-port.ts';
import { startWatching } from '../watch/watcher.ts';
import { pollOf, watchScopeOf } from './service-plan/watched.ts';
import { findOwnOutputs } from './own-outputs.ts';
import type { Subject } from './service-plan/subject.ts';

export interface Watching {
  readonly watcher: Watcher;
  /**
   * Watches what another config, or another graph of the program, says from now on; what only that wants counts as
   * changed if it was written after `sinceMs` (Unix ms). False: it takes a new watcher, and nothing was done.
   */
  retarget(subject: Subject, sinceMs?: number, quietly?: true): boolean;
}

export interface WatchingDeps {
  readonly reporter: Reporter;
  readonly writes: SourceWrites;
  readonly onChanges: (consumer: Consumer, files: readonly FileChange[], savedAtMs: number) => void;
  /** As far as the go command has told. */
  readonly program: () => ProgramFiles | undefined;
  /** What `--events` says. */
  readonly events?: string;
}

/** What people write by hand, whatever else `include_ext` lets in. */
function isSource(path: string): boolean {
  return isGoSource(path) || keyTable['build.include_ext'].default.some((ext) => path.endsWith(`.${ext}`));
}

/** Begins to watch, and says what. */
export function watchProject(subject: Subject, deps: WatchingDeps, buildStartedAtMs?: number): Watching {
  const { reporter } = deps;
  const own = findOwnOutputs({ isSource, ...defined({ events: deps.events }) });
  const watcher = startWatching({
    ...watchTarget(subject, deps.program(), own.paths),
    isOwnOutput: own.has,
    ...defined({ buildStartedAtMs }),
    onChanges: deps.onChanges,
    writes: deps.writes,
    onNotice: (level, message, hint) => reporter.report({ type: 'notice', level, message, ...defined({ hint }) }),
    onSkipped: (path, reason) =>
      reporter.report({ type: 'notice', level: 'debug', message: `not watched: ${path}: ${reason}` }),
  });
  reporter.report({ type: 'watch-started', ...watcher.scanned });
  return {
    watcher,
    retarget(after, sinceMs, quietly) {
      const summary = watcher.retarget(watchTarget(after, deps.program(), own.paths), sinceMs);
      if (summary === undefined) return false;
      if (quietly !== true) reporter.report({ type: 'watch-started', ...summary });
      return true;
    },
  };
}

function watchTarget(
  { project, launch }: Subject,
  program: ProgramFiles | undefined,
  ownFiles: readonly string[],
): WatchTarget {
  const { settings } = project.loaded;
  const described = watchScopeOf(project, launch, program);
  const rules = { ...described, ownFiles: [...(described.ownFiles ?? []), ...ownFiles] };
  return {
    rules,
    filter: compileRules(rules).filter,
    poll: pollOf(project),
    pollIntervalMs: settings['build.poll_interval'],
    delayMs: settings['build.delay'],
  };
}
