import type { Reporter } from '../../engine/ports.ts';
import type { Adapters, GatewayModules } from '../adapters.ts';
import type { Subjects } from '../service-plan/subject.ts';
import type { AppSide } from './app-side.ts';
import type { FrontDoor } from './front-door.ts';
import { frontOf } from './front-of.ts';

export interface FrontDoorsOptions {
  readonly adapters: Adapters;
  readonly reporter: Reporter;
  readonly subjects: () => Subjects;
}

/** What is read only with a proxy. */
export interface FrontModules extends GatewayModules {
  readonly AppSide: typeof AppSide;
  readonly FrontDoor: typeof FrontDoor;
}

/** The front doors of a session: that of the config, and those of services with a `[proxy]` table of their own. */
export class FrontDoors {
  readonly #options: FrontDoorsOptions;
  readonly #fronts = new Map<string, FrontDoor>();
  #modules: Promise<FrontModules> | undefined;

  constructor(options: FrontDoorsOptions) {
    this.#options = options;
  }

  load(): Promise<FrontModules> {
    this.#modules ??= (async () => {
      const [{ AppSide }, { FrontDoor }, gateway] = await Promise.all([
        import('./app-side.ts'),
        import('./front-door.ts'),
        this.#options.adapters.loadGateway(),
      ]);
      return { AppSide, FrontDoor, ...gateway };
    })();
    return this.#modules;
  }

  /** The one by which requests for that service come in. */
  to(service: string, { FrontDoor, open }: FrontModules): FrontDoor {
    const name = frontOf(service, this.#options.subjects());
    const known = this.#fronts.get(name);
    if (known !== undefined) return known;
    const made = new FrontDoor({ ...this.#options, name, open });
    this.#fronts.set(name, made);
    return made;
  }

  /** Makes all pages load anew. False: nobody could be told. Undefined: there is no proxy. */
  reload(): boolean | undefined {
    const told = [...this.#fronts.values()].map(({ pages }) => pages.reload());
    return told.length === 0 ? undefined : told.includes(true);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#fronts.values()].map((front) => front.close()));
  }
}
