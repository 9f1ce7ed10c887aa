import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { toDisk } from '../../base/file-name.ts';
import type { FileChange } from '../../protocol/change.ts';
import { noDifference, noteWrite } from './difference.ts';
import type { Difference } from './difference.ts';
import { compareFile, hasSignature, isBeingWritten, statFile } from './file-signature.ts';
import { FollowedLinks } from '../source/followed-links.ts';
import { forgetAbsent, isDirectory, newDirectory, noteLinkTarget } from './known-directory.ts';
import type { KnownDirectory } from './known-directory.ts';
import { listDirectory, type Entry } from './list-directory.ts';
import { NamedFiles } from '../scope/named-files.ts';
import { childPath, relativeTo } from '../../base/paths.ts';
import type { PathFilter } from '../scope/watch-scope.ts';

export interface TableOptions {
  readonly filter: PathFilter;
  readonly followSymlink: boolean;
  readonly respectGitignore: boolean;
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
  readonly named: NamedFiles;
  readonly filter: PathFilter;
  private readonly options: TableOptions;
  private readonly rel: (path: string) => string;
  private readonly links: FollowedLinks;
  /** Before, every file is new, and nobody is told: to ask about each would be for nothing. */
  private known = false;

  constructor(options: TableOptions) {
    this.filter = options.filter;
    this.options = options;
    this.rel = relativeTo(options.filter.root);
    this.named = new NamedFiles(options.filter, (path, stats) => this.isOwnOutput(path, stats));
    this.links = new FollowedLinks(options.filter, options.onSkipped);
  }

  /** Everything against the disk; the first time all there is, is `created`. */
  compareAll(): Difference {
    const difference = noDifference();
    for (const start of this.filter.starts) if (!this.directories.has(start)) this.enter(start, difference);
    for (const known of [...this.directories.values()]) {
      if (this.directories.get(known.path) === known) this.compareDirectory(known, difference);
    }
    const completed = this.completed(difference);
    this.known = true;
    return completed;
  }

  /** These directories (and all that is new below them) and the named files against the disk. */
  compare(paths: Iterable<string>): Difference {
    const difference = noDifference();
    for (const path of paths) {
      const known = this.directories.get(path);
      if (known !== undefined) this.compareDirectory(known, difference);
      else if (this.filter.starts.includes(path)) this.compareDirectory(this.enter(path, difference), difference);
    }
    return this.completed(difference);
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
    if (known !== undefined) this.discoverBelow(known, difference);
    return [...difference.appeared];
  }

  /** Whether an event about that name in that directory can matter. */
  concerns(directory: string, name: string): boolean {
    const known = this.directories.get(directory);
    if (known === undefined) return true;
    if (known.files.has(name) || known.directories.has(name)) return true;
    if (name === '.gitignore' && this.options.respectGitignore) return true;
    if (this.accepts(known, name, false, false)) return true;
    const isOne = isDirectory(childPath(directory, name), this.options.followSymlink);
    return isOne && this.accepts(known, name, true, false);
  }

  /** Asks the filter again for every name at the next comparison. */
  forgetVerdicts(): void {
    for (const known of this.directories.values()) known.verdicts.clear();
  }

  private completed(difference: Difference): Difference {
    this.named.compare(difference);
    if (this.filter.outdated()) difference.ignoreRulesChanged = true;
    return difference;
  }

  private enter(path: string, difference: Difference): KnownDirectory {
    const known = newDirectory(path);
    this.directories.set(path, known);
    difference.appeared.add(path);
    difference.vanished.delete(path);
    return known;
  }

  private compareDirectory(known: KnownDirectory, difference: Difference): void {
    const { identity } = known;
    const entries = this.list(known, difference);
    if (entries === 'gone') {
      this.leave(known, difference, true);
      return;
    }
    if (entries === 'unreadable') {
      difference.unreadable.add(known.path);
      return;
    }
    known.linkTargets.clear();
    // Where a followed link leads may change without a change of the link itself.
    if (this.options.followSymlink && this.links.isFollowed(known.path)) noteLinkTarget(known, known.path);
    // Another directory of the same name: of what is below nothing is known any more.
    const replaced = identity !== undefined && identity !== known.identity;
    const missing = new Set(known.files.keys());
    const missingDirectories = new Set(known.directories);
    for (const entry of entries) {
      if (this.entryIsDirectory(known, entry)) {
        if (!this.mayEnter(known, entry)) continue;
        missingDirectories.delete(entry.name);
        const child = replaced ? this.directories.get(childPath(known.path, entry.name)) : undefined;
        if (child !== undefined) this.compareDirectory(child, difference);
        this.enterChild(known, entry, difference, (added) => this.compareDirectory(added, difference));
      } else if (this.accepts(known, entry.name, false)) {
        if (this.compareEntry(known, entry, difference)) missing.delete(entry.name);
      } else {
        // Still there, but the rules no longer want it: no change to report.
        known.files.delete(entry.name);
        missing.delete(entry.name);
      }
    }
    forgetAbsent(known, entries);
    for (const name of missing) this.report(known, name, 'deleted', difference);
    for (const name of missingDirectories) this.leaveChild(known, name, difference);
    if (known.ignoreFile !== undefined || entries.some(({ name }) => name === '.gitignore')) {
      this.compareIgnoreFile(known, difference);
    }
  }

  private discoverBelow(known: KnownDirectory, difference: Difference): void {
    const entries = this.list(known, difference);
    if (typeof entries === 'string') return;
    for (const entry of entries) {
      if (this.entryIsDirectory(known, entry) && this.mayEnter(known, entry)) {
        this.enterChild(known, entry, difference, (child) => this.discoverBelow(child, difference));
      }
    }
  }

  private enterChild(
    parent: KnownDirectory,
    entry: Entry,
    difference: Difference,
    look: (child: KnownDirectory) => void,
  ): void {
    parent.directories.add(entry.name);
    const path = childPath(parent.path, entry.name);
    if (!this.directories.has(path)) look(this.enter(path, difference));
  }

  /** Notes when it is another directory than before. */
  private list(known: KnownDirectory, difference: Difference): readonly Entry[] | 'gone' | 'unreadable' {
    try {
      const stats = statSync(toDisk(known.path));
      if (!stats.isDirectory()) return 'gone';
      const identity = `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
      if (known.identity !== undefined && known.identity !== identity) difference.appeared.add(known.path);
      known.identity = identity;
      const entries = listDirectory(known.path);
      known.unreadable = false;
      return entries;
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return 'gone';
      if (!known.unreadable) this.options.onSkipped?.(known.path, `cannot be read (${code ?? String(error)})`);
      known.unreadable = true;
      return 'unreadable';
    }
  }

  private leaveChild(parent: KnownDirectory, name: string, difference: Difference): void {
    parent.directories.delete(name);
    const child = this.directories.get(childPath(parent.path, name));
    if (child === undefined) return;
    const gone = !isDirectory(child.path, this.options.followSymlink) || this.links.isRefused(child.path);
    this.leave(child, difference, gone);
  }

  /** Takes a directory and all below out of the table; what is no longer on disk is reported. */
  private leave(known: KnownDirectory, difference: Difference, gone: boolean): void {
    for (const name of [...known.files.keys()]) {
      if (gone) this.report(known, name, 'deleted', difference);
      else known.files.delete(name);
    }
    for (const name of [...known.directories]) {
      const child = this.directories.get(childPath(known.path, name));
      known.directories.delete(name);
      if (child !== undefined) this.leave(child, difference, gone);
    }
    this.directories.delete(known.path);
    this.directories.get(dirname(known.path))?.directories.delete(basename(known.path));
    this.links.forget(known.path);
    difference.vanished.add(known.path);
    difference.appeared.delete(known.path);
  }

  private compareEntry(known: KnownDirectory, entry: Entry, difference: Difference): boolean {
    const path = childPath(known.path, entry.name);
    if (this.named.has(path)) return true;
    if (entry.isSymbolicLink()) noteLinkTarget(known, path);
    const stats = statFile(path);
    if (stats === undefined) return false;
    const before = known.files.get(entry.name);
    if (isBeingWritten(stats, before)) {
      difference.unsettled.add(known.path);
      return true;
    }
    const { signature, changed, rewritten } = compareFile(path, stats, before);
    known.files.set(entry.name, signature);
    if (rewritten) difference.rewritten.add(path);
    if (!changed || this.isOwnOutput(path, stats)) return true;
    noteWrite(difference, stats);
    this.report(known, entry.name, before === undefined ? 'created' : 'modified', difference);
    return true;
  }

  private isOwnOutput(path: string, stats: Stats): boolean {
    return this.known && this.options.isOwnOutput?.(path, stats) === true;
  }

  private compareIgnoreFile(known: KnownDirectory, difference: Difference): void {
    if (!this.options.respectGitignore) return;
    const path = childPath(known.path, '.gitignore');
    const stats = statFile(path);
    const before = known.ignoreFile;
    if (stats === undefined) {
      if (before !== undefined) difference.ignoreRulesChanged = true;
      known.ignoreFile = undefined;
    } else if (before === undefined || before.racy || !hasSignature(before, stats)) {
      const { signature, changed } = compareFile(path, stats, before);
      known.ignoreFile = signature;
      if (changed) difference.ignoreRulesChanged = true;
    }
  }

  private report(known: KnownDirectory, name: string, kind: FileChange['kind'], difference: Difference): void {
    if (kind === 'deleted') known.files.delete(name);
    const path = childPath(known.path, name);
    difference.files.push({ path, rel: this.rel(path), kind });
  }

  private accepts(known: KnownDirectory, name: string, directory: boolean, remember = true): boolean {
    const key = directory ? `${name}/` : name;
    const before = known.verdicts.get(key);
    if (before !== undefined) return before;
    const path = childPath(known.path, name);
    const { watch } = directory ? this.filter.directory(path) : this.filter.file(path);
    if (remember) known.verdicts.set(key, watch);
    return watch;
  }

  private entryIsDirectory(known: KnownDirectory, entry: Entry): boolean {
    if (entry.isDirectory()) return true;
    return this.options.followSymlink && entry.isSymbolicLink() && isDirectory(childPath(known.path, entry.name), true);
  }

  private mayEnter(known: KnownDirectory, entry: Entry): boolean {
    if (!this.accepts(known, entry.name, true)) return false;
    if (!this.options.followSymlink) return true;
    const path = childPath(known.path, entry.name);
    if (entry.isSymbolicLink()) return this.links.mayFollow(path);
    this.links.forget(path);
    return true;
  }
}
