import type { LoadedConfig } from '../config/read/load.ts';
import type { Reporter } from '../engine/ports.ts';
import type { AppStream } from '../report/services/service-output.ts';
import type { Room } from '../report/output/room.ts';
import type { PinnedStatus } from '../report/screen/pinned-status.ts';
import type { TypedWords } from '../report/terminal/typed-words.ts';
import type { TerminalReporter } from '../report/reporter.ts';
import type { AskBuildStage } from '../report/terminal/building-text.ts';

/** What a session says goes here; the command line makes it of its streams. */
export interface Reporting extends Reporter {
  readonly terminal: () => TerminalReporter;
  /** Where the event stream goes: a path, or `fd:3`. */
  readonly events?: string;
  /** A changed config: new colors, new log settings. */
  configure(config: Pick<LoadedConfig, 'settings' | 'origins'>): void;
  /** What gorl reads of an app: passed on as it is. `source`: which of them. */
  passOn(chunk: Buffer, source: number): void;
  /** What gorl reads of an app of one of several services: passed on line by line, with its name. */
  passOnLines(service: string, stream: AppStream, chunk: Buffer): void;
  /**
   * What gorl reads of the terminal of one of several services: the same.
   *
   * @param answer types for the service what a terminal would answer
   */
  passOnTerminal(service: string, chunk: Buffer, answer: (text: string) => void): void;
  /** Of a terminal for an app: of gorl's own, less the names before the lines of several. */
  columnsOf(isOneOfMany: boolean): number;
  /** The names have another width, perhaps. */
  onColumns(listener: () => void): void;
  /** Nothing of a line of that service is held any more. */
  flushLines(service: string): void;
  /** To be awaited before so many services are named. */
  prepareServices(count: number): Promise<void>;
  /** There are several services: each has its name before its lines. */
  nameServices(names: readonly string[]): void;
  /** From now on reports of tests are told. */
  tellTests(): Promise<void>;
  /** A line that is typed for gorl, after some words; undefined: no more. */
  typing(line: TypedWords | undefined): void;
  /** Shows that service alone, by its place in the config, counting from 0; undefined: all. */
  showService(index: number | undefined): void;
  showNextService(): void;
  /** The one that is shown alone. */
  shownService(): string | undefined;
  /** The last row of the terminal, where it is gorl's. */
  readonly pinned?: Pick<PinnedStatus, 'appRows' | 'keyboardIs' | 'resized' | 'release' | 'take'>;
  /** The app has no terminal of its own: it writes to gorl's without gorl, and so no row of it can be kept. */
  shareTerminal(): void;
  /** For the app's stderr. */
  readonly appRoom: Room;
  /** For the stdout of several services. */
  readonly stdoutRoom: Room;
  /** For the output of commands: of whoever reads stderr, and the events. */
  readonly commandRoom: Room;
  /** All that is written to the terminal comes through gorl. */
  isWhole(): boolean;
  /** The terminal adds nothing to a line feed any more, so that gorl has to; or it does again. */
  endsLines(itself: boolean): void;
  /** The terminal's mode may not be what it has to be: somebody else could change it, or others write to it now. */
  onModeLost(listener: () => void): void;
  /** Whom to ask what a build is at, where that is shown. */
  buildStageFrom(ask: AskBuildStage): void;
  /** No process of a run lives any more: the terminal is put right, before the run's end is told. */
  runIsOver(): void;
  /** Before the last report: waits until all is out, as long as is reasonable, and tells of what is not. */
  settle(inHaste: boolean): Promise<void>;
  close(): Promise<void>;
}
