import { hostName } from '../guards/host.ts';

/** Which requests are for another service. It has a path, a host, or both. */
export interface Route {
  readonly service: string;
  /** Without a slash at its end: `/api`, and `''` for `/`. Absent: every path. */
  readonly path?: string;
  /** In lower case: `admin.localhost`, or `*.localhost` for all names below it. Absent: every host. */
  readonly host?: string;
  /** The service is asked without `path`. */
  readonly stripPrefix: boolean;
}

/** Where a request goes. */
export interface Way {
  readonly service: string;
  /** What the service is asked for. */
  readonly target: string;
  /** What was taken off its path; absent: nothing. */
  readonly prefix?: string;
}

/** Which service a request is for: the first route that fits, else the one that gets all the others. */
export class RouteTable {
  readonly service: string;
  /** Those with a host come first, then the longer path: what says more counts. */
  readonly routes: readonly Route[];

  /** @param service what gets all that no route is for */
  constructor(service: string, routes: readonly Route[] = []) {
    this.service = service;
    this.routes = routes.toSorted(
      (a, b) => hostRank(b.host) - hostRank(a.host) || (b.path?.length ?? -1) - (a.path?.length ?? -1),
    );
  }

  /** It leads to more than one. */
  get isBranched(): boolean {
    return this.routes.length > 0;
  }

  /** Whether a route names that host: then it is meant. @param host the header's value */
  namesHost(host: string | undefined): boolean {
    const name = hostName(host ?? '');
    return name !== undefined && this.routes.some((route) => route.host !== undefined && fitsHost(route.host, name));
  }

  /**
   * @param host the header's value
   * @param target of the request: `/api/users?all`, or with scheme and host before it
   */
  wayOf(host: string | undefined, target: string): Way {
    if (this.routes.length === 0) return { service: this.service, target };
    const name = hostName(host ?? '');
    const [, origin = '', path = '', rest = ''] = /^(https?:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(target) ?? [];
    const route = this.routes.find((each) => isFor(each, name, path));
    if (route === undefined) return { service: this.service, target };
    const { service, path: prefix, stripPrefix } = route;
    if (!stripPrefix || prefix === undefined || prefix === '') return { service, target };
    const left = path.slice(prefix.length);
    return { service, target: `${origin}${left === '' ? '/' : left}${rest}`, prefix };
  }
}

/** A name counts more than all names below one, and of two of those the longer one. */
function hostRank(host: string | undefined): number {
  if (host === undefined) return -1;
  return host.startsWith('*.') ? host.length : Number.MAX_SAFE_INTEGER;
}

function isFor({ host, path }: Route, name: string | undefined, asked: string): boolean {
  if (host !== undefined && (name === undefined || !fitsHost(host, name))) return false;
  return path === undefined || asked === path || asked.startsWith(`${path}/`);
}

function fitsHost(host: string, name: string): boolean {
  return host.startsWith('*.') ? name.endsWith(host.slice(1)) : name === host;
}
