import { dirname } from 'node:path';
import type { FileChange } from '../../protocol/change.ts';
import { noteWrite, type Difference } from '../table/difference.ts';
import { eventPaths } from '../source/event-paths.ts';
import { compareFile, isBeingWritten, statFile, type FileSignature } from '../table/file-signature.ts';
import { inRealDirectory, isWithin, relativeTo } from '../../base/paths.ts';
import type { Adoption } from '../table/adoption.ts';
import type { TableOptions } from '../table/signature-table.ts';
import type { PathFilter } from './watch-scope.ts';

/** The files that are watched by name, wherever they lie: include_file, the config file, env files. */
export class NamedFiles {
  readonly known = new Map<string, FileSignature>();
  readonly #filter: PathFilter;
  readonly #isOwnOutput: TableOptions['isOwnOutput'];
  readonly #paths: ReadonlySet<string>;
  readonly #rel: (path: string) => string;

  constructor(filter: PathFilter, isOwnOutput: TableOptions['isOwnOutput']) {
    this.#filter = filter;
    this.#isOwnOutput = isOwnOutput;
    this.#rel = relativeTo(filter.root);
    this.#paths = new Set(filter.named.flatMap((path) => [path, inRealDirectory(path)]));
  }

  /** Such a file is not to be reported a second time by the directory it lies in. */
  has(path: string): boolean {
    return this.#paths.has(path);
  }

  /** Files that were watched before, by another name or with their directory. */
  inherit(signatureOf: (path: string) => FileSignature | undefined): void {
    for (const path of this.#filter.named) {
      const signature = signatureOf(path);
      if (signature !== undefined) this.known.set(path, signature);
    }
  }

  /** @param adoption other rules are being taken on */
  compare(difference: Difference, adoption?: Adoption): void {
    for (const path of this.#filter.named) {
      const before = this.known.get(path);
      const report = (kind: FileChange['kind']): void =>
        void difference.files.push({ path, rel: this.#shown(path), kind });
      const stats = this.#filter.file(path).watch ? statFile(path) : undefined;
      if (stats === undefined) {
        if (this.known.delete(path)) report('deleted');
        continue;
      }
      if (before !== undefined && isBeingWritten(stats, before)) {
        difference.unsettled.add(dirname(path));
        continue;
      }
      const { signature, changed } = compareFile(path, stats, before);
      this.known.set(path, signature);
      if (before === undefined && adoption?.adopts(path, stats) === true) {
        difference.adopted.add(path);
        continue;
      }
      if (!changed || this.#isOwnOutput?.(path, stats)) continue;
      noteWrite(difference, stats);
      report(before === undefined ? 'created' : 'modified');
    }
  }

  /** As the user knows it; a file outside the root by its real place, as the root is. */
  #shown(path: string): string {
    return this.#rel(isWithin(path, this.#filter.root) ? path : inRealDirectory(path));
  }

  /** Paths whose coming, going or writing concerns these files. */
  eventPaths(): readonly string[] {
    return this.#filter.named.flatMap(eventPaths);
  }
}
