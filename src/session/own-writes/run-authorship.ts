import {
  appStartedFor,
  judgeRunWrites,
  noRunWrites,
  runEnded,
  runStarted,
} from '../../engine/authorship/run-writes.ts';
import type { WorkRequested } from '../../engine/task/event.ts';
import type { FileChange } from '../../protocol/change.ts';

export interface RunAuthorshipDeps {
  /** Unix time in ms of the write. */
  readonly writtenAt: (path: string) => number;
  /** Unix ms. */
  readonly now: () => number;
}

/** Tells what a task's own runs wrote from what a person saved: `engine/authorship/`, with its memory. */
export class RunAuthorship {
  readonly #deps: RunAuthorshipDeps;
  #writes = noRunWrites;

  constructor(deps: RunAuthorshipDeps) {
    this.#deps = deps;
  }

  /** Files changed that the task runs for. */
  request(files: readonly FileChange[]): WorkRequested {
    const written = files.map((file) => ({ file, atMs: this.#deps.writtenAt(file.path) }));
    const { writes, author } = judgeRunWrites(this.#writes, written);
    this.#writes = writes;
    const own = author === 'somebody' ? {} : { own: { atMs: this.#deps.now(), edited: author.edited } };
    return { type: 'work-requested', files, ...own };
  }

  started(run: number, atMs: number): void {
    this.#writes = runStarted(this.#writes, run, atMs);
  }

  ended(run: number, atMs: number): void {
    this.#writes = runEnded(this.#writes, run, atMs);
  }

  /** The app was started, since a task asked for it at `askedAtMs`. */
  appStarted(askedAtMs: number): void {
    this.#writes = appStartedFor(this.#writes, askedAtMs, this.#deps.now());
  }
}
