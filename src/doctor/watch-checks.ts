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
    return [ok('watch-limits', `no limit applies, because gorl polls (${count(facts.directories, 'directory')})`)];
  const watches =
    maxWatches === undefined
      ? ok('watch-limits', `${count(facts.directories, 'directory')} to watch; this system has no known limit`)
      : checkWatches(maxWatches, facts, need);
  return maxInstances === undefined ? [watches] : [watches, ...checkInstances(maxInstances, facts.usedInstances)];
}

function checkWatches(max: number, { directories, usedWatches }: WatchFacts, need: string): Check {
  const id = 'watch-limits';
  const raise = `raise it: sudo sysctl fs.inotify.max_user_watches=${Math.max(enoughWatches, max * 2)}`;
  const used = usedWatches === 0 ? '' : `, ${usedWatches} already are`;
  const said = `up to ${max} directories can be watched (max_user_watches)${used}, ${need}`;
  if (usedWatches + directories > max) return problem(id, `${said}: gorl has to poll the others`, raise);
  if (max < usualWatches) return warning(id, `${said}; that is low`, raise);
  return usedWatches + directories > max * 0.8 ? warning(id, `${said}; that is almost all`, raise) : ok(id, said);
}

function checkInstances(max: number, used: number): readonly Check[] {
  const raise = `raise it: sudo sysctl fs.inotify.max_user_instances=${Math.max(enoughInstances, max * 2)}`;
  const said = `up to ${max} watchers can run at a time (max_user_instances), ${used} already do, gorl needs 1`;
  if (used + 1 > max) return [problem('watch-limits', `${said}: gorl has to poll`, raise)];
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
      ? problem(id, `${where}: ${facts.silent}, and build.poll = false keeps gorl from polling`, 'remove build.poll')
      : warning(id, `${where}: ${facts.silent}, so gorl polls ${every}`, 'keep the project on a local disk for speed');
  }
  if (facts.mode === 'events') return ok(id, `${where}, which reports changes immediately`);
  return facts.poll === true
    ? warning(
        id,
        `${where}, which reports changes immediately, but build.poll = true makes gorl poll ${every}`,
        'remove build.poll for speed',
      )
    : warning(id, `${where}; gorl polls ${every}: ${facts.reason ?? 'no events'}`, 'unset the variable for speed');
}
