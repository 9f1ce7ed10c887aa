import { defined } from '../../base/defined.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import type { CommandResult, CommandRunner, CommandSpec, Reporter, RunningCommand } from '../../engine/ports.ts';
import { messageOf } from './build-failure.ts';
import { BuildGuard } from './build-guard.ts';
import { stillSources, type Sources } from './sources.ts';

export interface BuildCommandsOptions {
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  readonly sources: Sources;
  /** Files that the user's own command writes anew with the same bytes; it is added to. */
  readonly rewrites: Set<string>;
  /** They compile tests, too. Default: no. */
  readonly withTests?: true;
}

export interface TryOptions {
  /** GOTMPDIR; undefined if the user chose it. */
  readonly workDir: string | undefined;
  /**
   * When a source is written: end the command, to run it again; let it end, and run it again; let it be; nothing, for
   * it reads a snapshot.
   */
  readonly onWrite: 'kill' | 'repeat' | 'let' | 'trust';
  /** A command before the build itself. */
  readonly isHook?: boolean;
  /** See BuildGuard. */
  readonly known?: ReadonlyMap<string, string>;
  /** It ran before, and sources were written anew: what is written anew again is its own work. */
  readonly again?: boolean;
}

/** A command that ended, and whether what it made may be believed. */
export interface Tried {
  readonly result: CommandResult;
  readonly worthless: boolean;
}

const killed: CommandResult = { end: { type: 'signal', signal: 'SIGKILL' }, output: '' };

/** Of a command that did not run. */
export const neverRan: Tried = { result: killed, worthless: true };

/** The commands of one build, one after the other, and what may be believed of what they made. */
export class BuildCommands {
  readonly #options: BuildCommandsOptions;
  /** All that were started: what one left in the background may live on. */
  readonly #started: RunningCommand[] = [];
  #cancelling: Promise<unknown> | undefined;
  #hooksRan = false;
  #resolveCancelled: () => void = () => undefined;
  readonly #whenCancelled = new Promise<void>((resolve) => (this.#resolveCancelled = resolve));
  cancelled = false;

  constructor(options: BuildCommandsOptions) {
    this.#options = options;
  }

  /** Kills what runs and what was left in the background, and lets no further one start. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.#resolveCancelled();
    this.#cancelling = Promise.allSettled(this.#started.map((command) => command.cancel()));
  }

  /** Resolves when nothing is left of what was cancelled. */
  async cancelEnded(): Promise<void> {
    await this.#cancelling;
  }

  /**
   * Runs a command of the build, and looks whether sources are written meanwhile: then what it made is worthless, and
   * what the go command believes since is taken back.
   */
  async try(spec: CommandSpec, { workDir, onWrite, isHook = false, again = false, known }: TryOptions): Promise<Tried> {
    const { sources, commands, withTests } = this.#options;
    const { file } = spec.command.type === 'argv' ? spec.command : { file: 'go' };
    if (isHook) this.#hooksRan = true;
    let killing: Promise<void> | undefined;
    const guard = new BuildGuard({
      sources: onWrite === 'trust' ? stillSources : sources,
      workDir,
      cacheDir: async () => {
        const { findCacheDir } = await import('../toolchain/cache-dir.ts');
        return findCacheDir({ goFile: file, cwd: spec.cwd, env: spec.env, commands });
      },
      afterHooks: this.#hooksRan && !isHook,
      ...defined({ known, withTests }),
      onSpoiled: () => {
        if (onWrite === 'kill') killing ??= this.#started.at(-1)?.cancel();
      },
    });
    try {
      if (this.cancelled) return neverRan;
      const result = await this.#run(spec);
      await killing;
      // A build that was killed for a write waits for the quiet window: what is half written is no change yet.
      if (killing === undefined && !this.cancelled && !isHook) this.look();
      if (isHook) return await hookResult(result, guard);
      if (!guard.disturbed) return { result, worthless: false };
      const isEmbedSpoiled = await guard.dropEntries();
      if (again) guard.rewritten.forEach((path) => this.#options.rewrites.add(path));
      if (this.cancelled || onWrite === 'let') return { result, worthless: false };
      if (!guard.spoiled) return { result, worthless: isEmbedSpoiled && !again };
      await this.quiet();
      return { result, worthless: onWrite === 'kill' || this.#hasForeignWrites(guard) };
    } finally {
      guard.end();
    }
  }

  /** Runs a command that puts nothing into the go command's cache. Who starts it looks at what it read. */
  async run(spec: CommandSpec): Promise<CommandResult> {
    return this.cancelled ? killed : this.#run(spec);
  }

  /** A command that runs already is one of this build from now on. */
  adopt(running: RunningCommand): void {
    this.#started.push(running);
    if (this.cancelled) void running.cancel();
  }

  /** The user's own command may write files anew itself; what it did in two tries in a row is its work. */
  #hasForeignWrites(guard: BuildGuard): boolean {
    return guard.rewritten.some((path) => !this.#options.rewrites.has(path));
  }

  /** Resolves when what was written has become quiet, or nobody wants the build any more. */
  async quiet(): Promise<void> {
    await Promise.race([this.#options.sources.quiet(), this.#whenCancelled]);
  }

  /** Compares all sources with the disk; what no event reported may cancel the build. */
  look(): void {
    try {
      this.#options.sources.look();
    } catch (error) {
      // A tree that cannot be compared is no reason to lose the build's result.
      const message = `cannot check for changes during the build: ${messageOf(error)}`;
      this.#options.reporter.report({ type: 'notice', level: 'debug', message });
    }
  }

  async #run(spec: CommandSpec): Promise<CommandResult> {
    const command = this.#options.commands.start(spec);
    this.#started.push(command);
    const result = await command.ended;
    await this.#cancelling;
    return result;
  }
}

/** A hook that failed while sources were being written may have read half of one. */
async function hookResult(result: CommandResult, guard: BuildGuard): Promise<Tried> {
  if (guard.disturbed) await guard.dropEntries();
  return { result, worthless: !succeeded(result) && guard.touched };
}

export function succeeded({ end }: CommandResult): boolean {
  return isSuccess(end);
}
