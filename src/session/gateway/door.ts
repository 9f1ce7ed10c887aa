import type { Reporter } from '../../engine/ports.ts';
import type { State } from '../../engine/service/state.ts';
import type { Report } from '../../protocol/report.ts';
import type { Adapters, Env } from '../adapters.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import type { Subject } from '../service-plan/subject.ts';
import type { FrontDoor } from './front-door.ts';
import type { PageSide } from './page-side.ts';

export interface DoorOptions {
  readonly adapters: Adapters;
  readonly graph: Pick<SessionGraph, 'files'>;
  readonly subject: () => Subject;
  readonly state: () => State;
  readonly reporter: Reporter;
}

/** The proxy, if the config asks for one. Otherwise nothing of it is read. */
export class Door {
  readonly #options: DoorOptions;
  /** What was told before it was there. */
  #early: Report[] | undefined;
  #front: FrontDoor | undefined;
  #isOver = false;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  open(): void {
    if (!this.#options.subject().project.loaded.settings['proxy.enabled']) return;
    this.#early = [];
    void this.#load();
  }

  /** For a service whose app it leads to. */
  reporterOf(service: string): Reporter {
    return {
      report: (report) => {
        this.#options.reporter.report(report, service);
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

  /** Variables for the app, unless the user has set them. */
  appEnv(): Env {
    return this.#front?.appEnv() ?? {};
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
    const [{ FrontDoor }, open] = await Promise.all([import('./front-door.ts'), adapters.loadGateway()]);
    const front = new FrontDoor({ ...deps, adapters, open });
    await front.open();
    if (this.#isOver) return front.close();
    this.#front = front;
    for (const report of this.#early ?? []) front.told(report);
    front.update();
    return undefined;
  }
}
