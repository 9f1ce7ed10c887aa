import type { Location } from '../../protocol/diagnostic.ts';
import { routeKeys } from '../keys/keys-routes.ts';
import { readTables, type TableEntry } from './list-of-tables.ts';
import { placeOf, type Place } from './origin.ts';
import type { TomlPath } from './positions.ts';
import { noService } from './services.ts';
import type { ProblemList } from './problem-list.ts';
import type { ReadContext } from './table-reader.ts';
import type { TomlValue } from './toml.ts';
import { quoted } from './values.ts';

/** A `[[proxy.routes]]` entry: which requests go to another service. It has a path, a host, or both. */
export interface ProxyRoute {
  readonly service: string;
  /** Without a slash at its end: `/api`, and `''` for `/`. Absent: every path. */
  readonly path?: string;
  /** In lower case: `admin.localhost`, or `*.localhost`. Absent: every host. */
  readonly host?: string;
  readonly stripPrefix: boolean;
  readonly place: Place;
}

/** Where requests go that come in at `[proxy]`. */
export interface Routing {
  /** What gets all that no route is for. */
  readonly service: string;
  readonly routes: readonly ProxyRoute[];
}

/** As it is written; whether there is such a service shows with the whole file. */
export interface WrittenRoute {
  readonly route: ProxyRoute;
  /** `proxy.routes[0]`. */
  readonly shown: string;
  /** Of the entry. */
  readonly location: Location;
  /** Of the name of the service. */
  readonly serviceLocation: Location;
}

/** The usable entries; what is wrong with the others is told. */
export function readRoutes(context: ReadContext, value: TomlValue, path: TomlPath): readonly WrittenRoute[] {
  const options = { name: 'proxy.routes', what: 'route', specs: routeKeys };
  const found = readTables(context, value, path, options).flatMap((entry) => readRoute(context, entry) ?? []);
  const first = new Map<string, WrittenRoute>();
  for (const each of found) {
    const key = JSON.stringify([each.route.host, each.route.path]);
    const same = first.get(key);
    if (same === undefined) first.set(key, each);
    else
      context.problems.error(
        `${each.shown} is for the same requests as ${same.shown}`,
        each.location,
        'remove one of them',
      );
  }
  return found;
}

/** Tells of routes that lead nowhere. */
export function checkRoutes(routes: readonly WrittenRoute[], names: readonly string[], problems: ProblemList): void {
  const [first] = routes;
  if (first !== undefined && names.length === 0) {
    const hint = 'name the programs in [services.NAME], or remove the routes: without them, all requests go to the one';
    return problems.error('proxy.routes lead to services, and there are none', first.location, hint);
  }
  for (const { route, shown, serviceLocation } of routes) {
    if (names.includes(route.service)) continue;
    const { message, hint } = noService(route.service, names);
    problems.error(`${shown}.service: ${message}`, serviceLocation, hint);
  }
  return undefined;
}

function readRoute({ positions, problems }: ReadContext, entry: TableEntry): WrittenRoute | undefined {
  const { shown, text } = entry;
  const before = problems.errors;
  const service = text('service').trim();
  const [path, host] = [text('path').trim(), text('host').trim().toLowerCase().replace(/\.$/, '')];
  const location = positions.key(entry.path);
  const wrong = (key: string, message: string, hint: string): void =>
    problems.error(`${shown}.${key}: ${message}`, positions.value([...entry.path, key]), hint);
  if (!entry.usable) return undefined;
  if (service === '')
    problems.error(`${shown} does not say which service it leads to`, location, 'add service = "api"');
  if (path === '' && host === '')
    problems.error(
      `${shown} does not say which requests it is for`,
      location,
      'add path = "/api", host = "admin.localhost", or both',
    );
  checkPath(path, (message, hint) => wrong('path', `${quoted(path)} ${message}`, hint));
  if (host !== '' && !isHost(host))
    wrong('host', `${quoted(host)} is no host name`, 'write it without scheme and port: "admin.localhost"');
  const stripPrefix = entry.value('strip_prefix') === true;
  const ownPath = path.replace(/\/+$/, '');
  if (stripPrefix && ownPath === '') wrong('strip_prefix', 'there is no path to take off', 'add path = "/api"');
  if (problems.errors > before) return undefined;
  const route = {
    service,
    ...(path === '' ? {} : { path: ownPath }),
    ...(host === '' ? {} : { host }),
    stripPrefix,
    place: placeOf(location),
  };
  return { route, shown, location, serviceLocation: positions.value([...entry.path, 'service']) };
}

function checkPath(path: string, wrong: (message: string, hint: string) => void): void {
  if (path === '') return;
  if (!path.startsWith('/')) wrong('does not begin with /', `write ${quoted(`/${path.replace(/^\.?\/*/, '')}`)}`);
  else if (/[\s?#*]/.test(path)) wrong('is no path alone', 'write a path such as "/api"; all below it belongs to it');
  else if (/^\/__gorl(?:\/|$)/.test(path)) wrong('is gorl’s own', 'give the service another path');
}

/** A name or an IPv4 address, or all names below one. */
function isHost(host: string): boolean {
  return /^(?:\*\.)?[\w-]+(?:\.[\w-]+)*$/.test(host);
}
