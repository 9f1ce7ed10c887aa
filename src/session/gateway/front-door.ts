import { randomBytes } from 'node:crypto';
import type { Reporter } from '../../engine/ports.ts';
import type { State } from '../../engine/service/state.ts';
import { defined } from '../../base/defined.ts';
import type { Gateway, GatewayOptions } from '../../gateway/gateway.ts';
import type { PageMessage, PageProblem } from '../../gateway/live/page-message.ts';
import type { WaitingView } from '../../gateway/waiting-page.ts';
import type { Report } from '../../protocol/report.ts';
import type { Adapters, Env } from '../adapters.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import type { Subject } from '../service-plan/subject.ts';
import { problemOfBuild, problemOfExit, reasonOf } from './page-problems.ts';
import { PageSide } from './page-side.ts';

export interface FrontDoorDeps {
  readonly open: (options: GatewayOptions) => Promise<Gateway>;
  readonly adapters: Adapters;
  readonly graph: Pick<SessionGraph, 'files'>;
  readonly subject: () => Subject;
  readonly state: () => State;
  readonly reporter: Reporter;
}

/** Requests that may wait at a time, and how many bytes their heads may have together. */
const mostWaiting = 1000;
const mostWaitingBytes = 4 * 1024 * 1024;

/**
 * What the session has to do with the gateway, if the config asks for one: it tells it which app answers, when to let
 * requests wait, and what pages are to show.
 */
export class FrontDoor {
  readonly #deps: FrontDoorDeps;
  readonly #token = randomBytes(24).toString('base64url');
  readonly pages: PageSide;
  #gateway: Gateway | undefined;
  #isForbiddenTold = false;
  /** By run: where its app listens. */
  #app: { readonly run: number; readonly ports: readonly number[] } | undefined;
  #servedRun = 0;
  #servedPort = 0;
  #problem: PageProblem | undefined;

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps;
    this.pages = new PageSide({ ...deps, gateway: () => this.#gateway });
  }

  /** Never rejects: the app runs all the same. */
  async open(): Promise<void> {
    const { subject, open, adapters, reporter } = this.#deps;
    const port = this.#settings['proxy.proxy_port'];
    try {
      this.#gateway = await open({
        ...{ host: '127.0.0.1', port, token: this.#token, requests: this.pages },
        clientScript: () => adapters.clientScript(),
        allowedHosts: () => subject().project.loaded.settings['proxy.allowed_hosts'],
        limits: () => ({
          most: mostWaiting,
          mostBytes: mostWaitingBytes,
          ms: this.#settings['proxy.app_start_timeout'],
        }),
        greeting: () => this.#greeting(),
        page: () => this.#page(),
        onForbidden: (directive) => this.#tellForbidden(directive),
      });
    } catch (error) {
      const { message } = error as Error;
      reporter.report({
        type: 'notice',
        level: 'warning',
        message: `the proxy cannot listen on port ${port}: ${message}`,
      });
      return;
    }
    this.pages.opened({ port: this.#gateway.port, token: this.#token });
    reporter.report({ type: 'notice', level: 'info', message: `proxy http://localhost:${this.#gateway.port}` });
  }

  /** What the service has reported. */
  told(report: Report): void {
    switch (report.type) {
      case 'process-ready':
      case 'process-listening':
      case 'process-handed-over':
        this.#app = { run: report.run, ports: report.ports };
        break;
      case 'build-started':
        this.#gateway?.tell({ type: 'building' });
        break;
      case 'build-failed':
        this.#show(problemOfBuild(report));
        break;
      case 'nothing-to-do':
        if (report.generation !== undefined) this.#clear();
        break;
      case 'process-exited':
        if (!report.expected) this.#show(problemOfExit(report));
        break;
      default:
        return;
    }
    this.update();
  }

  /** Something has happened in the service's machine. */
  update(): void {
    const gateway = this.#gateway;
    if (gateway === undefined) return;
    const { current, build, wanted, lifecycle } = this.#deps.state();
    const isUp = current?.id === 'ready' && current.exit === undefined;
    const port = isUp && this.#app?.run === current.run ? this.#portOf(this.#app.ports) : undefined;
    if (port !== undefined && isUp) return this.#serve(gateway, current.run, port);
    this.#servedPort = 0;
    const isLeaving = current?.exit !== undefined && current.exit.rerunInMs === undefined && wanted === undefined;
    const isComing = build.id !== 'idle' || wanted !== undefined || (current !== undefined && !isLeaving && !isUp);
    if (isComing && lifecycle.id === 'up') gateway.hold();
    else gateway.refuse(isUp ? 'the app listens on no port' : reasonOf(this.#problem));
  }

  /** So that the app listens where nobody else does, if it asks for that. */
  appEnv(): Env {
    const named = this.#settings['proxy.app_port'];
    return this.#gateway === undefined ? {} : { PORT: String(named === 0 ? this.#gateway.sparePort : named) };
  }

  async close(): Promise<void> {
    this.pages.close();
    await this.#gateway?.close();
  }

  get #settings(): Subject['project']['loaded']['settings'] {
    return this.#deps.subject().project.loaded.settings;
  }

  /** The one that the config names, else the first. */
  #portOf(ports: readonly number[]): number | undefined {
    const named = this.#settings['proxy.app_port'];
    const handed = this.#gateway?.sparePort;
    return named !== 0 ? named : (ports.find((port) => port === handed) ?? ports[0]);
  }

  #serve(gateway: Gateway, run: number, port: number): void {
    if (run === this.#servedRun && port === this.#servedPort) return;
    const isAnother = this.#servedRun !== 0 && run !== this.#servedRun;
    if (run !== this.#servedRun) this.pages.newRun();
    this.#servedRun = run;
    this.#servedPort = port;
    gateway.serve({ port });
    this.#clear();
    if (isAnother) gateway.tell({ type: 'reload', run });
  }

  /** Once: each page of an app is likely to say the same. */
  #tellForbidden(directive: string): void {
    if (this.#isForbiddenTold) return;
    this.#isForbiddenTold = true;
    const message = `a page does not reload by itself: its Content-Security-Policy forbids gorl's script (${directive})`;
    this.#deps.reporter.report({ type: 'notice', level: 'warning', message });
  }

  #show(problem: PageProblem): void {
    this.#problem = problem;
    this.#gateway?.tell({ type: 'problem', problem });
  }

  #clear(): void {
    this.#problem = undefined;
    this.#gateway?.tell({ type: 'fine' });
  }

  #page(): WaitingView {
    const doing = this.#deps.state().build.id === 'idle' ? 'starting' : 'building';
    return {
      session: this.#deps.adapters.sessionId,
      run: this.#servedRun,
      doing,
      ...defined({ problem: this.#problem }),
    };
  }

  #greeting(): readonly PageMessage[] {
    const { adapters, state } = this.#deps;
    const session = adapters.sessionId;
    const hello = {
      type: 'hello',
      session,
      run: this.#servedRun,
      token: this.#token,
      console: this.pages.wantsErrors,
    } as const;
    return [
      hello,
      ...(this.#problem === undefined ? [] : [{ type: 'problem', problem: this.#problem } as const]),
      ...(state().build.id === 'building' ? [{ type: 'building' } as const] : []),
    ];
  }
}
