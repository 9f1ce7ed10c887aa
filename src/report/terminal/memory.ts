import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Report, ReportOf } from '../../protocol/report.ts';

interface Failure {
  readonly diagnostics: readonly Diagnostic[];
  first: number;
  shown: number;
  /** All of it is of tests, which the next run of them tells anew. */
  readonly isOfTests?: boolean;
}

/** What a line needs to know of the whole session. */
interface SessionMemory {
  /** Of all, or of the service that it is asked for. */
  target: string;
  readonly targets: Map<string, string>;
  buildsStarted: number;
  stoppingSinceMs: number | undefined;
  /** The app has ended, and that gorl ends with it was reported with that. */
  endTold: boolean;
  /** Processes that could not be ended. */
  leaked: number;
  /** What key `e` goes through: those from `first` to before `shown` were shown last. */
  failure: Failure | undefined;
  /** Of the newest run that had data races, which may have come before it was ready. */
  races: { readonly run: number; readonly diagnostics: readonly Diagnostic[] };
  /** Errors that the compiler found, before the go command was asked; undefined: none in this build. */
  foundErrors: Pick<ReportOf<'errors-found'>, 'generation' | 'diagnostics'> | undefined;
  /** Of saves that did nothing: the file and why, each told once. */
  readonly nothingTold: Set<string>;
}

/** What it needs to know of one service, whose builds and runs have numbers of their own. */
interface ServiceMemory {
  /** Generation → when it was first ready (until then: built), Unix ms. The newest few. */
  readonly builds: Map<number, { readonly atMs: number; readonly wasReady: boolean }>;
  /** Runs that have started and not ended. */
  readonly alive: Map<number, { readonly generation: number; readonly pid: number }>;
  /** The generation that failed, if it was the last; the next success says so. */
  brokenBy: number | undefined;
  /** The newest that succeeded. */
  newestBuild: number | undefined;
  /** When the build that runs was started, Unix ms. */
  buildingSinceMs: number | undefined;
  /** Run → signal it was asked to end with, and why. */
  readonly stopping: Map<number, { readonly signal: string; readonly reason: string }>;
}

/**
 * The little that a line needs to know of what came before: when the build that still runs was made, whether this one
 * repairs a broken one, how long the stop took. Of one service, or of all of them together.
 */
export type Memory = Readonly<SessionMemory & ServiceMemory>;

/** Of a file that was saved for nothing, in `nothingTold`. */
export function nothingKey(rel: string, reason: string): string {
  return `${rel}\0${reason}`;
}

const rememberedBuilds = 16;

/** What was reported so far. Changed only by `remember`, which is called when a report has been rendered. */
export class Memories {
  readonly #session: SessionMemory = {
    target: '',
    targets: new Map(),
    buildsStarted: 0,
    stoppingSinceMs: undefined,
    endTold: false,
    leaked: 0,
    failure: undefined,
    races: { run: 0, diagnostics: [] },
    foundErrors: undefined,
    nothingTold: new Set(),
  };
  readonly #services = new Map<string, ServiceMemory>();

  /** @param service undefined: the only one, or what they all add up to */
  of(service: string | undefined): Memory {
    return {
      ...this.#session,
      target: this.#session.targets.get(service ?? '') ?? this.#session.target,
      ...(service === undefined ? this.#all() : this.#part(service)),
    };
  }

  /** @param shown how many problems of the report are shown in full; default: all */
  remember(report: Report, nowMs: number, service?: string, shown?: number): void {
    rememberOfSession(this.#session, report, nowMs, shown);
    // What is about the whole session changes nothing of a service.
    if (service !== undefined || !this.#hasNamed())
      rememberOfService(this.#part(service ?? ''), report, nowMs, this.#session);
  }

  #hasNamed(): boolean {
    return [...this.#services.keys()].some((name) => name !== '');
  }

  #all(): ServiceMemory {
    const parts = [...this.#services].filter(([name]) => name !== '' || !this.#hasNamed()).map(([, part]) => part);
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : joined(parts);
  }

  #part(service: string): ServiceMemory {
    const known = this.#services.get(service);
    if (known !== undefined) return known;
    const part = nothingYet();
    this.#services.set(service, part);
    return part;
  }
}

function nothingYet(): ServiceMemory {
  return {
    builds: new Map(),
    alive: new Map(),
    brokenBy: undefined,
    newestBuild: undefined,
    buildingSinceMs: undefined,
    stopping: new Map(),
  };
}

/** Numbers of builds and runs mean nothing without their service: only who lives, and since when something is built. */
function joined(parts: readonly ServiceMemory[]): ServiceMemory {
  const building = parts.map(({ buildingSinceMs }) => buildingSinceMs).filter((since) => since !== undefined);
  return {
    ...nothingYet(),
    alive: new Map(parts.flatMap(({ alive }) => [...alive.values()]).entries()),
    buildingSinceMs: building.length === 0 ? undefined : Math.min(...building),
  };
}

function rememberOfSession(memory: SessionMemory, report: Report, nowMs: number, shown?: number): void {
  switch (report.type) {
    case 'session-started':
      memory.target = report.target;
      for (const { name, target } of report.services ?? []) memory.targets.set(name, target);
      break;
    case 'config-reloaded':
      memory.target = report.target ?? memory.target;
      break;
    case 'build-started':
      memory.buildsStarted += 1;
      memory.foundErrors = undefined;
      break;
    case 'nothing-to-do':
      for (const file of report.files) memory.nothingTold.add(nothingKey(file.rel, report.reason));
      break;
    case 'errors-found':
      memory.foundErrors = report;
      rememberFailure(memory, report.diagnostics, shown);
      break;
    case 'build-failed':
      if (!isTold(memory, report)) rememberFailure(memory, report.diagnostics, shown);
      memory.foundErrors = undefined;
      break;
    case 'config-rejected':
    case 'problems':
      rememberFailure(memory, report.diagnostics, shown);
      break;
    case 'tests-started':
      if (memory.failure?.isOfTests === true) memory.failure = undefined;
      break;
    case 'test-failed':
      rememberTest(memory, report.diagnostics);
      break;
    case 'data-race':
      rememberRace(memory, report.run, report.diagnostic);
      break;
    case 'process-exited':
      memory.leaked += report.leaked.length;
      memory.endTold = report.next?.type === 'shutdown';
      // The end of an app because of its races only counts what was shown.
      if (report.diagnostic !== undefined && (report.diagnostic.source !== 'race' || memory.failure === undefined))
        rememberFailure(memory, [report.diagnostic]);
      break;
    case 'session-stopping':
      memory.stoppingSinceMs ??= nowMs;
      break;
    default:
  }
}

function rememberOfService(memory: ServiceMemory, report: Report, nowMs: number, session: SessionMemory): void {
  switch (report.type) {
    case 'build-started':
      memory.buildingSinceMs = nowMs;
      break;
    case 'build-cancelled':
      memory.buildingSinceMs = undefined;
      break;
    case 'build-succeeded':
      memory.buildingSinceMs = undefined;
      rememberBuild(memory, report.generation, nowMs, false);
      memory.newestBuild = report.generation;
      break;
    case 'build-failed':
      memory.buildingSinceMs = undefined;
      memory.brokenBy = report.generation;
      break;
    case 'nothing-to-do':
      if (report.generation === undefined) break;
      sameBinary(memory);
      repaired(memory, session);
      break;
    case 'process-started':
      memory.alive.set(report.run, { generation: report.generation, pid: report.pid });
      break;
    case 'process-handed-over':
      memory.alive.set(report.run, { generation: report.generation, pid: report.pid });
      break;
    case 'process-ready':
      rememberBuild(memory, report.generation, nowMs, true);
      if (repairs(memory, report.generation)) repaired(memory, session, report.run);
      break;
    case 'process-stopping':
      memory.stopping.set(report.run, { signal: report.signal, reason: report.reason });
      break;
    case 'process-exited':
      memory.alive.delete(report.run);
      memory.stopping.delete(report.run);
      break;
    default:
  }
}

/** A restart of a build that is older than the failure repairs nothing. */
export function repairs({ brokenBy }: Pick<Memory, 'brokenBy'>, generation: number): boolean {
  return brokenBy === undefined || generation > brokenBy;
}

/** The newest build never ran: what runs is, under its number too, the one that people saw become ready. */
function sameBinary(memory: ServiceMemory): void {
  const [run, running] = [...memory.alive].at(-1) ?? [];
  const made = running === undefined ? undefined : memory.builds.get(running.generation);
  if (run === undefined || running === undefined || made === undefined || memory.newestBuild === undefined) return;
  memory.builds.set(memory.newestBuild, made);
  memory.alive.set(run, { ...running, generation: memory.newestBuild });
}

function repaired(memory: ServiceMemory, session: SessionMemory, run?: number): void {
  memory.brokenBy = undefined;
  rememberFailure(session, session.races.run === run ? session.races.diagnostics : []);
}

function rememberBuild(memory: ServiceMemory, generation: number, atMs: number, wasReady: boolean): void {
  // A restart of an old build does not make it newer.
  if (memory.builds.get(generation)?.wasReady === true) return;
  memory.builds.set(generation, { atMs, wasReady });
  for (const old of memory.builds.keys()) {
    if (memory.builds.size <= rememberedBuilds) break;
    memory.builds.delete(old);
  }
}

/** It says what the compiler said before, and no more. */
export function isTold(
  { foundErrors: found }: Pick<Memory, 'foundErrors'>,
  { generation, diagnostics, output }: ReportOf<'build-failed'>,
): boolean {
  return (
    found?.generation === generation &&
    output === '' &&
    JSON.stringify(found.diagnostics) === JSON.stringify(diagnostics)
  );
}

function rememberFailure(memory: SessionMemory, diagnostics: readonly Diagnostic[], shown = diagnostics.length): void {
  memory.failure = diagnostics.length === 0 ? undefined : { diagnostics, first: 0, shown };
}

/** After what failed before, which may still fail; it is the one on the screen. */
function rememberRace(memory: SessionMemory, run: number, race: Diagnostic): void {
  const ofRun = memory.races.run === run ? memory.races.diagnostics : [];
  memory.races = { run, diagnostics: [...ofRun, race] };
  rememberMore(memory, [race]);
}

/** Beside an app, its own errors go first. */
function rememberTest(memory: SessionMemory, diagnostics: readonly Diagnostic[]): void {
  const isOfTests = memory.failure?.isOfTests ?? memory.failure === undefined;
  rememberMore(memory, diagnostics);
  if (memory.failure !== undefined) memory.failure = { ...memory.failure, isOfTests };
}

/** They are shown below what failed before. */
function rememberMore(memory: SessionMemory, diagnostics: readonly Diagnostic[]): void {
  const before = memory.failure?.diagnostics ?? [];
  if (diagnostics.length === 0) return;
  const all = [...before, ...diagnostics];
  memory.failure = { diagnostics: all, first: before.length, shown: all.length };
}
