import type { GoBuildRequest } from '../../src/go/build/builder.ts';
import type { SourceWrite } from '../../src/go/build/sources.ts';
import type { BuildEvent } from '../../src/engine/service/event.ts';
import type { FileChange } from '../../src/protocol/change.ts';
import type { Report } from '../../src/protocol/report.ts';
import type { AppSpec, CrashReader } from '../../src/process/app/app-spec.ts';
import type { Adapters, ServiceBuilder, ServiceProcesses, Watch } from '../../src/session/adapters.ts';
import type { Reloaded } from '../../src/session/reload.ts';
import { Session } from '../../src/session/session.ts';
import { onlySubject, type Subjects } from '../../src/session/service-plan/subject.ts';
import { configConsumer, consumerId, serviceConsumer, type Consumer } from '../../src/watch/scope/consumer.ts';
import type { WatchingDeps } from '../../src/session/watching.ts';
import { createFakeClock, createFakeFiles } from './fake-adapters.ts';
import { createFakeCommands } from './fake-commands.ts';
import { createFakeListings } from './fake-listings.ts';
import { gatewayModules, noSockets, type FakeOpenGateway } from './fake-open-gateway.ts';
import { root, subjectOf } from './subject-of.ts';
import { createFakeBuilder, createFakeProcesses, type BuildBehavior, type ProcessBehavior } from './fake-ports.ts';

// What a session loads when it is needed must not be under way when a test is over.
await Promise.all([
  import('../../src/session/empty-stdin-hint.ts'),
  import('../../src/session/graph/graph-memory.ts'),
  import('../../src/session/graph/program-graph.ts'),
  import('../../src/session/graph/program-notices.ts'),
]);

export { root, subjectOf };
export function changed(rel: string, kind: FileChange['kind'] = 'modified'): FileChange {
  return { path: `${root}/${rel}`, rel, kind };
}

interface FakeOptions {
  readonly config?: string;
  readonly builds?: (generation: number) => BuildBehavior;
  readonly runs?: (run: number) => ProcessBehavior;
  readonly atTerminal?: boolean;
  readonly once?: boolean;
  /** Index of the rule that a file belongs to. */
  readonly ruleOf?: (path: string) => number | undefined;
  /** Another config needs a new watcher. Default: the one that is there takes it on. */
  readonly newWatcher?: boolean;
  readonly args?: readonly string[];
  /** gorl's own. */
  readonly pid?: number;
  /** Where a build was put that is started from another place than its own. */
  readonly placedAt?: (generation: number) => string | undefined;
  /** Writes by `pre_cmd`: each build runs the hooks of the config through the session's own commands. */
  readonly hooks?: boolean;
  /** What the session before has written down of the program. */
  readonly remembered?: string;
  /** What is there from the start. */
  readonly there?: readonly string[];
  readonly openGateway?: FakeOpenGateway['open'];
  /** The tree is too large to be watched as the lists say. */
  readonly large?: boolean;
}

export type FakeSession = ReturnType<typeof createFakeSession>;

/** Where builds of gorl's own go. */
const binaryOf = (generation: number): string => `${root}/tmp/.gorl/${generation}/api`;

function withBinary(event: BuildEvent): BuildEvent {
  if (event.type !== 'build-succeeded') return event;
  return { ...event, artifact: { ...event.artifact, path: binaryOf(event.generation) } };
}

/** A whole session on fakes: no clock, no process, no file but those that the test speaks of. */
export function createFakeSession(options: FakeOptions = {}) {
  const reports: (Report & { readonly service?: string })[] = [];
  const { commands, start: startCommand } = createFakeCommands();
  const files = createFakeFiles();
  if (options.remembered !== undefined) files.adapter.keep(`${root}/tmp/gorl-program.json`, options.remembered);
  for (const path of options.there ?? []) files.written.set(path, 0);
  const clock = createFakeClock();
  const listings = createFakeListings();
  const watching: WatchingDeps[] = [];
  let watchedSubjects: Parameters<Watch>[0] = [];
  const calls: string[] = [];
  const [exits, errors]: [number[], unknown[]] = [[], []];
  /** Changes that no event has reported. */
  let unreported: readonly FileChange[] = [];
  let next: () => Promise<Reloaded<Subjects>> = () => Promise.reject(new Error('nothing to read'));
  const [builders, services]: [ServiceBuilder[], ServiceProcesses[]] = [[], []];
  /** What was asked of builders. */
  const requests: GoBuildRequest[] = [];
  /** What the runs were started with. */
  const specs: AppSpec[] = [];
  const crashReaders: (CrashReader | undefined)[] = [];
  /** Runs for which nothing can be started. */
  const refused = new Map<number, unknown>();
  const processes = createFakeProcesses((run) => (refused.has(run) ? 'missing' : (options.runs?.(run) ?? 'obeys')));

  const ownerOf = (path: string): Consumer => {
    if (path === `${root}/.air.toml`) return configConsumer;
    const rule = options.ruleOf?.(path);
    return rule === undefined ? serviceConsumer() : { type: 'rule', rule };
  };

  const builder = (service: ServiceBuilder) => {
    const inner = createFakeBuilder(options.builds ?? (() => 'succeeds'));
    const [atHook, cancelled, started] = [new Map<number, () => void>(), new Set<number>(), new Set<number>()];
    calls.push(`builder in ${service.tmpDir} for ${service.name}`);
    builders.push(service);
    return {
      ...inner,
      start(request: GoBuildRequest, emit: Parameters<typeof inner.start>[1]) {
        requests.push(request);
        const hooks = options.hooks === true ? request.plan.preCmd : [];
        const { generation } = request;
        const run = async (): Promise<void> => {
          for (const line of hooks) {
            const command = { type: 'shell', line } as const;
            const label = `${service.service}/pre_cmd`;
            const hook = service.commands.start({ command, cwd: root, env: request.plan.env, label });
            atHook.set(generation, () => void hook.cancel());
            await hook.ended;
          }
          // As the real one: whoever looks may cancel this build.
          if (!cancelled.has(generation)) service.sources?.look();
          if (cancelled.has(generation)) return emit({ type: 'build-cancelled', generation });
          atHook.delete(generation);
          started.add(generation);
          inner.start(request, (event) => emit(withBinary(event)));
        };
        void Promise.resolve().then(run);
      },
      cancel(generation: number) {
        cancelled.add(generation);
        atHook.get(generation)?.();
        if (started.has(generation)) inner.cancel(generation);
      },
      startFrom: (generation: number) => options.placedAt?.(generation),
      ...{ retire: () => undefined, sweep: () => Promise.resolve(), makeWay: () => undefined },
      dispose: () => Promise.resolve(void calls.push('builder disposed')),
    };
  };

  const watch: Watch = (subjects, deps) => {
    watching.push(deps);
    watchedSubjects = subjects;
    if (options.large === true) deps.onLarge();
    const number = watching.length;
    return {
      watcher: {
        scanned: { directories: 1, files: 1, mode: 'events', excluded: [] },
        established: Promise.resolve(),
        settle({ type }) {
          calls.push(`settled ${type}`);
          if (type !== 'service') return [];
          const found = unreported;
          unreported = [];
          return found;
        },
        flush: () => void calls.push('flushed'),
        retarget: () => undefined,
        files: () => [`${root}/main.go`],
        rescan: () => void calls.push('rescan'),
        hashInBackground: () => undefined,
        close: () => Promise.resolve(),
      },
      quiet: () => void calls.push('quiet'),
      programIsUnknown: () => void calls.push('program is unknown'),
      close: () => Promise.resolve(void calls.push(`watcher ${number} closed`)),
      retarget(_after, sinceMs) {
        if (options.newWatcher === true) return false;
        calls.push(`retargeted since ${sinceMs}`);
        return true;
      },
    };
  };

  const adapters: Adapters = {
    sessionId: 's',
    pid: options.pid ?? 4711,
    env: { HOME: '/home/ann' },
    colors: false,
    clock,
    cores: 2,
    files: files.adapter,
    commands: { start: startCommand, killAll: () => Promise.resolve(void calls.push('commands killed')) },
    openSockets: noSockets,
    loadListPackages: () => Promise.resolve(listings.listPackages),
    builder,
    processes(service) {
      services.push(service);
      return {
        ...processes,
        start({ run, artifact, spec, crash }, emit) {
          crashReaders.push(crash);
          if (spec instanceof Error) refused.set(run, spec);
          else specs.push(spec);
          processes.start({ run, artifact }, emit);
        },
        groups: () => [],
        killAllNow: () => undefined,
      };
    },
    loadWatch: () => Promise.resolve(watch),
    loadGateway: () => Promise.resolve(gatewayModules(options.openGateway)),
    clientScript: () => Promise.resolve(Buffer.from('')),
    startDetached: () => Promise.reject(new Error('no session here has an editor')),
    end: () => void calls.push('guardian quits'),
  };
  const session = new Session({
    subjects: onlySubject(subjectOf(options.config ?? '')),
    args: options.args ?? [],
    once: options.once ?? false,
    runTarget: false,
    adapters,
    reporting: {
      report: (report, service) => void reports.push(service === undefined ? report : { ...report, service }),
      configure: () => void calls.push('output configured'),
      settle: () => Promise.resolve(),
      tellTests: () => Promise.resolve(),
      nameServices: (names) => void calls.push(`services ${names.join(', ')}`),
    },
    atTerminal: options.atTerminal ?? true,
    reload: () => next(),
    onEnd: (code) => void exits.push(code),
    onInternalError: (error) => void errors.push(error),
  });
  const only = () => {
    const [first] = session.services;
    if (first === undefined) throw new Error('no service');
    return first;
  };
  return {
    session,
    reports,
    commands,
    files,
    clock,
    listings: listings.asked,
    calls,
    exits,
    errors,
    processes,
    builders,
    services,
    specs,
    crashReaders,
    requests,
    refused,
    /** Import paths of the packages that are watched as the program's. */
    watched: () =>
      watchedSubjects
        .find(({ consumer }) => consumerId(consumer) === consumerId(serviceConsumer()))
        ?.program()
        ?.graph.packages.map(({ importPath }) => importPath),
    types: () => reports.map(({ type }) => type),
    state: () => only().service.loop.state(),
    service: () => only().service,
    /** Saves these files; the watcher reports them. */
    save(...saved: readonly FileChange[]) {
      for (const { path } of saved) files.written.set(path, clock.now());
      const owners = new Map<string, { consumer: Consumer; files: FileChange[] }>();
      for (const file of saved) {
        const consumer = ownerOf(file.path);
        const id = consumerId(consumer);
        owners.set(id, { consumer, files: [...(owners.get(id)?.files ?? []), file] });
      }
      for (const { consumer, files: own } of owners.values()) watching.at(-1)?.onChanges(consumer, own, clock.now());
    },
    /** One of the watched files is written; whether that changes it is another question. */
    write: (write: SourceWrite) => watching.at(-1)?.writes.written(write),
    /** Saves them, and no event says so. */
    saveUnnoticed: (...saved: readonly FileChange[]) => void (unreported = saved),
    /** The config is this text from now on. */
    rewriteConfig(text: string, more: Partial<Extract<Reloaded<Subjects>, { type: 'ok' }>> = {}, name?: string) {
      next = () => Promise.resolve({ type: 'ok', subject: onlySubject(subjectOf(text, name)), news: false, ...more });
    },
    reloadWith: (read: () => Promise<Reloaded<Subjects>>) => void (next = read),
  };
}
