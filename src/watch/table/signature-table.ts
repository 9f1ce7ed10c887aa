import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { FileChange } from '../../protocol/change.ts';
import { Adoption } from './adoption.ts';
import { noDifference, noteWrite, type Difference } from './difference.ts';
import { compareFile, isBeingWritten, statFile, type FileSignature } from './file-signature.ts';
import { ignoreFileChanged } from './ignore-file.ts';
import { becomesAnother, forgetAbsent, newDirectory, noteLinkTarget, type KnownDirectory } from './known-directory.ts';
import { isDirectory, listDirectory, type Entry } from './list-directory.ts';
import { NamedFiles } from '../scope/named-files.ts';
import { Verdicts } from './verdicts.ts';
import { childPath, relativeTo } from '../../base/paths.ts';
import type { PathFilter } from '../scope/watch-scope.ts';

export interface TableOptions {
  readonly filter: PathFilter;
  readonly followSymlink: boolean;
  readonly onSkipped?: (path: string, reason: string) => void;
  /** Changes of such files are not told. */
  readonly isOwnOutput?: (path: string, stats: Stats) => boolean;
}

/**
 * The delivered state of everything that is watched, and the comparison with the disk. All synchronous:
 * between looking and answering nothing else runs.
 */
export class SignatureTable {
  readonly directories = new Map<string, KnownDirectory>();
  readonly #options: TableOptions;
  readonly #rel: (path: string) => string;
  readonly #verdicts: Verdicts;
  /** Before, every file is new, and nobody is told: to ask about each would be for nothing. */
  #isKnown = false;
  #current: PathFilter;
  #namedFiles: NamedFiles;
  #adoption: Adoption | undefined;

  constructor(options: TableOptions) {
    this.#current = options.filter;
    this.#options = options;
    this.#rel = relativeTo(options.filter.root);
    this.#namedFiles = this.#filesNamedBy(options.filter);
    this.#verdicts = new Verdicts(this, options);
  }

  get filter(): PathFilter {
    return this.#current;
  }

  /** The files that are watched by name. */
  get named(): NamedFiles {
    return this.#namedFiles;
  }

  /** Everything against the disk; the first time all there is, is `created`. */
  compareAll(): Difference {
    const difference = noDifference();
    for (const start of this.filter.starts) if (!this.directories.has(start)) this.#enter(start, difference);
    for (const known of [...this.directories.values()]) {
      if (this.directories.get(known.path) === known) this.#compareDirectory(known, difference);
    }
    const completed = this.#completed(difference);
    this.#isKnown = true;
    return completed;
  }

  /** These directories (and all that is new below them) and the named files against the disk. */
  compare(paths: Iterable<string>): Difference {
    const difference = noDifference();
    for (const path of paths) {
      const known = this.directories.get(path);
      if (known !== undefined) this.#compareDirectory(known, difference);
      else if (this.filter.starts.includes(path)) this.#compareDirectory(this.#enter(path, difference), difference);
    }
    return this.#completed(difference);
  }

  /** The known directories at and below a path, found without a look at all the others. */
  below(path: string): readonly string[] {
    const known = this.directories.get(path);
    if (known === undefined) return [];
    return [path, ...[...known.directories].flatMap((name) => this.below(childPath(path, name)))];
  }

  /** Finds new directories below, without looking at files. Returns those that were not known. */
  discover(path: string): readonly string[] {
    const known = this.directories.get(path);
    const difference = noDifference();
    if (known !== undefined) this.#discoverBelow(known, difference);
    return [...difference.appeared];
  }

  /** Whether an event about that name in that directory can matter. */
  concerns(directory: string, name: string): boolean {
    const known = this.directories.get(directory);
    if (known === undefined) return true;
    if (known.files.has(name) || known.directories.has(name)) return true;
    if (name === '.gitignore' && this.filter.respectGitignore) return true;
    return this.#verdicts.mayAccept(known, name);
  }

  /**
   * Takes on another filter, or other verdicts of the same one, and compares everything. A file that it newly wants is
   * `adopted`, not `created`, unless it was written after `sinceMs` (Unix ms); one that it no longer wants is no
   * change. Call right after a comparison: what happened before counts as known.
   */
  retarget(filter: PathFilter, sinceMs: number): Difference {
    const inherited: ReadonlyMap<string, FileSignature> = this.named.known;
    if (filter !== this.#current) {
      this.#current = filter;
      this.#namedFiles = this.#filesNamedBy(filter);
      this.named.inherit((path) => inherited.get(path) ?? this.#known(path));
    }
    for (const known of this.directories.values()) {
      known.verdicts.clear();
      if (!filter.respectGitignore) known.ignoreFile = undefined;
    }
    this.#adoption = new Adoption({ sinceMs, inherited });
    const difference = this.compareAll();
    this.#adoption = undefined;
    this.#leaveFormerStarts(difference);
    return difference;
  }

  #known(path: string): FileSignature | undefined {
    return this.directories.get(dirname(path))?.files.get(basename(path));
  }

  #filesNamedBy(filter: PathFilter): NamedFiles {
    return new NamedFiles(filter, (path, stats) => this.#isOwnOutput(path, stats));
  }

  /** Directories that no start and no directory above leads to any more. */
  #leaveFormerStarts(difference: Difference): void {
    for (const known of [...this.directories.values()]) {
      const { path } = known;
      if (this.directories.get(path) !== known || this.filter.starts.includes(path)) continue;
      const above = this.directories.get(dirname(path));
      if (above?.directories.has(basename(path)) !== true) this.#leave(known, difference, false);
    }
  }

  #completed(difference: Difference): Difference {
    this.named.compare(difference, this.#adoption);
    if (this.filter.outdated()) difference.ignoreRulesChanged = true;
    return difference;
  }

  #enter(path: string, difference: Difference): KnownDirectory {
    const known = newDirectory(path, this.#isKnown ? Date.now() : 0);
    this.directories.set(path, known);
    difference.appeared.add(path);
    difference.vanished.delete(path);
    return known;
  }

  #compareDirectory(known: KnownDirectory, difference: Difference): void {
    const { identity } = known;
    const entries = this.#list(known, difference);
    if (entries === 'gone') {
      this.#leave(known, difference, true);
      return;
    }
    if (entries === 'unreadable') {
      difference.unreadable.add(known.path);
      return;
    }
    known.linkTargets.clear();
    // Where a followed link leads may change without a change of the link itself.
    if (this.#options.followSymlink && this.#verdicts.links.isFollowed(known.path)) noteLinkTarget(known, known.path);
    // Another directory of the same name: of what is below nothing is known any more.
    const replaced = identity !== undefined && identity !== known.identity;
    const missing = new Set(known.files.keys());
    const missingDirectories = new Set(known.directories);
    for (const entry of entries) {
      if (this.#verdicts.isDirectory(known, entry)) {
        if (!this.#verdicts.mayEnter(known, entry)) continue;
        missingDirectories.delete(entry.name);
        const child = replaced ? this.directories.get(childPath(known.path, entry.name)) : undefined;
        if (child !== undefined) this.#compareDirectory(child, difference);
        this.#enterChild(known, entry, difference, (added) => this.#compareDirectory(added, difference));
      } else if (this.#verdicts.accepts(known, entry.name, false)) {
        if (this.#compareEntry(known, entry, difference)) missing.delete(entry.name);
      } else {
        // Still there, but the rules no longer want it: no change to report.
        known.files.delete(entry.name);
        missing.delete(entry.name);
      }
    }
    forgetAbsent(known, entries);
    for (const name of missing) this.#report(known, name, 'deleted', difference);
    for (const name of missingDirectories) this.#leaveChild(known, name, difference);
    if (known.ignoreFile !== undefined || entries.some(({ name }) => name === '.gitignore')) {
      if (this.filter.respectGitignore && ignoreFileChanged(known)) difference.ignoreRulesChanged = true;
    }
  }

  #discoverBelow(known: KnownDirectory, difference: Difference): void {
    const entries = this.#list(known, difference);
    if (typeof entries === 'string') return;
    for (const entry of entries) {
      if (this.#verdicts.isDirectory(known, entry) && this.#verdicts.mayEnter(known, entry)) {
        this.#enterChild(known, entry, difference, (child) => this.#discoverBelow(child, difference));
      }
    }
  }

  #enterChild(
    parent: KnownDirectory,
    entry: Entry,
    difference: Difference,
    look: (child: KnownDirectory) => void,
  ): void {
    parent.directories.add(entry.name);
    const path = childPath(parent.path, entry.name);
    if (!this.directories.has(path)) look(this.#enter(path, difference));
  }

  /** Notes when it is another directory than before. */
  #list(known: KnownDirectory, difference: Difference): readonly Entry[] | 'gone' | 'unreadable' {
    const listing = listDirectory(known.path);
    if (listing.type === 'listed') {
      const { entries, identity, stats } = listing;
      if (becomesAnother(known, identity)) difference.appeared.add(known.path);
      this.#adoption?.listed(known, stats);
      known.unreadable = false;
      return entries;
    }
    if (listing.type === 'gone') return 'gone';
    if (!known.unreadable) this.#options.onSkipped?.(known.path, `cannot be read (${listing.code})`);
    known.unreadable = true;
    return 'unreadable';
  }

  #leaveChild(parent: KnownDirectory, name: string, difference: Difference): void {
    parent.directories.delete(name);
    const child = this.directories.get(childPath(parent.path, name));
    if (child === undefined) return;
    const gone = !isDirectory(child.path, this.#options.followSymlink) || this.#verdicts.links.isRefused(child.path);
    this.#leave(child, difference, gone);
  }

  /** Takes a directory and all below out of the table; what is no longer on disk is reported. */
  #leave(known: KnownDirectory, difference: Difference, gone: boolean): void {
    for (const name of [...known.files.keys()]) {
      if (gone) this.#report(known, name, 'deleted', difference);
      else known.files.delete(name);
    }
    for (const name of [...known.directories]) {
      const child = this.directories.get(childPath(known.path, name));
      known.directories.delete(name);
      if (child !== undefined) this.#leave(child, difference, gone);
    }
    this.directories.delete(known.path);
    this.directories.get(dirname(known.path))?.directories.delete(basename(known.path));
    this.#verdicts.links.forget(known.path);
    difference.vanished.add(known.path);
    difference.appeared.delete(known.path);
  }

  #compareEntry(known: KnownDirectory, entry: Entry, difference: Difference): boolean {
    const path = childPath(known.path, entry.name);
    if (this.named.has(path)) {
      known.files.delete(entry.name);
      return true;
    }
    if (entry.isSymbolicLink()) noteLinkTarget(known, path);
    const stats = statFile(path);
    if (stats === undefined) return false;
    const before = known.files.get(entry.name) ?? this.#adoption?.inherited(path);
    if ((before !== undefined || this.#isKnown) && isBeingWritten(stats, before)) {
      difference.unsettled.add(known.path);
      difference.rewritten.add(path);
      return true;
    }
    const { signature, changed, rewritten } = compareFile(path, stats, before);
    known.files.set(entry.name, signature);
    if (before === undefined && this.#adoption?.adopts(path, stats) === true) {
      difference.adopted.add(path);
      return true;
    }
    if (rewritten) difference.rewritten.add(path);
    if (!changed || this.#isOwnOutput(path, stats)) return true;
    noteWrite(difference, stats);
    const isNew = before === undefined && this.#adoption?.wasThere(path, stats) !== true;
    if (isNew && this.#adoption !== undefined) difference.foundLate.add(path);
    this.#report(known, entry.name, isNew ? 'created' : 'modified', difference);
    return true;
  }

  #isOwnOutput(path: string, stats: Stats): boolean {
    return this.#isKnown && this.#options.isOwnOutput?.(path, stats) === true;
  }

  #report(known: KnownDirectory, name: string, kind: FileChange['kind'], difference: Difference): void {
    if (kind === 'deleted') known.files.delete(name);
    const path = childPath(known.path, name);
    difference.files.push({ path, rel: this.#rel(path), kind });
  }
}
