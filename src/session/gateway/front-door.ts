import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Reporter } from '../../engine/ports.ts';
import { expandHome } from '../../base/home-dir.ts';
import type { Routing } from '../../config/read/routes.ts';
import type { CertificateFiles } from '../../gateway/tls/secure-connections.ts';
import { defined } from '../../base/defined.ts';
import type { Gateway, GatewayOptions } from '../../gateway/gateway.ts';
import type { PageMessage } from '../../gateway/live/page-message.ts';
import type { WaitLimits } from '../../gateway/proxy/waiting-room.ts';
import type { WaitingView } from '../../gateway/waiting-page.ts';
import { RouteTable } from '../../gateway/routes/route-table.ts';
import type { ReportOf } from '../../protocol/report.ts';
import type { Adapters } from '../adapters.ts';
import type { Project } from '../service-plan/project.ts';
import type { Subjects } from '../service-plan/subject.ts';
import type { AppSide } from './app-side.ts';
import { frontOf, sharedFront } from './front-of.ts';
import { PageSide } from './page-side.ts';

export interface FrontDoorDeps {
  /** `frontOf` one of its services. */
  readonly name: string;
  readonly open: (options: GatewayOptions) => Promise<Gateway>;
  readonly adapters: Adapters;
  readonly subjects: () => Subjects;
  readonly reporter: Reporter;
}

/** What the session has to do with a gateway: where it listens, which services it leads to, and what its pages hear. */
export class FrontDoor {
  readonly #deps: FrontDoorDeps;
  readonly #token = randomBytes(24).toString('base64url');
  readonly pages: PageSide;
  /** By service. */
  readonly #sides = new Map<string, AppSide>();
  /** Of those that have left. */
  #formerRuns = 0;
  #gateway: Gateway | undefined;
  #isOver = false;
  #isForbiddenTold = false;
  /** Where it listens, for people. */
  #url: string | undefined;
  /** Where it listens, or wants to; `undefined`: nowhere. */
  #opened: string | undefined;
  /** Opening and closing come one after the other. */
  #changing: Promise<void> = Promise.resolve();
  #table: { readonly of: Routing | undefined; readonly routes: RouteTable } | undefined;

  constructor(deps: FrontDoorDeps) {
    this.#deps = deps;
    this.pages = new PageSide({
      ...deps,
      project: () => this.#project,
      gateway: () => this.#gateway,
      sides: () => [...this.#sides.values()],
    });
  }

  /** Undefined while it is not open. */
  get gateway(): Gateway | undefined {
    return this.#gateway;
  }

  /** It leads to several services. */
  get isBranched(): boolean {
    return this.#routes().isBranched;
  }

  /** Of all services, the newest run that was ready: the sum, which grows whenever another one answers. */
  get servedRuns(): number {
    return [...this.#sides.values()].reduce((sum, { servedRun }) => sum + servedRun, this.#formerRuns);
  }

  joined(side: AppSide): void {
    this.#sides.set(side.service, side);
    this.#beginAnew();
    if (this.#gateway !== undefined) side.opened();
  }

  left(side: AppSide): void {
    if (this.#sides.get(side.service) !== side) return;
    this.#formerRuns += side.servedRun;
    this.#sides.delete(side.service);
    this.#gateway?.to(side.service).refuse(`${side.service} is not behind the proxy any more`);
    this.#beginAnew();
  }

  /** With other services, what is the matter is told by other names, or is nobody's, and what comes next may go elsewhere. */
  #beginAnew(): void {
    for (const message of this.#greeting()) this.#gateway?.tell(message);
    for (const service of this.#sides.keys()) this.#gateway?.to(service).leaveTunnels();
  }

  /** Of a file that no page has asked for, one of several services speaks; where one was asked, that one does. */
  tellsIdle(side: AppSide, file: string): boolean {
    const sides = [...this.#sides.values()];
    const isAsked = sides.some(({ service }) => this.#gateway?.to(service).isAskedFor(file) === true);
    return !isAsked && side === sides[0];
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
    this.pages.closed();
    await former?.close();
    if (formerUrl !== undefined) this.#deps.reporter.report({ type: 'proxy-closed', url: formerUrl });
    this.#url = undefined;
    if (wanted !== undefined) await this.#open();
    for (const side of this.#sides.values()) side.opened();
  }

  /** All that makes another one necessary, as one text. */
  #wanted(): string | undefined {
    const subjects = this.#deps.subjects();
    const isWanted = subjects.services.some(
      ({ name, project }) => frontOf(name, subjects) === this.#deps.name && project.loaded.settings['proxy.enabled'],
    );
    const { 'proxy.proxy_port': port, 'proxy.cert': cert, 'proxy.key': key } = this.#settings;
    return isWanted ? JSON.stringify([port, cert, key]) : undefined;
  }

  async #open(): Promise<void> {
    const { open, adapters, reporter } = this.#deps;
    const port = this.#settings['proxy.proxy_port'];
    const certificate = this.#certificate();
    try {
      this.#gateway = await open({
        ...{ host: '127.0.0.1', port, token: this.#token, requests: this.pages },
        ...defined({ certificate }),
        clientScript: () => adapters.clientScript(),
        allowedHosts: () => this.#settings['proxy.allowed_hosts'],
        routes: () => this.#routes(),
        whyAbsent: (service) => this.#whyAbsent(service),
        limits: (service) => this.#limits(service),
        greeting: () => this.#greeting(),
        page: (service) => this.#page(service),
        onForbidden: (directive) => this.#tellForbidden(directive),
      });
    } catch (error) {
      const message = `the proxy cannot listen on port ${port}: ${(error as Error).message}`;
      return reporter.report({ type: 'notice', level: 'warning', message });
    }
    this.pages.opened({ port: this.#gateway.port, token: this.#token });
    this.#url = `${certificate === undefined ? 'http' : 'https'}://localhost:${this.#gateway.port}`;
    reporter.report({ type: 'proxy-listening', url: this.#url, ...this.#told() });
  }

  #certificate(): CertificateFiles | undefined {
    const { 'proxy.cert': cert, 'proxy.key': key } = this.#settings;
    const { root } = this.#project;
    return cert === '' ? undefined : { cert: resolve(root, expandHome(cert)), key: resolve(root, expandHome(key)) };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.pages.closed();
    await this.#changing;
    await this.#gateway?.close();
  }

  /** What gets all that no route is for. */
  get #service(): string {
    const { name, subjects } = this.#deps;
    return name === sharedFront ? (subjects().routing?.service ?? '') : name;
  }

  /** The config as it holds for that service, which may be one that is not run. */
  get #project(): Project {
    const { project, services } = this.#deps.subjects();
    const service = this.#service;
    const found = services.find(({ name }) => name === service)?.project;
    const { loaded = project.loaded } = project.loaded.services.find(({ name }) => name === service) ?? {};
    return found ?? { ...project, loaded };
  }

  get #settings(): Project['loaded']['settings'] {
    return this.#project.loaded.settings;
  }

  #routes(): RouteTable {
    const { name, subjects } = this.#deps;
    const routing = name === sharedFront ? subjects().routing : undefined;
    if (this.#table === undefined || this.#table.of !== routing)
      this.#table = { of: routing, routes: new RouteTable(this.#service, routing?.routes) };
    return this.#table.routes;
  }

  /** Which way leads where, for people. */
  #told(): Pick<ReportOf<'proxy-listening'>, 'routes'> {
    const { isBranched, routes, service: rest } = this.#routes();
    if (!isBranched) return {};
    const ways = routes.map(({ service, host, path }) => ({
      service,
      ...defined({ host, path: path === '' ? '/' : path }),
    }));
    return { routes: [...ways, { service: rest }] };
  }

  #limits(service: string): WaitLimits {
    const subject = this.#deps.subjects().services.find(({ name }) => name === service);
    const { loaded } = subject?.project ?? this.#project;
    const { 'proxy.max_held': most, 'proxy.max_held_bytes': mostBytes } = loaded.settings;
    return { most, mostBytes, ms: loaded.settings['proxy.app_start_timeout'] };
  }

  #whyAbsent(service: string): string | undefined {
    const isThere = this.#deps.subjects().services.some(({ name }) => name === service);
    return isThere ? undefined : `${service} is not run here: --only or --except leaves it out`;
  }

  /** Once: each page of an app is likely to say the same. */
  #tellForbidden(directive: string): void {
    if (this.#isForbiddenTold) return;
    this.#isForbiddenTold = true;
    const message = `a page does not reload by itself: its Content-Security-Policy forbids gorl's script (${directive})`;
    this.#deps.reporter.report({ type: 'notice', level: 'warning', message });
  }

  #page(service: string): WaitingView {
    return {
      session: this.#deps.adapters.sessionId,
      run: this.servedRuns,
      ...(this.isBranched ? { service } : {}),
      ...(this.#sides.get(service)?.view ?? { doing: 'starting' }),
    };
  }

  #greeting(): readonly PageMessage[] {
    const hello = {
      type: 'hello',
      session: this.#deps.adapters.sessionId,
      run: this.servedRuns,
      token: this.#token,
      console: this.pages.wantsErrors,
    } as const;
    return [hello, ...[...this.#sides.values()].flatMap(({ standing }) => standing)];
  }
}
