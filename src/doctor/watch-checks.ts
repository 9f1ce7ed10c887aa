import { count } from '../base/plural.ts';
import { ok, problem, warning, type Check } from './check.ts';
import type { FileSystemFacts, WatchFacts } from './watch-facts.ts';

/** Kernels since 5.11 allow at least this many; less was set by somebody. */
const usualWatches = 8192;
/** The kernel's default. */
const usualInstances = 128;
const enoughWatches = 524_288;
const enoughInstances = 1024;

export function checkWatchLimits(facts: WatchFacts, mode: 'events' | 'polling'): readonly Check[] {
  const { maxWatches, maxInstances } = facts;
  const need = `this project needs ${facts.directories}`;
  if (mode === 'polling')
    return [
      ok(
        'watch-limits',
        `no limit counts, since gorl looks at the files itself (${count(facts.directories, 'directory')})`,
      ),
    ];
  const watches =
    maxWatches === undefined
      ? ok('watch-limits', `${count(facts.directories, 'directory')} to watch; no limit is known on this system`)
      : checkWatches(maxWatches, facts, need);
  return maxInstances === undefined ? [watches] : [watches, ...checkInstances(maxInstances, facts.usedInstances)];
}

function checkWatches(max: number, { directories, usedWatches }: WatchFacts, need: string): Check {
  const id = 'watch-limits';
  const raise = `raise it: sudo sysctl fs.inotify.max_user_watches=${Math.max(enoughWatches, max * 2)}`;
  const used = usedWatches === 0 ? '' : `, ${usedWatches} are by now`;
  const said = `${max} directories may be watched (max_user_watches)${used}, ${need}`;
  if (usedWatches + directories > max)
    return problem(id, `${said}: changes in the others are found only by looking again and again`, raise);
  if (max < usualWatches) return warning(id, `${said}; that is little`, raise);
  return usedWatches + directories > max * 0.8 ? warning(id, `${said}; that is nearly all`, raise) : ok(id, said);
}

function checkInstances(max: number, used: number): readonly Check[] {
  const raise = `raise it: sudo sysctl fs.inotify.max_user_instances=${Math.max(enoughInstances, max * 2)}`;
  const said = `${max} watchers may run at a time (max_user_instances), ${used} do, gorl needs 1`;
  if (used + 1 > max)
    return [problem('watch-limits', `${said}: changes are found only by looking again and again`, raise)];
  return max < usualInstances || used + 1 > max * 0.8
    ? [warning('watch-limits', said, raise)]
    : [ok('watch-limits', said)];
}

export function checkFileSystem(root: string, facts: FileSystemFacts): Check {
  const id = 'file-system';
  const where = `${root} is on ${facts.type ?? 'an unknown file system'}`;
  const every = `every ${facts.pollIntervalMs} ms`;
  if (facts.silent !== undefined) {
    return facts.mode === 'events'
      ? problem(
          id,
          `${where}: ${facts.silent}, and build.poll = false keeps gorl from looking at the files instead`,
          'remove build.poll',
        )
      : warning(
          id,
          `${where}: ${facts.silent}, so gorl looks at the files ${every}`,
          'keep the project on a local disk to be faster',
        );
  }
  if (facts.mode === 'events') return ok(id, `${where}, which tells of changes at once`);
  return facts.poll === true
    ? warning(
        id,
        `${where}, which tells of changes at once, but by build.poll = true gorl looks at the files ${every}`,
        'remove build.poll to be faster',
      )
    : warning(
        id,
        `${where}; gorl looks at the files ${every}: ${facts.reason ?? 'no events'}`,
        'unset the variable to be faster',
      );
}
