import { childPath } from '../../base/paths.ts';
import { FollowedLinks } from '../source/followed-links.ts';
import type { PathFilter } from '../scope/watch-scope.ts';
import type { KnownDirectory } from './known-directory.ts';
import { isDirectory, type Entry } from './list-directory.ts';

export interface VerdictsOptions {
  readonly followSymlink: boolean;
  readonly onSkipped?: (path: string, reason: string) => void;
}

/** What the filter says of the entries of directories, remembered by directory; with `follow_symlink`, of links too. */
export class Verdicts {
  readonly links: FollowedLinks;
  readonly #table: { readonly filter: PathFilter };
  readonly #options: VerdictsOptions;

  /** @param table whose filter may be another one each time */
  constructor(table: { readonly filter: PathFilter }, options: VerdictsOptions) {
    this.#table = table;
    this.#options = options;
    this.links = new FollowedLinks(table, options.onSkipped);
  }

  isDirectory(known: KnownDirectory, entry: Entry): boolean {
    if (entry.isDirectory()) return true;
    return entry.isSymbolicLink() && this.#isFollowedDirectory(childPath(known.path, entry.name));
  }

  mayEnter(known: KnownDirectory, entry: Entry): boolean {
    if (!this.accepts(known, entry.name, true)) return false;
    if (!this.#options.followSymlink) return true;
    const path = childPath(known.path, entry.name);
    if (entry.isSymbolicLink()) return this.links.mayFollow(path);
    this.links.forget(path);
    return true;
  }

  accepts(known: KnownDirectory, name: string, directory: boolean): boolean {
    const before = known.verdicts.get(keyOf(name, directory));
    if (before !== undefined) return before;
    const watch = this.#ask(known, name, directory);
    known.verdicts.set(keyOf(name, directory), watch);
    return watch;
  }

  /** Whether anything of that name is wanted that may be there; of names that come and go nothing is remembered. */
  mayAccept(known: KnownDirectory, name: string): boolean {
    const asks = (directory: boolean): boolean =>
      known.verdicts.get(keyOf(name, directory)) ?? this.#ask(known, name, directory);
    if (asks(false)) return true;
    return isDirectory(childPath(known.path, name), this.#options.followSymlink) && asks(true);
  }

  #ask(known: KnownDirectory, name: string, directory: boolean): boolean {
    const path = childPath(known.path, name);
    const { filter } = this.#table;
    return (directory ? filter.directory(path) : filter.file(path)).watch;
  }

  #isFollowedDirectory(path: string): boolean {
    return this.#options.followSymlink && isDirectory(path, true);
  }
}

function keyOf(name: string, directory: boolean): string {
  return directory ? `${name}/` : name;
}
