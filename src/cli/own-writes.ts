import type { FileChange } from '../engine/change.ts';
import type { CommandRunner } from '../engine/ports.ts';

/** `pre_cmd`, or the user's own build command. */
export type CommandKind = 'hook' | 'build';

export interface WrittenFile {
  readonly file: FileChange;
  /** Unix time in ms of the write. */
  readonly atMs: number;
  /** It says itself that a program wrote it; asked only where that decides. */
  generated(): boolean;
}

export interface Sifted {
  /** To be acted on. */
  readonly rest: readonly FileChange[];
  /** Written by the build's own commands: the build that runs has them in it. */
  readonly own: readonly FileChange[];
  /** Those of `own` that were found out just now. */
  readonly learned: readonly FileChange[];
}

interface Window {
  readonly kind: CommandKind;
  readonly fromMs: number;
  untilMs: number;
}

/** A file's time stamp lies up to one tick of the kernel's clock before the write. */
const tickMs = 10;
/** Or it is finer than our clock, whose milliseconds are whole; nothing has read the file so early. */
const roundingMs = 2;

/**
 * In how many builds in a row a file must have been written while a command ran, to be taken for that
 * command's work. After a hook comes the compiler and reads whatever is there, so a hasty judgement does no
 * harm. A build command of the user's may have read the file before it changed: more proof is asked for, and
 * still more for a file that also changes when no command runs, since somebody edits it.
 */
const proof: Record<CommandKind, { readonly untouched: number; readonly edited: number }> = {
  hook: { untouched: 2, edited: 4 },
  build: { untouched: 4, edited: 8 },
};

/**
 * Tells what the build's own commands wrote from what a person saved. A hook that generates another text at
 * every build (a date in it) would otherwise cancel its own build for ever.
 */
export class OwnWrites {
  private windows: Window[] = [];
  private earlier: readonly Window[] = [];
  private readonly streaks = new Map<string, number>();
  private readonly inThisBuild = new Set<string>();
  private readonly edited = new Set<string>();
  private readonly known = new Set<string>();

  /** There is nothing to sift while no command has run lately. */
  get idle(): boolean {
    return this.windows.length === 0 && this.earlier.length === 0;
  }

  buildStarted(): void {
    for (const path of this.streaks.keys()) if (!this.inThisBuild.has(path)) this.streaks.delete(path);
    this.inThisBuild.clear();
    this.earlier = this.windows;
    this.windows = [];
  }

  /** Returns what is to be called when the command has ended. */
  commandStarted(kind: CommandKind, atMs: number): (atMs: number) => void {
    const window: Window = { kind, fromMs: atMs - tickMs, untilMs: Number.POSITIVE_INFINITY };
    this.windows.push(window);
    return (endMs) => void (window.untilMs = endMs + roundingMs);
  }

  sift(files: readonly WrittenFile[]): Sifted {
    const rest: FileChange[] = [];
    const own: FileChange[] = [];
    const learned: FileChange[] = [];
    for (const { file, atMs, generated } of files) {
      const kind = this.writerAt(atMs);
      if (kind === undefined) this.sawEdit(file.path);
      // A hook generates, then the compiler reads: the build that runs has it, and nobody edits such a file.
      else if (kind === 'hook' && generated()) {
        own.push(file);
        continue;
      } else if (this.known.has(file.path) || this.isProven(file.path, kind)) {
        own.push(file);
        if (!this.known.has(file.path)) learned.push(file);
        this.known.add(file.path);
        continue;
      }
      rest.push(file);
    }
    return { rest, own, learned };
  }

  private writerAt(atMs: number): CommandKind | undefined {
    return [...this.windows, ...this.earlier].find(({ fromMs, untilMs }) => atMs >= fromMs && atMs <= untilMs)?.kind;
  }

  private sawEdit(path: string): void {
    this.edited.add(path);
    this.known.delete(path);
    this.streaks.delete(path);
  }

  private isProven(path: string, kind: CommandKind): boolean {
    if (!this.inThisBuild.has(path)) this.streaks.set(path, (this.streaks.get(path) ?? 0) + 1);
    this.inThisBuild.add(path);
    return (this.streaks.get(path) ?? 0) >= proof[kind][this.edited.has(path) ? 'edited' : 'untouched'];
  }
}

/** The same runner; `writes` gets to know when shell text of the build runs. */
export function withOwnWrites(commands: CommandRunner, writes: OwnWrites): CommandRunner {
  return {
    start(spec) {
      const running = commands.start(spec);
      if (spec.command.type === 'shell') {
        const end = writes.commandStarted(spec.label === 'pre_cmd' ? 'hook' : 'build', Date.now());
        void running.ended.then(() => end(Date.now()));
      }
      return running;
    },
  };
}
