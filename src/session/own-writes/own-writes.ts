import { isSuccess } from '../../protocol/process-end.ts';
import type { FileChange } from '../../protocol/change.ts';
import * as authorship from '../../engine/authorship/build-writes.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import type { Sifted } from '../../engine/authorship/written.ts';

/** Tells what the build's own commands wrote from what a person saved: `engine/authorship/`, with its memory. */
export class OwnWrites {
  #known = authorship.noBuildWrites;

  /** There is nothing to sift while no command has run lately. */
  get idle(): boolean {
    return authorship.hasNoWindow(this.#known);
  }

  buildStarted(): void {
    this.#known = authorship.buildStarted(this.#known);
  }

  /** The last one that ran decides: one that failed while sources were being written runs again. */
  hookEnded(succeeded: boolean): void {
    this.#known = authorship.hookEnded(this.#known, succeeded);
  }

  /** What is to be built once more, now that the build has ended. */
  buildEnded(outcome: 'succeeded' | 'failed' | 'cancelled'): readonly FileChange[] {
    const { state, onceMore } = authorship.buildEnded(this.#known, outcome);
    this.#known = state;
    return onceMore;
  }

  /** `generator`: its index, if it is one. Returns what is to be called when the command has ended. */
  commandStarted(kind: authorship.CommandKind, atMs: number, generator?: number): (atMs: number) => void {
    const { nextCommand: command } = this.#known;
    this.#known = authorship.commandStarted(this.#known, kind, atMs, generator);
    return (endMs) => void (this.#known = authorship.commandEnded(this.#known, command, endMs));
  }

  sift(files: readonly authorship.WrittenFile[]): Sifted {
    const { state, sifted } = authorship.siftBuildWrites(this.#known, files);
    this.#known = state;
    return sifted;
  }
}

/**
 * The same runner; `writes` gets to know when shell text of the build runs, and which hook failed.
 *
 * @param now Unix ms
 */
export function withOwnWrites(commands: CommandRunner, writes: OwnWrites, now: () => number): CommandRunner {
  return {
    start(spec) {
      // Before it: on a busy machine it may have written something by the time that we know that it runs.
      const startedMs = now();
      const running = commands.start(spec);
      if (spec.command.type === 'shell') {
        const isHook = spec.label.endsWith('/pre_cmd');
        const generator = /\/generate-(\d+)$/.exec(spec.label)?.[1];
        const kind = isHook || generator !== undefined ? 'hook' : 'build';
        const end = writes.commandStarted(kind, startedMs, generator === undefined ? undefined : Number(generator));
        void running.ended.then((result) => {
          end(now());
          // That a generator has succeeded says nothing about a hook before it.
          const succeeded = isSuccess(result.end);
          if (isHook || (generator !== undefined && !succeeded)) writes.hookEnded(succeeded);
        });
      }
      return running;
    },
  };
}
