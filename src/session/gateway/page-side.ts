import type { ConsoleRequest, OpenRequest } from '../../gateway/live/page-message.ts';
import type { PageRequests, Refusal } from '../../gateway/live/page-requests.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Adapters, Env } from '../adapters.ts';
import { openOfProject } from '../editor/project-editor.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Project } from '../service-plan/project.ts';
import type { AppSide } from './app-side.ts';
import { ReloadAccess, type Access } from './reload-access.ts';
import { PageErrors } from './page-errors.ts';

export interface PageSideDeps {
  readonly adapters: Pick<Adapters, 'env' | 'startDetached' | 'clock'>;
  readonly reporter: Reporter;
  /** Of the service that gets what no route is for. */
  readonly project: () => Project;
  /** Undefined while it is not open. */
  readonly gateway: () => Pick<Gateway, 'tell'> | undefined;
  /** Whose code may be opened in the editor. */
  readonly sides: () => readonly Pick<AppSide, 'subject' | 'graph'>[];
}

/** What the session does for the pages of a front door, beside showing them the apps. */
export class PageSide implements PageRequests {
  readonly #deps: PageSideDeps;
  readonly #errors: PageErrors;
  #access: ReloadAccess | undefined;

  constructor(deps: PageSideDeps) {
    this.#deps = deps;
    this.#errors = new PageErrors({ reporter: deps.reporter, now: () => deps.adapters.clock.now() });
  }

  /** The proxy listens. */
  opened(access: Access): void {
    this.#access = new ReloadAccess(this.#deps.project().tmpDir, access);
  }

  /** Variables for hooks and rules. */
  hookEnv(): Env {
    return this.#access?.env ?? {};
  }

  /** It listens no more. */
  closed(): void {
    this.#access?.end();
    this.#access = undefined;
  }

  async open(place: OpenRequest): Promise<Refusal | undefined> {
    const { adapters, sides } = this.#deps;
    let refusal: Refusal = { status: 403, reason: `${place.file} is no file of this project` };
    for (const { subject, graph } of sides()) {
      const refused = await openOfProject(place, { adapters, subject: () => subject, graph });
      if (refused === undefined) return undefined;
      refusal = { status: refused.type === 'not-allowed' ? 403 : 500, reason: refused.reason };
      // It is a file of that service, and no other has another way to open it.
      if (refusal.status === 500) break;
    }
    return refusal;
  }

  /** Pages hear of it with their next `hello`: one that has not yet may still send. */
  get wantsErrors(): boolean {
    return this.#deps.project().loaded.settings['proxy.console'];
  }

  tellError(error: ConsoleRequest): void {
    if (this.wantsErrors) this.#errors.tell(error);
  }

  /** Another process answers. */
  newRun(): void {
    this.#errors.newRun();
  }

  /** False where nobody can be told. */
  reload(): boolean {
    const gateway = this.#deps.gateway();
    gateway?.tell({ type: 'reload' });
    return gateway !== undefined;
  }
}
