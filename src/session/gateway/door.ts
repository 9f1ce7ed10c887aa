import type { Reporter } from '../../engine/ports.ts';
import type { State } from '../../engine/service/state.ts';
import type { Report } from '../../protocol/report.ts';
import type { Adapters, Env } from '../adapters.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import type { ServiceDoor } from '../service.ts';
import type { Subject } from '../service-plan/subject.ts';
import { AppPorts } from './app-ports.ts';
import type { FrontDoor } from './front-door.ts';
import type { PageSide } from './page-side.ts';

export interface DoorOptions {
  readonly adapters: Adapters;
  readonly graph: Pick<SessionGraph, 'files'>;
  readonly subject: () => Subject;
  readonly state: () => State;
  readonly reporter: Reporter;
  /** Whose app it leads to. */
  readonly service: string;
}

/** The proxy, if the config asks for one. Otherwise nothing of it is read. */
export class Door implements ServiceDoor {
  readonly #options: DoorOptions;
  /** What was told before it was there. */
  #early: Report[] | undefined;
  #front: FrontDoor | undefined;
  readonly #ports: AppPorts;
  #isOver = false;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#ports = new AppPorts(() => options.subject().project.loaded.settings);
  }

  /** Opens it as the config says; anew if that has changed. */
  configure(): void {
    if (this.#front !== undefined) return void this.#front.configure();
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
    if (this.#front === undefined) this.#early?.push(report);
    else this.#front.told(report);
  }

  /** Something has happened in the service's machine. */
  update(): void {
    this.#front?.update();
  }

  /** Variables for a run of the app that starts now, unless the user has set them: it listens where nobody else does. */
  appEnv(run: number): Env {
    const port = this.#isWanted ? this.#ports.hand(run) : undefined;
    return port === undefined ? {} : { PORT: String(port) };
  }

  hookEnv(): Env {
    return this.pages?.hookEnv() ?? {};
  }

  drain(run: number, done: () => void): void {
    if (this.#front === undefined) done();
    else this.#front.drain(run, done);
  }

  /** Undefined without a proxy, and until it is there. */
  get pages(): PageSide | undefined {
    return this.#front?.pages;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#front?.close();
  }

  async #load(): Promise<void> {
    const { adapters, ...deps } = this.#options;
    const [{ FrontDoor }, gateway] = await Promise.all([import('./front-door.ts'), adapters.loadGateway()]);
    const front = new FrontDoor({
      ...{ ...deps, ...gateway, adapters, ports: this.#ports },
      tell: (report) => deps.reporter.report(report, deps.service),
    });
    await front.configure();
    if (this.#isOver) return front.close();
    this.#front = front;
    for (const report of this.#early ?? []) front.told(report);
    // The config may have changed meanwhile.
    await front.configure();
    front.update();
    return undefined;
  }
}
