import type * as authorship from '../../../src/engine/authorship/build-writes.ts';
import type { CommandKind, WrittenFile } from '../../../src/engine/authorship/build-writes.ts';
import { fail, type Move, type World } from '../walk.ts';
import { Disk, Row } from './disk.ts';

export type BuildAuthorship = typeof authorship;

export interface BuildOptions {
  /** The commands of a build, in order; of them the last reads the Go sources, and a hook what it generates from. */
  readonly commands:
    | readonly [CommandKind]
    | readonly ['hook', 'build']
    | readonly ['hook', 'go']
    | readonly ['generator', 'go']
    | readonly ['hook', 'generator', 'go'];
  /** Written by each command of that kind, at each build. */
  readonly writes: Readonly<Record<CommandKind | 'generator', readonly string[]>>;
  /** `gen.go` says itself that it is generated. */
  readonly marked: boolean;
  /** The hook fails whenever nobody but gorl does anything anymore. */
  readonly broken: boolean;
  /** Writes are reported only at the end of the build. */
  readonly late: boolean;
  readonly lagMs: number;
}

/** Before it, no command that has just begun has read a source: a stamp may be older than the write by so much. */
const notReadMs = 13;

interface Build {
  readonly number: number;
  readonly startedMs: number;
  at: number;
  command: number | undefined;
  cancelled: boolean;
  /** When the last command began to read. */
  readMs: number;
}

/** How suspicious a file has become by being written where a command may have written it, build after build. */
interface Suspicion {
  readonly row: Row;
  edited: boolean;
  /** The build in which the row was first long enough. */
  suspectSince?: number;
  condemned: boolean;
}

/** In how many builds in a row: the bargain that the user gets. */
const limits = { hook: { untouched: 2, edited: 4 }, build: { untouched: 4, edited: 8 } };

/** Builds with commands that write sources, and a person who saves. */
export class BuildWorld implements World {
  readonly #authorship: BuildAuthorship;
  readonly #options: BuildOptions;
  readonly #trace: string[] = [];
  readonly #disk: Disk;
  #now = 1_000_000;
  #writes: ReturnType<BuildAuthorship['buildStarted']>;
  #build: Build | undefined;
  #builds = 0;
  readonly #ended: { readonly startedMs: number; readonly readMs: number }[] = [];
  /** Builds in a row whose hook failed, and until when a write may have been the last one's. */
  #failures = 0;
  #failedUntilMs = 0;
  readonly #spans: { readonly kind: CommandKind; readonly fromMs: number; untilMs: number }[] = [];
  readonly #suspicions = new Map<string, Suspicion>();

  constructor(module: BuildAuthorship, options: BuildOptions) {
    this.#authorship = module;
    this.#options = options;
    this.#writes = module.noBuildWrites;
    this.#disk = new Disk(options.lagMs);
    this.#start();
  }

  moves(): Move[] {
    const moves: Move[] = [
      { name: 'save main.go', weight: 3, act: () => this.#write('main.go', 'person') },
      { name: 'save page.templ', weight: 2, act: () => this.#write('page.templ', 'person') },
      { name: 'save gen.go', weight: 1, act: () => this.#write('gen.go', 'person') },
      { name: 'time passes', weight: 1, act: () => void (this.#now += 300) },
      { name: 'report', weight: 5, act: () => this.#report() },
    ];
    const build = this.#build;
    if (build === undefined) return moves;
    if (build.cancelled) return [...moves, { name: 'cancelled', weight: 5, act: () => this.#endCancelled(build) }];
    const generated = this.#generated(build);
    if (generated.length > 0) moves.push({ name: 'generate', weight: 3, act: () => this.#generate(generated) });
    moves.push({ name: 'command ends', weight: 4, act: () => this.#endCommand(build) });
    for (const name of ['main.go', 'page.templ'])
      moves.push({ name: `save ${name} into a build`, weight: 4, act: () => this.#saveInto(build, name) });
    if (this.#isBefore(build)) moves.push({ name: 'hook fails', weight: 0.7, act: () => this.#failHook(build) });
    return moves;
  }

  settle(): void {
    const before = this.#builds;
    for (let turn = 0; turn < 600; turn++) {
      if (this.#builds > before + 60) this.#fail('what the commands write keeps gorl busy');
      const build = this.#build;
      if (build !== undefined) this.#workAndEnd(build);
      else if (this.#disk.hasNews) this.#report();
      else return this.#checkRest();
    }
    this.#fail('does not come to rest');
  }

  #workAndEnd(build: Build): void {
    if (build.cancelled) return this.#endCancelled(build);
    this.#generate(this.#generated(build));
    if (!this.#options.late) this.#report();
    if (build.cancelled) return;
    if (this.#options.broken && this.#isBefore(build)) this.#failHook(build);
    else this.#endCommand(build);
  }

  // --- what happens -------------------------------------------------------------------------------

  #write(name: string, by: 'person' | 'program'): void {
    this.#now += 4;
    this.#trace.push(`a ${by} writes ${name}`);
    this.#disk.write(name, this.#now, by);
  }

  #saveInto(build: Build, name: string): void {
    this.#now += 50;
    this.#write(name, 'person');
    this.#report();
    while (this.#build === build && !build.cancelled) this.#endCommand(build);
    if (build.cancelled) this.#endCancelled(build);
  }

  #kind(build: Build): CommandKind | 'generator' | 'go' {
    return this.#options.commands[build.at] ?? 'go';
  }

  /** It runs before what reads the Go sources. */
  #isBefore(build: Build): boolean {
    return ['hook', 'generator'].includes(this.#kind(build));
  }

  #generated(build: Build): readonly string[] {
    const kind = this.#kind(build);
    return kind === 'go' ? [] : this.#options.writes[kind];
  }

  #generate(names: readonly string[]): void {
    this.#now += 20;
    for (const name of names) this.#write(name, 'program');
  }

  #start(): void {
    this.#now += 20;
    this.#builds++;
    this.#writes = this.#authorship.buildStarted(this.#writes);
    this.#build = {
      number: this.#builds,
      startedMs: this.#now,
      at: 0,
      command: undefined,
      cancelled: false,
      readMs: 0,
    };
    this.#trace.push(`build ${this.#builds}`);
    this.#begin(this.#build);
  }

  #begin(build: Build): void {
    const kind = this.#kind(build);
    build.readMs = this.#now + notReadMs;
    build.command = undefined;
    if (kind === 'go') return;
    build.command = this.#writes.nextCommand;
    const isGenerator = kind === 'generator';
    const known = isGenerator ? 'hook' : kind;
    this.#writes = this.#authorship.commandStarted(this.#writes, known, this.#now, isGenerator ? 0 : undefined);
    this.#spans.push({ kind: known, fromMs: this.#now, untilMs: Number.POSITIVE_INFINITY });
  }

  #stopCommand({ command }: Build): void {
    this.#now += 15;
    const span = this.#spans.at(-1);
    if (command === undefined || span === undefined) return;
    this.#writes = this.#authorship.commandEnded(this.#writes, command, this.#now);
    span.untilMs = this.#now;
  }

  #endCommand(build: Build): void {
    this.#stopCommand(build);
    this.#trace.push(`${this.#kind(build)} ends`);
    build.at++;
    if (build.at < this.#options.commands.length) return this.#begin(build);
    this.#failures = 0;
    this.#ended.push({ startedMs: build.startedMs, readMs: build.readMs });
    this.#over('succeeded');
  }

  #failHook(build: Build): void {
    this.#stopCommand(build);
    this.#trace.push('the hook fails');
    this.#writes = this.#authorship.hookEnded(this.#writes, false);
    this.#failures++;
    // It has failed for what it began with, and says so.
    this.#ended.push({ startedMs: build.startedMs, readMs: build.startedMs });
    this.#failedUntilMs = this.#now + notReadMs;
    this.#over('failed');
  }

  #over(outcome: 'succeeded' | 'failed' | 'cancelled'): void {
    const { state, onceMore } = this.#authorship.buildEnded(this.#writes, outcome);
    this.#writes = state;
    this.#build = undefined;
    if (onceMore.length > 0) this.#start();
  }

  #report(): void {
    const files = this.#disk.report();
    if (files.length === 0) return;
    const written = files.map((each): WrittenFile => ({
      ...each,
      generated: () => this.#options.marked && each.file.path === 'gen.go',
      readBy: () => (each.file.path === 'page.templ' ? [0] : []),
    }));
    this.#now += 20;
    for (const each of written) this.#suspect(each);
    const rest = this.#sift(written);
    this.#trace.push(`reported: ${written.map(({ file }) => file.path).join(' ')}; to be built: ${rest}`);
    if (rest === 0) return;
    const build = this.#build;
    if (build === undefined) this.#start();
    else build.cancelled = true;
  }

  #endCancelled(build: Build): void {
    this.#stopCommand(build);
    this.#over('cancelled');
    this.#start();
  }

  #sift(written: readonly WrittenFile[]): number {
    if (this.#authorship.hasNoWindow(this.#writes)) return written.length;
    const { state, sifted } = this.#authorship.siftBuildWrites(this.#writes, written);
    this.#writes = state;
    return sifted.rest.length;
  }

  // --- what the user may expect -----------------------------------------------------------------------

  #suspect({ file, atMs }: WrittenFile): void {
    const span = this.#spans.find(({ fromMs, untilMs }) => atMs >= fromMs - 10 && atMs <= untilMs + 2);
    const before = this.#suspicions.get(file.path);
    if (span === undefined)
      return void this.#suspicions.set(file.path, { row: new Row(), edited: true, condemned: false });
    const suspicion = before ?? { row: new Row(), edited: false, condemned: false };
    this.#suspicions.set(file.path, suspicion);
    const row = suspicion.row.note(this.#builds);
    const { edited, suspectSince } = suspicion;
    if (suspectSince !== undefined && this.#builds > suspectSince && row >= (edited ? 11 : 2))
      suspicion.condemned = true;
    if (row >= limits[span.kind][edited ? 'edited' : 'untouched']) suspicion.suspectSince ??= this.#builds;
  }

  /** Every save is in a build that read after it, but for one that a command has written build after build. */
  #checkRest(): void {
    for (const [name, { writtenMs }] of this.#disk.saves()) {
      const isIn = this.#ended.some(
        ({ startedMs, readMs }) => writtenMs <= (name.endsWith('.go') ? readMs : startedMs),
      );
      // After the second failure it waits for the save that repairs the hook.
      if (isIn || (this.#failures > 1 && writtenMs <= this.#failedUntilMs)) continue;
      // So does what the generator makes again, whoever has written it.
      const isOutput = this.#options.marked && name === 'gen.go' && this.#options.commands[0] === 'generator';
      if (isOutput && this.#failures > 0 && writtenMs <= this.#failedUntilMs) continue;
      if (this.#suspicions.get(name)?.condemned !== true) this.#fail(`the save of ${name} is lost`);
    }
  }

  #fail(message: string): never {
    return fail(message, this.#trace);
  }
}
