import type { Reporter } from '../../engine/ports.ts';
import type { State } from '../../engine/service/state.ts';
import type { Report } from '../../protocol/report.ts';
import type { Adapters, Env } from '../adapters.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import type { ServiceDoor } from '../service.ts';
import type { Subject } from '../service-plan/subject.ts';
import { AppPorts } from './app-ports.ts';
import type { AppSide } from './app-side.ts';
import type { FrontDoors } from './front-doors.ts';

export interface DoorOptions {
  readonly adapters: Adapters;
  readonly fronts: FrontDoors;
  readonly graph: Pick<SessionGraph, 'files'>;
  readonly subject: () => Subject;
  readonly state: () => State;
  readonly reporter: Reporter;
  /** Whose app it leads to. */
  readonly service: string;
  /** There are other services. */
  readonly isOneOfMany: () => boolean;
}

/** The way from the proxy to a service's app, if the config asks for one. Otherwise nothing of it is read. */
export class Door implements ServiceDoor {
  readonly #options: DoorOptions;
  /** What was told before it was there. */
  #early: Report[] | undefined;
  #side: AppSide | undefined;
  readonly #ports: AppPorts;
  #isOver = false;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#ports = new AppPorts(() => options.subject().project.loaded.settings);
  }

  /** Opens it as the config says; anew if that has changed. */
  configure(): void {
    if (this.#side !== undefined) return void this.#side.configure();
    if (!this.#isWanted || this.#early !== undefined) return;
    this.#early = [];
    void this.#load();
    return undefined;
  }

  get #isWanted(): boolean {
    return this.#options.subject().project.loaded.settings['proxy.enabled'];
  }

  /** For the service whose app it leads to. */
  serviceReporter(): Reporter {
    return {
      report: (report) => {
        this.#options.reporter.report(report, this.#options.service);
        this.#told(report);
      },
    };
  }

  #told(report: Report): void {
    if (this.#side === undefined) this.#early?.push(report);
    else this.#side.told(report);
  }

  /** Something has happened in the service's machine. */
  update(): void {
    this.#side?.update();
  }

  /** Variables for a run of the app that starts now, unless the user has set them: it listens where nobody else does. */
  appEnv(run: number): Env {
    const port = this.#isWanted ? this.#ports.hand(run) : undefined;
    return port === undefined ? {} : { PORT: String(port) };
  }

  hookEnv(): Env {
    return this.#side?.hookEnv() ?? {};
  }

  drain(run: number, done: () => void): void {
    if (this.#side === undefined) done();
    else this.#side.drain(run, done);
  }

  /** Undefined without a proxy, and until it is there. */
  get pages(): Pick<AppSide, 'show'> | undefined {
    return this.#side;
  }

  /** Nobody is led to it any more. */
  close(): void {
    this.#isOver = true;
    this.#side?.close();
  }

  async #load(): Promise<void> {
    const modules = await this.#options.fronts.load();
    if (this.#isOver) return undefined;
    const side = new modules.AppSide({ ...this.#options, modules, ports: this.#ports });
    await side.configure();
    if (this.#isOver) return side.close();
    this.#side = side;
    for (const report of this.#early ?? []) side.told(report);
    // The config may have changed meanwhile.
    await side.configure();
    side.update();
    return undefined;
  }
}
