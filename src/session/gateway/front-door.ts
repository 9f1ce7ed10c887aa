import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Reporter } from '../../engine/ports.ts';
import { expandHome } from '../../base/home-dir.ts';
import type { CertificateFiles } from '../../gateway/tls/secure-connections.ts';
import { serving } from '../../engine/service/serving.ts';
import type { Instance, State } from '../../engine/service/state.ts';
import { defined } from '../../base/defined.ts';
import type { Gateway, GatewayOptions } from '../../gateway/gateway.ts';
import type { PageMessage, PageProblem } from '../../gateway/live/page-message.ts';
import type { WaitingView } from '../../gateway/waiting-page.ts';
import type { Report } from '../../protocol/report.ts';
import type { Adapters } from '../adapters.ts';
import type { SessionGraph } from '../graph/create-graph.ts';
import type { Subject } from '../service-plan/subject.ts';
import { AppChoice } from './app-choice.ts';
import type { AppPorts } from './app-ports.ts';
import { problemOfBuild, problemOfExit, problemOfWait, reasonOf } from './page-problems.ts';
import { PageSide } from './page-side.ts';

export interface FrontDoorDeps {
  readonly open: (options: GatewayOptions) => Promise<Gateway>;
  readonly adapters: Adapters;
  readonly graph: Pick<SessionGraph, 'files'>;
  readonly subject: () => Subject;
  readonly state: () => State;
  readonly reporter: Reporter;
  /** For what the service's readers are to hear. */
  readonly tell: (report: Report) => void;
  readonly ports: Pick<AppPorts, 'of' | 'forget'>;
  readonly speaksHttp: (port: number) => Promise<boolean>;
}

/** So much of what a build's commands print is shown in the page. */
const mostSaid = 16_384;

/**
 * What the session has to do with the gateway, if the config asks for one: it tells it which app answers, when to let
 * requests wait, and what pages are to show.
 */
export class FrontDoor {
  readonly #deps: FrontDoorDeps;
  readonly #token = randomBytes(24).toString('base64url');
  readonly pages: PageSide;
  #gateway: Gateway | undefined;
  #isOver = false;
  #isForbiddenTold = false;
  readonly #choice: AppChoice;
  /** Where it listens, for people. */
  #url: string | undefined;
  #servedRun = 0;
  #servedPort = 0;
  #problem: PageProblem | undefined;
  #orderTold = '';
  /** By the commands of the build that runs, or ran last. */
  #said = '';
  /** Where it listens, or wants to; `undefined`: nowhere. */
  #opened: string | undefined;
  /** Opening and closing come one after the other. */
  #changing: Promise<void> = Promise.resolve();

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps;
    this.pages = new PageSide({ ...deps, gateway: () => this.#gateway });
    this.#choice = new AppChoice({
      ...{ settings: () => this.#settings, handed: deps.ports, speaksHttp: deps.speaksHttp },
      known: () => this.update(),
    });
  }

  /** Listens as the config says; anew if that has changed. Never rejects: the app runs all the same. */
  configure(): Promise<void> {
    this.#changing = this.#changing.then(() => this.#configure());
    return this.#changing;
  }

  async #configure(): Promise<void> {
    const wanted = this.#wanted();
    if (wanted === this.#opened || this.#isOver) return;
    this.#opened = wanted;
    const former = this.#gateway;
    const formerUrl = this.#url;
    this.#gateway = undefined;
    this.#servedPort = 0;
    this.pages.closed();
    await former?.close();
    if (formerUrl !== undefined) this.#deps.reporter.report({ type: 'proxy-closed', url: formerUrl });
    this.#url = undefined;
    if (wanted !== undefined) await this.#open();
    this.update();
  }

  /** All that makes another one necessary, as one text. */
  #wanted(): string | undefined {
    const {
      'proxy.enabled': isEnabled,
      'proxy.proxy_port': port,
      'proxy.cert': cert,
      'proxy.key': key,
    } = this.#settings;
    return isEnabled ? JSON.stringify([port, cert, key]) : undefined;
  }

  async #open(): Promise<void> {
    const { subject, open, adapters, reporter } = this.#deps;
    const port = this.#settings['proxy.proxy_port'];
    const certificate = this.#certificate();
    try {
      this.#gateway = await open({
        ...{ host: '127.0.0.1', port, token: this.#token, requests: this.pages },
        ...defined({ certificate }),
        clientScript: () => adapters.clientScript(),
        allowedHosts: () => subject().project.loaded.settings['proxy.allowed_hosts'],
        limits: () => ({
          most: this.#settings['proxy.max_held'],
          mostBytes: this.#settings['proxy.max_held_bytes'],
          ms: this.#settings['proxy.app_start_timeout'],
        }),
        greeting: () => this.#greeting(),
        page: () => this.#page(),
        onForbidden: (directive) => this.#tellForbidden(directive),
      });
    } catch (error) {
      const message = `the proxy cannot listen on port ${port}: ${(error as Error).message}`;
      return reporter.report({ type: 'notice', level: 'warning', message });
    }
    this.pages.opened({ port: this.#gateway.port, token: this.#token });
    this.#url = `${certificate === undefined ? 'http' : 'https'}://localhost:${this.#gateway.port}`;
    reporter.report({ type: 'proxy-listening', url: this.#url });
  }

  #certificate(): CertificateFiles | undefined {
    const { 'proxy.cert': cert, 'proxy.key': key } = this.#settings;
    const { root } = this.#deps.subject().project;
    return cert === '' ? undefined : { cert: resolve(root, expandHome(cert)), key: resolve(root, expandHome(key)) };
  }

  /** What the service has reported. */
  told(report: Report): void {
    switch (report.type) {
      case 'process-ready':
      case 'process-listening':
      case 'process-handed-over':
        this.#choice.listening(report.run, report.ports);
        break;
      case 'process-not-ready':
        this.#show(problemOfWait(report));
        break;
      case 'command-output':
        this.#said = (this.#said + report.text).slice(-mostSaid);
        return;
      case 'build-started':
        this.#said = '';
        this.#gateway?.tell({ type: 'building' });
        break;
      case 'build-failed':
        this.#show(problemOfBuild(report, this.#said));
        break;
      case 'nothing-to-do':
        if (report.generation !== undefined) this.#clear();
        break;
      case 'process-exited':
        this.#choice.exited(report.run);
        if (!report.expected) this.#show(problemOfExit(report, serving(this.#deps.state()) !== undefined));
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
    const state = this.#deps.state();
    const app = serving(state);
    const port = app === undefined ? undefined : this.#choice.of(app.run);
    if (app !== undefined) this.#tellOrder(app);
    if (app !== undefined && typeof port === 'number') return this.#serve(gateway, app.run, port);
    this.#servedPort = 0;
    if (port === 'unknown' || isComing(state)) gateway.hold();
    else gateway.refuse(app === undefined ? reasonOf(this.#problem) : 'the app listens on no port');
  }

  /** New requests go to another run, or wait; `done` when that one answers none any more. */
  drain(run: number, done: () => void): void {
    const gateway = this.#gateway;
    if (gateway === undefined) return done();
    this.update();
    const requests = gateway.underWay(run);
    if (requests > 0) this.#deps.tell({ type: 'process-draining', run, requests });
    return gateway.whenDrained(run, done);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.pages.close();
    await this.#changing;
    await this.#gateway?.close();
  }

  get #settings(): Subject['project']['loaded']['settings'] {
    return this.#deps.subject().project.loaded.settings;
  }

  #serve(gateway: Gateway, run: number, port: number): void {
    if (run === this.#servedRun && port === this.#servedPort) return;
    const isAnother = this.#servedRun !== 0 && run !== this.#servedRun;
    if (run !== this.#servedRun) this.pages.newRun();
    this.#servedRun = run;
    this.#servedPort = port;
    gateway.serve({ run, port });
    this.#clear();
    if (isAnother) gateway.tell({ type: 'reload', run });
  }

  /** Once for each reason: the next one is not started beside this one, although somebody asked for that. */
  #tellOrder({ run, isSwitchable }: Instance): void {
    if (this.#settings.order !== 'start-first' || isSwitchable === true) return;
    const handed = this.#deps.ports.of(run);
    const ports = this.#choice
      .listens(run)
      .map((port) => `:${port}`)
      .join(', ');
    const why =
      isSwitchable === undefined || handed === undefined
        ? 'PORT is set already, and each instance needs one of its own'
        : `the app listens on ${ports === '' ? 'no port' : ports}, and was told :${handed} (PORT)`;
    const reason = isSwitchable === undefined ? 'set' : 'ignored';
    if (this.#orderTold === reason) return;
    this.#orderTold = reason;
    const message = `order = "start-first" is not possible: ${why}; the app is stopped before the next one starts`;
    this.#deps.reporter.report({ type: 'notice', level: 'warning', message });
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

/** Something is on its way that may serve: requests wait for it. */
function isComing({ current, candidate, build, wanted, lifecycle }: State): boolean {
  if (lifecycle.id !== 'up') return false;
  if (build.id !== 'idle' || wanted !== undefined) return true;
  return [current, candidate].some(
    (app) => app !== undefined && app.id !== 'ready' && (app.exit === undefined || app.exit.rerunInMs !== undefined),
  );
}
