import { defined } from '../base/defined.ts';
import { keyTable } from '../config/keys/keys.ts';
import type { FileChange } from '../protocol/change.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Reach } from '../watch/survey/reach.ts';
import type { Consumer } from '../watch/scope/consumer.ts';
import { joinFilters } from '../watch/scope/joined-filter.ts';
import { compileRules } from '../watch/scope/compile-rules.ts';
import type { Clock } from './adapters.ts';
import { LargeTree } from './tree/large-tree.ts';
import type { SurveyTask } from './tree/survey-task.ts';
import { isGoSource } from './plan.ts';
import type { PathFilter, WatchScope } from '../watch/scope/watch-scope.ts';
import { isLargeTree } from '../watch/survey/tree-size.ts';
import type { SourceWrites } from '../watch/quiet/source-writes.ts';
import type { Watcher, WatchTarget } from '../watch/watcher-port.ts';
import { startWatching } from '../watch/watcher.ts';
import { generatePlan } from './service-plan/generators.ts';
import { planOptions } from './service-plan/plan-options.ts';
import { pollOf, watchScopeOf } from './service-plan/watched.ts';
import { Unwanted } from './unwanted.ts';
import { findOwnOutputs } from './own-outputs.ts';
import type { WatchedSubject } from './service-plan/subject.ts';

export interface Watching {
  readonly watcher: Watcher;
  /**
   * Watches what another config, or another graph of the program, says from now on; what only that wants counts as
   * changed if it was written after `sinceMs` (Unix ms). False: it takes a new watcher, and nothing was done.
   */
  retarget(subjects: readonly WatchedSubject[], sinceMs?: number, quietly?: true): boolean;
  /** A good moment for work that nobody waits for. */
  quiet(): void;
  /** Nobody can say what the program is made of. */
  programIsUnknown(): void;
  close(): Promise<void>;
}

export interface WatchingDeps {
  readonly reporter: Reporter;
  readonly writes: SourceWrites;
  readonly onChanges: (consumer: Consumer, files: readonly FileChange[], savedAtMs: number) => void;
  readonly clock: Pick<Clock, 'now'>;
  /** When the newest build began, of the service whose is the oldest; Unix ms. */
  readonly buildStartedAtMs: () => number;
  /** The tree is too large to be watched as the lists say, and needs to know soon what the program is made of. */
  readonly onLarge: () => void;
  /** What `--events` says. */
  readonly events?: string;
}

/** What people write by hand, whatever else `include_ext` lets in. */
function isSource(path: string): boolean {
  return isGoSource(path) || keyTable['build.include_ext'].default.some((ext) => path.endsWith(`.${ext}`));
}

/** Begins to watch, and says what. `subjects`: at least one. */
export function watchProject(
  subjects: readonly WatchedSubject[],
  deps: WatchingDeps,
  buildStartedAtMs?: number,
): Watching {
  const { reporter } = deps;
  const own = findOwnOutputs({ isSource, ...defined({ events: deps.events }) });
  let current = subjects;
  const isLarge = mayBeLarge(subjects) && isLargeTree(filterOf(subjects, own.paths));
  const tree = new LargeTree(isLarge, {
    clock: deps.clock,
    loadSurvey: async () => (await import('./tree/survey-elsewhere.ts')).surveyElsewhere,
    task: () => surveyTaskOf(firstOf(current), own.paths),
    onFound: () => void watching.retarget(current, deps.buildStartedAtMs()),
  });
  const targetOf = (after: readonly WatchedSubject[]): WatchTarget =>
    watchTarget(after, own.paths, mayBeLarge(after) ? tree.reach : undefined);
  const unwanted = new Unwanted(reporter, isSource);
  let target = targetOf(subjects);
  const watcher = startWatching({
    ...target,
    isOwnOutput: own.has,
    ...defined({ buildStartedAtMs }),
    onChanges: deps.onChanges,
    writes: deps.writes,
    onNotice: (level, message, hint) => reporter.report({ type: 'notice', level, message, ...defined({ hint }) }),
    onUnwanted(path) {
      // Before, it may be part of the program for all that is known.
      const isKnown = ({ program, launch }: WatchedSubject): boolean =>
        launch.listed === undefined || program() !== undefined;
      if (current.every(isKnown)) unwanted.saved(path, target.filter);
    },
    onSkipped: (path, reason) =>
      reporter.report({ type: 'notice', level: 'debug', message: `not watched: ${path}: ${reason}` }),
  });
  // What of a large tree is watched is known when it has been looked through.
  if (tree.reach.isLarge) deps.onLarge();
  else reporter.report({ type: 'watch-started', ...watcher.scanned });
  const watching: Watching = {
    watcher,
    retarget(after, sinceMs, quietly) {
      const next = targetOf(after);
      const summary = watcher.retarget(next, sinceMs);
      if (summary === undefined) return false;
      current = after;
      target = next;
      if (quietly !== true) reporter.report({ type: 'watch-started', ...summary });
      return true;
    },
    quiet() {
      watcher.hashInBackground();
      // Before, nobody can tell its pages from those of other programs.
      if (firstOf(current).program() !== undefined) tree.quiet();
    },
    programIsUnknown: () => tree.open(),
    async close() {
      tree.close();
      await watcher.close();
    },
  };
  return watching;
}

function firstOf([first]: readonly WatchedSubject[]): WatchedSubject {
  if (first === undefined) throw new Error('internal error: nothing to watch');
  return first;
}

/**
 * What the build reads must be evident, and no link may lead to what is left out. The tree of several services is
 * watched as their lists say: it is looked through for one program only.
 */
function mayBeLarge(subjects: readonly WatchedSubject[]): boolean {
  const subject = firstOf(subjects);
  const { project, launch } = subject;
  const { buildReadsAll } = planOptions(subject);
  const isEvident = launch.listed !== undefined && !buildReadsAll;
  return subjects.length === 1 && isEvident && !project.loaded.settings['build.follow_symlink'];
}

function rulesOf(subject: WatchedSubject, ownFiles: readonly string[]): WatchScope {
  const { project, launch, consumer, program } = subject;
  const described = watchScopeOf(project, launch, program());
  return { ...described, consumer, ownFiles: [...(described.ownFiles ?? []), ...ownFiles] };
}

function filterOf(subjects: readonly WatchedSubject[], ownFiles: readonly string[], reach?: Reach): PathFilter {
  const rules = subjects.map((each) => ({ ...rulesOf(each, ownFiles), ...defined({ reach }) }));
  return joinFilters(rules.map((each) => compileRules(each).filter));
}

function surveyTaskOf(subject: WatchedSubject, ownFiles: readonly string[]): SurveyTask {
  const { program: _program, inputs: _inputs, ...rules } = rulesOf(subject, ownFiles);
  const { testsCount } = planOptions(subject);
  const { project, program: known } = subject;
  return { rules, generate: generatePlan(project), graph: known()?.graph, root: project.root, testsCount };
}

/** Where services differ in how they want to be watched, the most careful of them has its way. */
function watchTarget(subjects: readonly WatchedSubject[], ownFiles: readonly string[], reach?: Reach): WatchTarget {
  const all = subjects.map(({ project }) => project.loaded.settings);
  const polls = subjects.map(({ project }) => pollOf(project));
  return {
    followSymlink: all.some((settings) => settings['build.follow_symlink']),
    ruleDelaysMs: firstOf(subjects).project.loaded.rules.map(({ delayMs }) => delayMs),
    filter: filterOf(subjects, ownFiles, reach),
    poll: polls.find((poll) => poll === true) ?? polls.find((poll) => poll === 'auto') ?? false,
    pollIntervalMs: Math.min(...all.map((settings) => settings['build.poll_interval'])),
    delayMs: Math.min(...all.map((settings) => settings['build.delay'])),
  };
}
