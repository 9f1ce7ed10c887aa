import type { CommandRunner } from '../engine/ports.ts';
import type { BuilderOptions, GoBuilder } from '../go/build/builder.ts';
import type { AppProcesses } from '../process/app/app-processes.ts';
import type { AppTtys } from '../process/tty/app-ttys.ts';
import type { HeldSockets } from '../process/sockets/held-sockets.ts';
import type { startDetached } from '../process/commands/start-detached.ts';
import type { AppProcessesDeps } from '../process/app/app-spec.ts';
import type { openGateway } from '../gateway/gateway.ts';
import type { speaksHttp } from '../gateway/proxy/speaks-http.ts';
import type { listPackages } from '../go/graph/list-packages.ts';
import type { ProjectFiles } from './project-files.ts';
import type { WatchedSubject } from './service-plan/subject.ts';
import type { Watching, WatchingDeps } from './watching.ts';

/** All that a session does to the world it does through these: `compose.ts` names the real ones, tests hand in fakes. */
export interface Adapters {
  /** Every process that gorl starts carries it. */
  readonly sessionId: string;
  /** gorl's own. */
  readonly pid: number;
  /** What gorl was started with. */
  readonly env: Env;
  readonly clock: Clock;
  /** That gorl may use. */
  readonly cores: number;
  readonly files: ProjectFiles;
  readonly commands: SessionCommands;
  /** Both of gorl's streams end at a terminal. */
  readonly colors: boolean;
  /** The app's stdin where it has no terminal of its own: gorl's, or none (default). */
  readonly stdin?: 'inherit' | 'ignore';
  /** Terminals for the app. Default: there are none. */
  readonly ttys?: Pick<AppTtys, 'prepared' | 'reason'>;
  /** Loads what asks the go command what a program is made of; no start needs it. */
  loadListPackages(): Promise<typeof listPackages>;
  builder(options: ServiceBuilder): GoBuilder;
  processes(options: ServiceProcesses): AppProcesses;
  /** Loads what begins to watch; the first build does not wait for it. */
  loadWatch(): Promise<Watch>;
  /** Loads the proxy; nothing of it is read without one. */
  loadGateway(): Promise<GatewayModules>;
  /** Holds sockets for the app. */
  readonly openSockets: (typeof HeldSockets)['open'];
  /** The script for pages. */
  clientScript(): Promise<Buffer>;
  /** Starts a program that is the user's and stays when gorl ends: an editor. */
  readonly startDetached: typeof startDetached;
  /** Everything has ended: whoever looks after what gorl started is no longer needed. */
  end(): void;
}

export interface GatewayModules {
  readonly open: typeof openGateway;
  readonly speaksHttp: typeof speaksHttp;
}

/** Begins to watch. `buildStartedAtMs` (Unix ms): files that are newer count as changed. */
export type Watch = (subjects: readonly WatchedSubject[], deps: WatchingDeps, buildStartedAtMs?: number) => Watching;

export type Env = Readonly<Record<string, string>>;

export interface Clock {
  /** Unix ms. */
  now(): number;
  /** Calls `fire` once, `ms` later; returns what forgets it. */
  after(ms: number, fire: () => void): () => void;
  /** Calls `fire` when what is going on now has had its turn. */
  soon(fire: () => void): void;
}

export interface SessionCommands extends CommandRunner {
  /** Ends every command that runs, with all its processes. */
  killAll(): Promise<unknown>;
}

/** The part of a builder's options that a service decides. */
export type ServiceBuilder = Pick<
  BuilderOptions,
  'commands' | 'reporter' | 'tmpDir' | 'name' | 'sources' | 'onUnproven'
> & {
  readonly service: string;
};

/** The part of the options of its processes that a service decides. */
export type ServiceProcesses = Pick<AppProcessesDeps, 'service' | 'reporter' | 'goroutineReader'>;
