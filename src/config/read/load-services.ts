import { posix } from 'node:path';
import { distinct } from '../../protocol/diagnostic.ts';
import { defaultOutput, type Key, type Settings } from '../keys/keys.ts';
import { namesOneThing } from '../keys/keys-services.ts';
import { applyEnvironment, applyFile, applyFlags, followTmpDir, Layers } from './layers.ts';
import type { ConfigInput, LoadedConfig } from './load.ts';
import { placeOf, type Origin } from './origin.ts';
import { ProblemList } from './problem-list.ts';
import type { FileContent } from './read-document.ts';
import { checkRoutes, type ProxyRoute, type Routing } from './routes.ts';
import { checkServices, noService, serviceConfig, type ServiceConfig } from './services.ts';
import type { ServiceTable } from './service-tables.ts';
import { checkSettings } from './settings-check.ts';
import { quoted } from './values.ts';

interface Whole {
  readonly input: ConfigInput;
  readonly content: FileContent;
  /** Of the config itself. */
  readonly settings: Settings;
  readonly origins: Readonly<Record<Key, Origin>>;
}

/** Of several programs. */
interface LoadedServices {
  readonly services: readonly ServiceConfig[];
  /** Absent where there are none. */
  readonly routing?: Routing;
}

/** The services of a config, each with all keys as they hold for it; tells what is wrong with them. */
export function loadServices(whole: Whole | undefined, problems: ProblemList): LoadedServices {
  if (whole === undefined) return { services: [] };
  const { services: tables, routes: written } = whole.content;
  const names = tables.map(({ name }) => name);
  checkRoutes(written, names, problems);
  if (tables.length === 0) return { services: [] };
  checkServices(tables, problems);
  const service = serviceBehindProxy(whole, problems);
  const routes = written.map(({ route }) => route);
  const own = new ProblemList();
  const services = tables.map((table) => {
    const place = placeBehindProxy(table.name, service, routes);
    if (place === 'by-route') checkOwnProxy(table, problems);
    return serviceConfig(table, loadService(whole, table, place, own));
  });
  // The same fault of a key of the config's own is each one's.
  for (const diagnostic of distinct(own.diagnostics)) problems.push(diagnostic);
  return { services, ...(service === undefined ? {} : { routing: { service, routes } }) };
}

/** How requests reach a service that come in at `[proxy]`. */
type PlaceBehindProxy = 'first' | 'by-route' | 'none';

function placeBehindProxy(name: string, first: string | undefined, routes: readonly ProxyRoute[]): PlaceBehindProxy {
  if (name === first) return 'first';
  return routes.some(({ service }) => service === name) ? 'by-route' : 'none';
}

/** These are about where the proxy listens, and for whom. */
const ofListener = ['enabled', 'service', 'proxy_port', 'cert', 'key', 'allowed_hosts', 'console'] as const;

/** It has one way in: a second proxy of its own would be another front door for the same program. */
function checkOwnProxy({ name, values }: ServiceTable, problems: ProblemList): void {
  for (const key of ofListener) {
    const found = values.get(`proxy.${key}`);
    if (found === undefined) continue;
    const message = `services.${name}.proxy.${key}: a route leads to ${quoted(name)}, so [proxy] says it`;
    problems.error(message, found.location, `set proxy.${key}, or remove the route`);
  }
}

/** Which of them the `[proxy]` table is about. */
function serviceBehindProxy({ content, settings }: Whole, problems: ProblemList): string | undefined {
  const names = content.services.map(({ name }) => name);
  const named = settings['proxy.service'];
  if (names.includes(named)) return named;
  const location = content.values.get(named === '' ? 'proxy.enabled' : 'proxy.service')?.location;
  if (named !== '') {
    const { message, hint } = noService(named, names);
    problems.error(`proxy.service: ${message}`, location, hint);
  } else if (settings['proxy.enabled'] && names.length > 1) {
    problems.error(
      '[proxy] does not say which service it leads to',
      location,
      `add service = ${quoted(names[0] ?? '')}`,
    );
  }
  return names[0];
}

/** Defaults, the config's own keys but those that name one thing, the service's table, variables, flags. */
function loadService(
  { input, content, settings: shared }: Whole,
  table: ServiceTable,
  place: PlaceBehindProxy,
  problems: ProblemList,
): LoadedConfig {
  const { platform } = input;
  const ownsBuild = table.own.has('package') || table.own.has('run');
  const counts = (key: Key): boolean => {
    // Of several, each listens on a port of its own.
    if (key.startsWith('proxy.')) return place === 'first' || (place === 'by-route' && key !== 'proxy.app_port');
    // A service in a directory of its own is a project of its own.
    if (key === 'root' && table.own.has('dir')) return false;
    return !namesOneThing(key) && !(key === 'build.cmd' && ownsBuild);
  };
  const layers = new Layers(platform);
  applyFile(layers, content, platform, counts);
  for (const [key, { value, location }] of table.values)
    layers.set(key, value, { type: 'file', ...placeOf(location) }, location);
  const args = table.own.get('args');
  if (args !== undefined)
    layers.set('build.args_bin', args.value, { type: 'file', ...placeOf(args.location) }, args.location);
  const run = table.own.get('run');
  if (run !== undefined)
    layers.set('build.full_bin', run.value, { type: 'file', ...placeOf(run.location) }, run.location);
  // What is wrong with them is told once, with the config itself.
  const known = new ProblemList();
  applyEnvironment(layers, input.env, known, counts);
  applyFlags(layers, input.flags, known, counts);
  if (run !== undefined) watchNothing(layers, table);
  const origins = Object.fromEntries(layers.origins) as Record<Key, Origin>;
  const settings = withOwnTmpDir(layers.settings(), { origins, shared, name: table.name, platform });
  checkSettings(settings, (key) => layers.locations.get(key), origins, problems);
  const { rules } = content;
  const generators = run === undefined ? content.generators : [];
  return { settings, origins, rules, generators, services: [], diagnostics: [], notes: [] };
}

/** The lists of the config are about what it builds. */
function watchNothing(layers: Layers, { values }: ServiceTable): void {
  const reset = (key: Key): void => (values.has(key) ? undefined : layers.set(key, [], { type: 'default' }));
  // All of a directory that it names, of the usual kinds.
  if (!values.has('build.include_dir')) reset('build.include_ext');
  for (const key of ['build.include_dir', 'build.include_file', 'build.pre_cmd'] as const) reset(key);
}

/** Each service has a directory of its own in that of the config. */
function withOwnTmpDir(
  settings: Settings,
  {
    origins,
    shared,
    name,
    platform,
  }: {
    readonly origins: Readonly<Record<Key, Origin>>;
    readonly shared: Settings;
    readonly name: string;
    readonly platform: string;
  },
): Settings {
  if (origins.tmp_dir.type !== 'default') return followTmpDir(settings, platform);
  const tmpDir = posix.join(shared.tmp_dir, name);
  const output = defaultOutput(tmpDir, platform);
  const isDefault = (key: 'build.cmd' | 'build.bin'): boolean => origins[key].type === 'default';
  return {
    ...followTmpDir({ ...settings, tmp_dir: shared.tmp_dir }, platform),
    tmp_dir: tmpDir,
    ...(isDefault('build.cmd') ? { 'build.cmd': output['build.cmd'] } : {}),
    ...(isDefault('build.bin') ? { 'build.bin': output['build.bin'] } : {}),
  };
}
