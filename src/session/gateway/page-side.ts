import type { ConsoleRequest, OpenRequest } from '../../gateway/live/page-message.ts';
import type { PageRequests, Refusal } from '../../gateway/live/page-requests.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Adapters, Env } from '../adapters.ts';
import { openOfProject } from '../editor/project-editor.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import type { Subject } from '../service-plan/subject.ts';
import { ReloadAccess, type Access } from './reload-access.ts';
import { PageErrors } from './page-errors.ts';
import { showInPages } from './page-files.ts';

export interface PageSideDeps {
  readonly adapters: Pick<Adapters, 'env' | 'startDetached' | 'clock'>;
  readonly reporter: Reporter;
  readonly subject: () => Subject;
  readonly graph: Pick<SessionGraph, 'files'>;
  /** Undefined while it is not open. */
  readonly gateway: () => Pick<Gateway, 'tell' | 'serves'> | undefined;
}

/** Of what is longer nobody compares the bytes. */
const longestPageFile = 16 * 1024 * 1024;

/** What the session does for pages, beside showing them the app. */
export class PageSide implements PageRequests {
  readonly #deps: PageSideDeps;
  readonly #errors: PageErrors;
  #access: ReloadAccess | undefined;
  #isOver = false;

  constructor(deps: PageSideDeps) {
    this.#deps = deps;
    this.#errors = new PageErrors({ reporter: deps.reporter, now: () => deps.adapters.clock.now() });
  }

  /** The proxy listens. */
  opened(access: Access): void {
    const { subject } = this.#deps;
    this.#access = new ReloadAccess(subject().project.tmpDir, access);
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

  close(): void {
    this.#isOver = true;
    this.closed();
  }

  async open(place: OpenRequest): Promise<Refusal | undefined> {
    const refused = await openOfProject(place, this.#deps);
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

  /** False where nobody can be told. */
  reload(): boolean {
    const gateway = this.#deps.gateway();
    gateway?.tell({ type: 'reload' });
    return gateway !== undefined;
  }

  /** Shows in pages what they can show without a restart; returns the rest. `isProgramKnown`: and what it embeds. */
  async show(files: readonly FileChange[], isProgramKnown: boolean): Promise<readonly FileChange[]> {
    const gateway = this.#deps.gateway();
    if (gateway === undefined) return files;
    // The app may take its time to answer: nothing is said after the end.
    const rest = await showInPages(files, {
      reporter: { report: (report) => !this.#isOver && this.#deps.reporter.report(report) },
      project: () => this.#deps.subject().project,
      read: readPageFile,
      serves: (name, content) => gateway.serves(name, content),
      tell: (message) => gateway.tell(message),
      isProgramKnown,
    });
    return this.#isOver ? [] : rest;
  }
}

function readPageFile(path: string): Buffer | undefined {
  try {
    const content = readRegularFile(path, longestPageFile);
    return content.length < longestPageFile ? content : undefined;
  } catch {
    return undefined;
  }
}
