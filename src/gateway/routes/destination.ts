import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { RequestedFiles } from '../live/requested-files.ts';
import { servedFile, type Served } from '../live/served-file.ts';
import type { Forwarded, Upstream } from '../proxy/forward.ts';
import { hasBody } from '../proxy/headers.ts';
import { Http2Tunnel } from '../http2/http2-tunnel.ts';
import { UnderWay } from '../proxy/under-way.ts';
import { WaitingRoom, type WaitLimits } from '../proxy/waiting-room.ts';
import { appAddress, isListening } from '../upstream/app-address.ts';
import { Connections } from '../upstream/connections.ts';

type State =
  | { readonly id: 'serving'; readonly upstream: Upstream }
  | { readonly id: 'holding' }
  | { readonly id: 'nothing'; readonly reason: string };

/** Between two tries to reach an app that runs and does not listen just now, in ms. */
const againMs = 50;

/** One of the apps behind the gateway: what is under way there, and who waits for it. The others go on meanwhile. */
export class Destination {
  readonly connections = new Connections();
  readonly requested = new RequestedFiles();
  readonly #limits: () => WaitLimits;
  readonly #room: WaitingRoom<Upstream>;
  /** Connections that are no requests and never end by themselves. */
  readonly #tunnels = new Set<Duplex | ServerResponse>();
  readonly #http2 = new Set<Http2Tunnel>();
  readonly #underWay = new UnderWay();
  #state: State = { id: 'holding' };

  /** @param limits asked anew by each request that waits */
  constructor(limits: () => WaitLimits) {
    this.#limits = limits;
    this.#room = new WaitingRoom(limits);
  }

  /** Requests go there from now on, those that wait first. */
  serve(upstream: Upstream): void {
    this.#leaveFormer();
    this.#state = { id: 'serving', upstream };
    this.#room.release(upstream);
  }

  /** New requests wait: the app is being replaced, or on its way. */
  hold(): void {
    this.#leaveFormer();
    this.#state = { id: 'holding' };
  }

  /** There is nothing to wait for: one line that says why. */
  refuse(reason: string): void {
    this.#leaveFormer();
    this.#state = { id: 'nothing', reason };
    this.#room.refuseAll();
  }

  /** How many requests that run is answering. */
  underWay(run: number): number {
    return this.#underWay.count(run);
  }

  /** Calls back when that run is answering none, at once if it is so now. */
  whenDrained(run: number, act: () => void): void {
    this.#underWay.whenNone(run, act);
  }

  /** What the app makes of a file that has just changed. Undefined: it is gone. */
  serves(name: string, content: Buffer | undefined): Promise<Served> {
    const port = this.#state.id === 'serving' ? this.#state.upstream.port : undefined;
    return servedFile(port, this.requested.named(name), content);
  }

  /** Whether anybody has asked the app for a file of that name. */
  isAskedFor(name: string): boolean {
    return this.requested.named(name).length > 0;
  }

  /** Other routes hold: what comes on HTTP/2 connections may be for another app. What is under way there goes on. */
  leaveTunnels(): void {
    for (const each of this.#http2) each.leave();
  }

  /** Nobody waits any more. */
  endWaiting(): void {
    this.#room.refuseAll();
  }

  close(): void {
    this.connections.destroy();
  }

  /** It has no end of its own: it ends when the app goes. */
  keep(socket: Duplex | ServerResponse): void {
    this.#tunnels.add(socket);
    socket.once('close', () => this.#tunnels.delete(socket));
  }

  /** Waits for the app and asks it; again where that is safe. A text: why there is none. Undefined: nobody asks any more. */
  async reach(
    request: IncomingMessage,
    client: ServerResponse | Duplex,
    ask: (upstream: Upstream) => Promise<Forwarded>,
  ): Promise<Forwarded | string | undefined> {
    const bytes = request.rawHeaders.reduce((sum, { length }) => sum + length, request.url?.length ?? 0);
    const endsAt = Date.now() + this.#limits().ms;
    for (;;) {
      const waited = await this.#upstream(bytes, client);
      if (waited.type === 'gone') return undefined;
      if (waited.type === 'refused') return this.#whyNot(waited.because);
      const end = this.#underWay.begin(waited.by.run);
      const result = await ask(waited.by);
      end();
      const isRepeatable = result.type === 'refused' || (result.type === 'lost' && isSafe(request));
      if (!isRepeatable) return result;
      if (Date.now() >= endsAt) return `nothing listens on port ${waited.by.port}`;
      // The app runs and does not listen: no event will say when it does again.
      if (this.#state.id === 'serving') await new Promise((resolve) => setTimeout(resolve, againMs));
      // One that lives and breaks off an answer would do so again: Go's server does when a handler panics.
      const isSame = this.#state.id === 'serving' && this.#state.upstream === waited.by;
      if (result.type === 'lost' && isSame && (await isListening(waited.by.port))) return result;
    }
  }

  /** Bytes in both directions, to whoever serves. */
  async passOn(socket: Duplex): Promise<void> {
    const waited = await this.#upstream(0, socket);
    if (waited.type !== 'served') return void socket.destroy();
    const app = connect({ ...appAddress(waited.by.port), allowHalfOpen: true, noDelay: true });
    const { run } = waited.by;
    const passed = new Http2Tunnel(
      socket,
      app,
      () => this.#underWay.begin(run),
      () => this.#http2.delete(passed),
    );
    this.#http2.add(passed);
    return undefined;
  }

  /** Whoever reads an event stream or a socket connects anew, to the next app. */
  #leaveFormer(): void {
    this.connections.dropIdle();
    for (const each of this.#tunnels) each.destroy();
    this.leaveTunnels();
  }

  #upstream(bytes: number, client: ServerResponse | Duplex): ReturnType<WaitingRoom<Upstream>['wait']> {
    const state = this.#state;
    if (state.id === 'serving') return Promise.resolve({ type: 'served', by: state.upstream });
    if (state.id === 'nothing') return Promise.resolve({ type: 'refused', because: 'nothing' });
    // Who says no more while it waits has gone; who said so with the request itself listens still.
    const socket = 'socket' in client ? client.socket : client;
    return this.#room.wait(bytes, (act) => {
      socket?.once('close', act).once('end', act);
      return () => socket?.off('close', act).off('end', act);
    });
  }

  #whyNot(because: 'time' | 'nothing' | 'full'): string {
    if (because === 'full') return 'too many requests wait for the app already';
    if (because === 'time') return 'the app did not become ready in time (proxy.app_start_timeout)';
    return this.#state.id === 'nothing' ? this.#state.reason : 'gorl ends';
  }
}

/** It changes nothing, and can be asked twice. */
function isSafe({ method = 'GET', rawHeaders }: IncomingMessage): boolean {
  return /^(?:GET|HEAD|OPTIONS)$/.test(method) && !hasBody(rawHeaders);
}
