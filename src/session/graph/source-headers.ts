import { join } from 'node:path';
import { headerOf } from '../../go/graph/source-header.ts';
import type { PackageGraph } from '../../go/graph/package-graph.ts';

export interface HeaderFiles {
  /** Undefined where it cannot be read. */
  readSource(path: string): string | undefined;
  /** When it was written; Unix ms. */
  writtenAt(path: string): number;
  /** Calls `fire` when what is going on now has had its turn. */
  soon(fire: () => void): void;
}

/** Files that are read in one turn of the event loop: about 2 ms. */
const perTurn = 50;

/**
 * What the headers of the program's Go files were when the graph was made. Read a few at a time after the graph is
 * there; until then a file counts as one whose header changed.
 */
export class SourceHeaders {
  readonly #files: HeaderFiles;
  #known = new Map<string, string>();

  constructor(files: HeaderFiles) {
    this.#files = files;
  }

  /**
   * @param askedAtMs Unix ms; what was written since may not be what the graph was made of
   * @param done all are read; not called when another graph is there before
   */
  learn(graph: PackageGraph, askedAtMs: number, done: () => void): void {
    const known = new Map<string, string>();
    this.#known = known;
    const paths = graph.packages
      .flatMap(({ dir, files, leftOut, tests }) =>
        [...files, ...leftOut, ...(tests?.files ?? [])].map((name) => join(dir, name)),
      )
      .filter((path) => path.endsWith('.go'));
    const turn = (): void => {
      if (this.#known !== known) return;
      for (const path of paths.splice(0, perTurn)) {
        const header = this.#headerOf(path);
        if (header !== undefined && this.#files.writtenAt(path) < askedAtMs) known.set(path, header);
      }
      if (paths.length > 0) this.#files.soon(turn);
      else done();
    };
    this.#files.soon(turn);
  }

  /** Whether that Go file may ask for another graph. */
  differs(path: string): boolean {
    const known = this.#known.get(path);
    return known === undefined || known !== this.#headerOf(path);
  }

  #headerOf(path: string): string | undefined {
    const source = this.#files.readSource(path);
    return source === undefined ? undefined : headerOf(source);
  }
}
