import { defined } from '../../base/defined.ts';
import { serving } from '../../engine/service/serving.ts';
import type { Instance, State } from '../../engine/service/state.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { PageProblem, StateMessage } from '../../gateway/live/page-message.ts';
import type { WaitingView } from '../../gateway/waiting-page.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { Report } from '../../protocol/report.ts';
import type { Env } from '../adapters.ts';
import type { Subject } from '../service-plan/subject.ts';
import { AppChoice } from './app-choice.ts';
import type { AppPorts } from './app-ports.ts';
import type { DoorOptions } from './door.ts';
import type { FrontDoor } from './front-door.ts';
import type { FrontModules } from './front-doors.ts';
import { readPageFile, showInPages } from './page-files.ts';
import { problemOfBuild, problemOfExit, problemOfWait, reasonOf } from './page-problems.ts';

export interface AppSideDeps extends DoorOptions {
  readonly modules: FrontModules;
  readonly ports: Pick<AppPorts, 'of' | 'forget'>;
}

/** So much of what a build's commands print is shown in the page. */
const mostSaid = 16_384;

/**
 * One of the apps behind a front door: it tells the gateway which run answers and when to let requests wait, and pages
 * what is the matter.
 */
export class AppSide {
  readonly #deps: AppSideDeps;
  readonly #choice: AppChoice;
  /** Undefined: the config asks for none. */
  #front: FrontDoor | undefined;
  #isOver = false;
  #servedRun = 0;
  #servedPort = 0;
  #problem: PageProblem | undefined;
  #orderTold = '';
  /** By the commands of the build that runs, or ran last. */
  #said = '';

  constructor(deps: AppSideDeps) {
    this.#deps = deps;
    this.#choice = new AppChoice({
      ...{ settings: () => this.#settings, handed: deps.ports, speaksHttp: deps.modules.speaksHttp },
      known: () => this.update(),
    });
  }

  get service(): string {
    return this.#deps.service;
  }

  get subject(): Subject {
    return this.#deps.subject();
  }

  get graph(): DoorOptions['graph'] {
    return this.#deps.graph;
  }

  /** The newest run that was ready; 0 before the first. */
  get servedRun(): number {
    return this.#servedRun;
  }

  /** Goes to the front door that the config names now, or to none. Never rejects: the app runs all the same. */
  async configure(): Promise<void> {
    const { fronts, modules, service } = this.#deps;
    const former = this.#front;
    const isWanted = this.#settings['proxy.enabled'] && !this.#isOver;
    this.#front = isWanted ? fronts.to(service, modules) : undefined;
    if (former !== this.#front) {
      former?.left(this);
      [this.#servedRun, this.#servedPort] = [0, 0];
      this.#front?.joined(this);
    }
    if (former !== this.#front) await former?.configure();
    await this.#front?.configure();
  }

  /** It listens, or listens anew. */
  opened(): void {
    this.#servedPort = 0;
    this.update();
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
        this.#tell({ type: 'building' });
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
    const gateway = this.#front?.gateway;
    if (gateway === undefined) return;
    const state = this.#deps.state();
    const app = serving(state);
    const port = app === undefined ? undefined : this.#choice.of(app.run);
    if (app !== undefined) this.#tellOrder(app);
    if (app !== undefined && typeof port === 'number') return this.#serve(gateway, app.run, port);
    this.#servedPort = 0;
    const to = gateway.to(this.service);
    if (port === 'unknown' || isComing(state)) to.hold();
    else to.refuse(app === undefined ? reasonOf(this.#problem) : 'the app listens on no port');
  }

  /** New requests go to another run, or wait; `done` when that one answers none any more. */
  drain(run: number, done: () => void): void {
    const to = this.#front?.gateway?.to(this.service);
    if (to === undefined) return done();
    this.update();
    const requests = to.underWay(run);
    if (requests > 0) this.#deps.reporter.report({ type: 'process-draining', run, requests }, this.service);
    return to.whenDrained(run, done);
  }

  hookEnv(): Env {
    return this.#front?.pages.hookEnv() ?? {};
  }

  /** Shows in pages what they can show without a restart; returns the rest. `isProgramKnown`: and what it embeds. */
  async show(files: readonly FileChange[], isProgramKnown: boolean): Promise<readonly FileChange[]> {
    const front = this.#front;
    const gateway = front?.gateway;
    if (gateway === undefined) return files;
    // The app may take its time to answer: nothing is said after the end.
    const rest = await showInPages(files, {
      reporter: { report: (report) => !this.#isOver && this.#report(report) },
      project: () => this.subject.project,
      read: readPageFile,
      serves: (name, content) => gateway.to(this.service).serves(name, content),
      tell: (message) => gateway.tell(message),
      isIdleTold: (name) => front?.tellsIdle(this, name) !== false,
      isProgramKnown,
    });
    return this.#isOver ? [] : rest;
  }

  /** Nobody is led to it any more. */
  close(): void {
    this.#isOver = true;
    void this.configure();
  }

  /** What gorl's own page shows. */
  get view(): Pick<WaitingView, 'doing' | 'problem'> {
    const doing = this.#deps.state().build.id === 'idle' ? 'starting' : 'building';
    return { doing, ...defined({ problem: this.#problem }) };
  }

  /** What a page must know that has just connected. */
  get standing(): readonly StateMessage[] {
    const isBuilding = this.#deps.state().build.id === 'building';
    const messages: readonly StateMessage[] = [
      ...(this.#problem === undefined ? [] : [{ type: 'problem', problem: this.#problem } as const]),
      ...(isBuilding ? [{ type: 'building' } as const] : []),
    ];
    return messages.map((message) => this.#marked(message));
  }

  get #settings(): Subject['project']['loaded']['settings'] {
    return this.subject.project.loaded.settings;
  }

  #serve(gateway: Gateway, run: number, port: number): void {
    const front = this.#front;
    if (front === undefined || (run === this.#servedRun && port === this.#servedPort)) return;
    const isAnother = run !== this.#servedRun;
    // A page may have asked this app in vain, or wait for it.
    const hasPages = front.servedRuns !== 0;
    if (isAnother) front.pages.newRun();
    this.#servedRun = run;
    this.#servedPort = port;
    gateway.to(this.service).serve({ run, port });
    this.#clear();
    if (isAnother && hasPages) gateway.tell({ type: 'reload', run: front.servedRuns });
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
    this.#report({ type: 'notice', level: 'warning', message });
  }

  #show(problem: PageProblem): void {
    const isOneOfSeveral = this.#front?.isBranched === true;
    this.#problem = isOneOfSeveral ? { ...problem, title: `${this.service}: ${problem.title}` } : problem;
    this.#tell({ type: 'problem', problem: this.#problem });
  }

  #clear(): void {
    this.#problem = undefined;
    this.#tell({ type: 'fine' });
  }

  #tell(message: StateMessage): void {
    this.#front?.gateway?.tell(this.#marked(message));
  }

  #marked(message: StateMessage): StateMessage {
    return this.#front?.isBranched === true ? { ...message, service: this.service } : message;
  }

  #report(report: Report): void {
    this.#deps.reporter.report(report, this.#deps.isOneOfMany() ? this.service : undefined);
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
