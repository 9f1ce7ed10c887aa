import type { FileChange } from '../../protocol/change.ts';
import type { CommandRunner } from '../../engine/ports.ts';
import { covers, openWindow, type WriteWindow } from './write-window.ts';

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
  /** Written by the build's own commands: the build that runs has them in it, if its hooks succeed. */
  readonly own: readonly FileChange[];
  /** Those of `own` that were found out just now. */
  readonly learned: readonly FileChange[];
}

/**
 * In how many builds in a row a file must have been written while a command ran, to be taken for that
 * command's work. A build command of the user's may have read the file before it changed: more proof is asked
 * for, and still more for a file that also changes when no command runs, since somebody edits it.
 */
const proof: Record<CommandKind, { readonly untouched: number; readonly edited: number }> = {
  hook: { untouched: 2, edited: 4 },
  build: { untouched: 4, edited: 8 },
};

/** So often in a row a file that somebody edits is built once more because the build before it wrote it. */
const mostFollowUps = 10;

interface Window extends WriteWindow {
  readonly kind: CommandKind;
}

/**
 * Tells what the build's own commands wrote from what a person saved. A hook that generates another text at
 * every build (a date in it) would otherwise cancel its own build forever.
 *
 * Nobody can tell the two apart for certain, so what is taken for a command's work is dropped only where
 * dropping does no harm: Go sources that a hook wrote, since the compiler reads them after it. Anything else
 * does not cancel the build, but is built once more when that has ended. If it is written in that build too,
 * which nobody else asked for, it is the command's.
 */
export class OwnWrites {
  private windows: Window[] = [];
  private earlier: readonly Window[] = [];
  private readonly streaks = new Map<string, number>();
  private readonly inThisBuild = new Set<string>();
  private readonly edited = new Set<string>();
  /** Taken for a command's work before. */
  private readonly known = new Set<string>();
  /** Written again in a build that only it had asked for. */
  private readonly confirmed = new Set<string>();
  private building = false;
  private hookFailed = false;
  /** Dropped in this build: fit for use only if the hooks succeed. */
  private dropped = new Map<string, FileChange>();
  private putOff = new Map<string, FileChange>();
  /** The files that the running build was started for once more. */
  private followsUp: ReadonlySet<string> = new Set();
  private nextFollowsUp: ReadonlySet<string> = new Set();
  private readonly followUps = new Map<string, number>();

  /** There is nothing to sift while no command has run lately. */
  get idle(): boolean {
    return this.windows.length === 0 && this.earlier.length === 0;
  }

  buildStarted(): void {
    for (const path of this.streaks.keys()) if (!this.inThisBuild.has(path)) this.streaks.delete(path);
    for (const path of this.followUps.keys()) if (!this.nextFollowsUp.has(path)) this.followUps.delete(path);
    this.inThisBuild.clear();
    this.earlier = this.windows;
    this.windows = [];
    this.building = true;
    this.hookFailed = false;
    // The new build reads what was put off before it.
    this.putOff.clear();
    this.dropped.clear();
    this.followsUp = this.nextFollowsUp;
    this.nextFollowsUp = new Set();
  }

  /** The last one that ran decides: one that failed while sources were being written runs again. */
  hookEnded(succeeded: boolean): void {
    this.hookFailed = !succeeded;
  }

  /** What is to be built once more, now that the build has ended. */
  buildEnded(outcome: 'succeeded' | 'failed' | 'cancelled'): readonly FileChange[] {
    this.building = false;
    if (outcome === 'cancelled') return [];
    const unread = outcome === 'failed' && this.hookFailed ? [...this.dropped.values()] : [];
    const files = [...this.putOff.values(), ...unread.filter(({ path }) => !this.followsUp.has(path))];
    this.putOff.clear();
    this.dropped.clear();
    this.nextFollowsUp = new Set(files.map(({ path }) => path));
    return files;
  }

  /** Returns what is to be called when the command has ended. */
  commandStarted(kind: CommandKind, atMs: number): (atMs: number) => void {
    const window = Object.assign(openWindow(atMs), { kind });
    this.windows.push(window);
    return (endMs) => window.close(endMs);
  }

  sift(files: readonly WrittenFile[]): Sifted {
    const rest: FileChange[] = [];
    const own: FileChange[] = [];
    const learned: FileChange[] = [];
    for (const written of files) {
      const { file } = written;
      switch (this.judge(written)) {
        case 'foreign':
          rest.push(file);
          break;
        case 'learned':
          learned.push(file);
          own.push(file);
          this.dropped.set(file.path, file);
          break;
        case 'own':
          own.push(file);
          this.dropped.set(file.path, file);
          break;
        case 'put-off':
          // Told only after the end of the build: now is the time.
          if (this.building) this.putOff.set(file.path, file);
          else {
            rest.push(file);
            this.nextFollowsUp = new Set([...this.nextFollowsUp, file.path]);
          }
          break;
      }
    }
    return { rest, own, learned };
  }

  private judge({ file, atMs, generated }: WrittenFile): 'foreign' | 'own' | 'learned' | 'put-off' {
    const { path } = file;
    const kind = [...this.windows, ...this.earlier].find((window) => covers(window, atMs))?.kind;
    if (kind === undefined) {
      this.sawEdit(path);
      return 'foreign';
    }
    // A hook generates, then the compiler reads: the build that runs has it, and nobody edits such a file.
    if (kind === 'hook' && generated()) return 'own';
    if (!this.known.has(path) && !this.isProven(path, kind)) return 'foreign';
    const isNew = !this.known.has(path);
    this.known.add(path);
    if (kind === 'hook' && path.endsWith('.go') && !this.edited.has(path)) return isNew ? 'learned' : 'own';
    return this.isConfirmed(path);
  }

  private isConfirmed(path: string): 'own' | 'learned' | 'put-off' {
    if (this.confirmed.has(path)) return 'own';
    if (!this.followsUp.has(path)) return 'put-off';
    const times = this.putOff.has(path) ? (this.followUps.get(path) ?? 0) : (this.followUps.get(path) ?? 0) + 1;
    this.followUps.set(path, times);
    if (this.edited.has(path) && times < mostFollowUps) return 'put-off';
    this.confirmed.add(path);
    return 'learned';
  }

  private sawEdit(path: string): void {
    this.edited.add(path);
    this.known.delete(path);
    this.confirmed.delete(path);
    this.streaks.delete(path);
    this.followUps.delete(path);
  }

  private isProven(path: string, kind: CommandKind): boolean {
    if (!this.inThisBuild.has(path)) this.streaks.set(path, (this.streaks.get(path) ?? 0) + 1);
    this.inThisBuild.add(path);
    return (this.streaks.get(path) ?? 0) >= proof[kind][this.edited.has(path) ? 'edited' : 'untouched'];
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
      const running = commands.start(spec);
      if (spec.command.type === 'shell') {
        const isHook = spec.label.endsWith('/pre_cmd');
        const end = writes.commandStarted(isHook ? 'hook' : 'build', now());
        void running.ended.then((result) => {
          end(now());
          if (isHook) writes.hookEnded(result.end.type === 'code' && result.end.code === 0);
        });
      }
      return running;
    },
  };
}
