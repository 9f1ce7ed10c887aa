import { relative } from 'node:path';
import { defined } from '../base/defined.ts';
import { keyTable } from '../config/keys/keys.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Reporter } from '../engine/ports.ts';
import { compileRules } from '../watch/scope/filter.ts';
import { isGoSource } from './plan.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Watcher } from '../watch/watcher-port.ts';
import { startWatching } from '../watch/watcher.ts';
import { pollOf, unwatchedPart, watchScopeOf } from './service-plan/watched.ts';
import { findOwnOutputs } from './own-outputs.ts';
import type { Subject } from './service-plan/subject.ts';

export interface Watching {
  readonly watcher: Watcher;
  /** The index of the build rule that a file belongs to. */
  readonly ruleOf: (path: string) => number | undefined;
}

export interface WatchingDeps {
  readonly reporter: Reporter;
  readonly writes: SourceWrites;
  readonly onChanges: (files: readonly FileChange[], savedAtMs: number) => void;
  /** What `--events` says. */
  readonly events?: string;
}

/** What people write by hand, whatever else `include_ext` lets in. */
function isSource(path: string): boolean {
  return isGoSource(path) || keyTable['build.include_ext'].default.some((ext) => path.endsWith(`.${ext}`));
}

/** Begins to watch, and says what. */
export function watchProject({ project, launch }: Subject, deps: WatchingDeps, buildStartedAtMs?: number): Watching {
  const { settings } = project.loaded;
  const own = findOwnOutputs({ isSource, ...defined({ events: deps.events }) });
  const described = watchScopeOf(project, launch);
  const rules = { ...described, ownFiles: [...(described.ownFiles ?? []), ...own.paths] };
  const { filter } = compileRules(rules);
  const watcher = startWatching({
    rules,
    isOwnOutput: own.has,
    filter,
    poll: pollOf(project),
    pollIntervalMs: settings['build.poll_interval'],
    delayMs: settings['build.delay'],
    ...defined({ buildStartedAtMs }),
    onChanges: deps.onChanges,
    writes: deps.writes,
    onNotice: (level, message, hint) => deps.reporter.report({ type: 'notice', level, message, ...defined({ hint }) }),
    onSkipped: (path, reason) =>
      deps.reporter.report({ type: 'notice', level: 'debug', message: `not watched: ${path}: ${reason}` }),
  });
  deps.reporter.report({ type: 'watch-started', ...watcher.scanned });
  const part = unwatchedPart(project, launch);
  if (part !== undefined) {
    const message = `watching only ${relative(part, project.root)} of the module in ${part}`;
    const hint = 'to watch packages outside it, set root or build.include_dir, or start gorl there: gorl run <package>';
    deps.reporter.report({ type: 'notice', level: 'info', message, hint });
  }
  return { watcher, ruleOf: (path) => filter.rule(path) };
}
