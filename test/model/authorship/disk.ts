import type { Written } from '../../../src/engine/authorship/written.ts';

/** The kernel's clock may be that much behind when it stamps a file. */
export const mostLagMs = 10;

interface File {
  /** When it was written, and what its time stamp says. */
  readonly writtenMs: number;
  readonly stampMs: number;
  readonly by: 'person' | 'program';
}

/** Files by name, who wrote them last, and which of them the watcher has yet to report. */
export class Disk {
  readonly #files = new Map<string, File>();
  readonly #unreported = new Set<string>();
  readonly #lagMs: number;

  constructor(lagMs: number) {
    this.#lagMs = lagMs;
  }

  write(name: string, atMs: number, by: File['by']): void {
    this.#files.set(name, { writtenMs: atMs, stampMs: atMs - this.#lagMs, by });
    this.#unreported.add(name);
  }

  get hasNews(): boolean {
    return this.#unreported.size > 0;
  }

  /** What was written since it was last asked for, each file with its stamp of now. */
  report(): readonly Written[] {
    const written = [...this.#unreported].map((name) => this.#written(name));
    this.#unreported.clear();
    return written;
  }

  /** The files whose last word is a person's. */
  saves(): readonly (readonly [name: string, file: File])[] {
    return [...this.#files].filter(([, { by }]) => by === 'person');
  }

  #written(name: string): Written {
    return { file: { path: name, rel: name, kind: 'modified' }, atMs: this.#files.get(name)?.stampMs ?? 0 };
  }
}

/** How often in a row a file was written where a program may have written it. */
export class Row {
  #count = 0;
  #last: number | undefined;

  /** @param round the number of the build or run that it was written in */
  note(round: number): number {
    if (this.#last !== round) this.#count = this.#last === round - 1 ? this.#count + 1 : 1;
    this.#last = round;
    return this.#count;
  }
}
