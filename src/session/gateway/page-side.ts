import type { ConsoleRequest, OpenRequest } from '../../gateway/live/page-message.ts';
import type { PageRequests, Refusal } from '../../gateway/live/page-requests.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Adapters } from '../adapters.ts';
import { openInEditor } from '../editor/open-in-editor.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import { codeRoots } from '../service-plan/code-context.ts';
import type { Subject } from '../service-plan/subject.ts';
import { PageErrors } from './page-errors.ts';

export interface PageSideDeps {
  readonly adapters: Pick<Adapters, 'env' | 'startDetached' | 'clock'>;
  readonly reporter: Reporter;
  readonly subject: () => Subject;
  readonly graph: Pick<SessionGraph, 'files'>;
  /** The pages load themselves anew. */
  readonly reload: () => void;
}

/** What the session does for pages, beside showing them the app. */
export class PageSide implements PageRequests {
  readonly #deps: PageSideDeps;
  readonly #errors: PageErrors;

  constructor(deps: PageSideDeps) {
    this.#deps = deps;
    this.#errors = new PageErrors({ reporter: deps.reporter, now: () => deps.adapters.clock.now() });
  }

  async open(place: OpenRequest): Promise<Refusal | undefined> {
    const { adapters, subject } = this.#deps;
    const scope = () => ({ base: subject().project.cwd, roots: this.#roots() });
    const refused = await openInEditor(place, { adapters, scope });
    return refused && { status: refused.type === 'not-allowed' ? 403 : 500, reason: refused.reason };
  }

  /** Pages hear of it with their next `hello`: one that has not yet may still send. */
  get wantsErrors(): boolean {
    return this.#deps.subject().project.loaded.settings['proxy.console'];
  }

  tellError(error: ConsoleRequest): void {
    if (this.wantsErrors) this.#errors.tell(error);
  }

  /** Another process answers. */
  newRun(): void {
    this.#errors.newRun();
  }

  reload(): void {
    this.#deps.reload();
  }

  /** The module's own, those of the workspace, and what a `replace` leads to. */
  #roots(): readonly string[] {
    const packages = this.#deps.graph.files?.graph.packages ?? [];
    return [...new Set([...codeRoots(this.#deps.subject()), ...packages.map(({ dir }) => dir)])];
  }
}
