import { dirname } from 'node:path';
import { RecentMap } from '../../base/recent-map.ts';
import { isWithin } from '../../base/paths.ts';
import { consumerId, type Consumer } from './consumer.ts';
import type { PathFilter, Verdict } from './watch-scope.ts';

/**
 * The rules of several services in one: watched is what any of them wants, and a file is for each of those whose own
 * rules lead there.
 *
 * @param filters at least one
 */
export function joinFilters(filters: readonly PathFilter[]): PathFilter {
  const [first] = filters;
  if (first === undefined) throw new Error('internal error: no rules to join');
  return filters.length === 1 ? first : new JoinedFilter(first, filters);
}

class JoinedFilter implements PathFilter {
  readonly root: string;
  readonly starts: readonly string[];
  readonly named: readonly string[];
  readonly respectGitignore: boolean;
  readonly consumers: readonly Consumer[];
  readonly sources: readonly string[];
  readonly #first: PathFilter;
  readonly #members: readonly Member[];

  constructor(first: PathFilter, filters: readonly PathFilter[]) {
    this.#first = first;
    this.#members = filters.map((filter) => new Member(filter));
    this.root = first.root;
    this.starts = this.#outermost(unique(filters.flatMap(({ starts }) => starts)));
    this.named = unique(filters.flatMap(({ named }) => named));
    this.respectGitignore = filters.some(({ respectGitignore }) => respectGitignore);
    const consumers = filters.flatMap((filter) => filter.consumers);
    this.consumers = [...new Map(consumers.map((each) => [consumerId(each), each])).values()];
    this.sources = unique(filters.flatMap(({ sources }) => sources));
  }

  directory(path: string): Verdict {
    return this.#best((member) => (member.reaches(path) ? member.filter.directory(path) : undefined));
  }

  file(path: string): Verdict {
    return this.#best((member) => (member.reachesFile(path) ? member.filter.file(path) : undefined));
  }

  owners(path: string): readonly Consumer[] {
    const owners = this.#members
      .filter((member) => member.reachesFile(path) && member.filter.file(path).watch)
      .flatMap(({ filter }) => filter.owners(path));
    return [...new Map(owners.map((each) => [consumerId(each), each])).values()];
  }

  ignoredBy(path: string): string | undefined {
    return this.#first.ignoredBy(path);
  }

  outdated(): boolean {
    // All of them look: each has its own memory.
    return this.#members.map(({ filter }) => filter.outdated()).includes(true);
  }

  reread(): void {
    for (const member of this.#members) member.reread();
  }

  /** That of the first who wants it; else that of the first who has a word on it. */
  #best(ask: (member: Member) => Verdict | undefined): Verdict {
    let refusal: Verdict | undefined;
    for (const member of this.#members) {
      const verdict = ask(member);
      if (verdict?.watch === true) return verdict;
      refusal ??= verdict;
    }
    return refusal ?? { watch: false, because: 'outside of all that is watched' };
  }

  /** A walk that begins further out comes to the others. */
  #outermost(starts: readonly string[]): readonly string[] {
    const isReached = (start: string): boolean =>
      starts.some(
        (other) =>
          other !== start && isWithin(start, other) && this.directory(start).watch && this.#leads(other, start),
      );
    return starts.filter((start) => !isReached(start));
  }

  /** Every directory on the way is watched. */
  #leads(from: string, to: string): boolean {
    for (let path = dirname(to); path !== from; path = dirname(path)) if (!this.directory(path).watch) return false;
    return true;
  }
}

const remembered = 4096;

/** One of the filters, and which directories its own rules lead to. */
class Member {
  readonly filter: PathFilter;
  readonly #reached = new RecentMap<string, boolean>(remembered);

  constructor(filter: PathFilter) {
    this.filter = filter;
  }

  reachesFile(path: string): boolean {
    return this.filter.named.includes(path) || this.#enters(dirname(path));
  }

  /** It is asked about that directory by a walk of its own. */
  reaches(path: string): boolean {
    return this.filter.starts.includes(path) || this.#enters(dirname(path));
  }

  reread(): void {
    this.#reached.clear();
    this.filter.reread();
  }

  #enters(directory: string): boolean {
    if (this.filter.starts.includes(directory)) return this.filter.directory(directory).watch;
    const known = this.#reached.get(directory);
    if (known !== undefined) return known;
    const above = dirname(directory);
    const isBelowStart = this.filter.starts.some((start) => directory !== start && isWithin(directory, start));
    const enters = isBelowStart && above !== directory && this.#enters(above) && this.filter.directory(directory).watch;
    this.#reached.set(directory, enters);
    return enters;
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
