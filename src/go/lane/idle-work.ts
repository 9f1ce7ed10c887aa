import type { BuildCommands } from '../build/build-commands.ts';

export interface IdleWorkOptions {
  /** For commands that nobody waits for. */
  readonly commands: () => BuildCommands;
  readonly after: (ms: number, fire: () => void) => () => void;
  readonly onError: (error: unknown) => void;
}

interface Wanted {
  readonly ms: number;
  readonly work: (commands: BuildCommands) => Promise<void>;
}

/** Work for when nobody waits for anything: one piece at a time, and any build ends it. */
export class IdleWork {
  readonly #options: IdleWorkOptions;
  #forget: (() => void) | undefined;
  #commands: BuildCommands | undefined;
  /** What is to be done, or runs. */
  #wanted: Wanted | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: IdleWorkOptions) {
    this.#options = options;
  }

  /** Does that in so many ms, in the place of what was to be done. */
  soon(ms: number, work: (commands: BuildCommands) => Promise<void>): void {
    this.interrupt();
    this.#wanted = { ms, work };
    this.#forget = this.#options.after(ms, () => this.#begin(work));
  }

  /** Somebody else needs the machine: what runs is ended, and done once more as if it had been asked for now. */
  makeWay(): void {
    if (this.#wanted !== undefined) this.soon(this.#wanted.ms, this.#wanted.work);
  }

  /** Ends what runs, and forgets what was to be done. */
  interrupt(): void {
    this.#forget?.();
    this.#forget = undefined;
    this.#wanted = undefined;
    this.#commands?.cancel();
  }

  /** Resolves when nothing of it runs. Never rejects. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  #begin(work: (commands: BuildCommands) => Promise<void>): void {
    const before = this.#ended;
    const commands = this.#options.commands();
    const run = async (): Promise<void> => {
      await before;
      try {
        if (!commands.cancelled) await work(commands);
        if (!commands.cancelled && this.#wanted?.work === work) this.#wanted = undefined;
      } catch (error) {
        if (!commands.cancelled) this.#options.onError(error);
      } finally {
        await commands.cancelEnded();
      }
    };
    this.#commands = commands;
    this.#ended = run();
  }
}
