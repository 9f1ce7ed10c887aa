import { shellQuote } from '../../../base/shell-quote.ts';
import { interpolate } from './interpolate.ts';
import type { YamlValue } from './yaml-document.ts';

/** A service as the compose file has it. Paths and words are interpolated; values of variables are not. */
export interface ComposeService {
  readonly name: string;
  readonly image?: string;
  readonly build?: ComposeBuild;
  /** Shell text; of a list, its words quoted. */
  readonly entrypoint?: string;
  readonly command?: string;
  readonly environment: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly envFiles: readonly string[];
  readonly dependsOn: readonly string[];
  readonly ports: readonly ComposePort[];
  readonly workingDir?: string;
  /** Directories of this machine, by where they are in the container. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  readonly profiles: readonly string[];
  /** Of a health check that asks for a page. */
  readonly healthPath?: string;
  readonly containerName?: string;
  /** How many of them run. */
  readonly replicas: number;
  /** A file whose service this one extends. */
  readonly extendsFile?: string;
}

export interface ComposeBuild {
  readonly context: string;
  readonly dockerfile?: string;
  readonly inline?: string;
  readonly target?: string;
  readonly args: ReadonlyMap<string, string>;
}

export interface ComposePort {
  /** On this machine. */
  readonly published?: string;
  /** In the container. */
  readonly target: string;
}

type Table = { readonly [key: string]: YamlValue };

/**
 * The services of a compose file, in its order; undefined where it has no table of them.
 *
 * @param open another file; undefined where it cannot be read
 */
export function readServices(
  root: YamlValue,
  open: (file: string) => YamlValue | undefined,
): readonly ComposeService[] | undefined {
  const services = servicesIn(root);
  if (services === undefined) return undefined;
  const all = Object.keys(services).map((name) => readService(name, extended(services, name, open)));
  // What is built once may run as several.
  const built = new Map(
    all.flatMap(({ image, build }) => (image === undefined || build === undefined ? [] : [[image, build]])),
  );
  return all.map((each) => {
    const build = each.build ?? built.get(each.image ?? '');
    return build === undefined ? each : { ...each, build };
  });
}

function servicesIn(root: YamlValue | undefined): Table | undefined {
  const services = isTable(root) ? root['services'] : undefined;
  return isTable(services) ? services : undefined;
}

/** With what another service, of the same file or one beside it, gives to it. */
function extended(
  services: Table,
  name: string,
  open: (file: string) => YamlValue | undefined,
  seen: readonly string[] = [],
): Table {
  const own = tableOf(services[name]);
  const from = own['extends'];
  const base = textOf(isTable(from) ? from['service'] : from);
  const file = fileOf(from);
  // Paths in a file elsewhere are relative to that.
  const others = file === undefined ? services : /^(?:\.\/)?[^/]+$/.test(file) ? servicesIn(open(file)) : undefined;
  const way = `${file ?? ''}:${base}`;
  if (base === undefined || others === undefined || seen.includes(way)) return own;
  const inherited = extended(others, base, open, [...seen, way]);
  const environment = [...variables(inherited['environment']), ...variables(own['environment'])];
  return {
    ...withoutExtends(inherited),
    ...withoutExtends(own),
    environment: Object.fromEntries(environment.map((each) => [each.name, each.value ?? null])),
  };
}

function withoutExtends(table: Table): Table {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== 'extends'));
}

function fileOf(from: YamlValue | undefined): string | undefined {
  return isTable(from) ? textOf(from['file']) : undefined;
}

function readService(name: string, table: Table): ComposeService {
  const text = (key: string): string | undefined => textOf(table[key]);
  const optional: Partial<Record<'image' | 'workingDir' | 'containerName', string | undefined>> = {
    image: text('image'),
    workingDir: text('working_dir'),
    containerName: text('container_name'),
  };
  const replicas = text('scale') ?? textOf(tableOf(table['deploy'])['replicas']);
  return {
    name,
    ...defined(optional),
    ...defined({
      build: buildOf(table['build']),
      entrypoint: lineOf(table['entrypoint']),
      command: lineOf(table['command']),
      healthPath: healthPath(table['healthcheck']),
      extendsFile: fileOf(table['extends']),
    }),
    environment: variables(table['environment']),
    envFiles: listOf(table['env_file']).flatMap((each) =>
      isTable(each) ? (textOf(each['path']) ?? []) : (textOf(each) ?? []),
    ),
    dependsOn: namesOf(table['depends_on']),
    ports: listOf(table['ports']).flatMap(portOf),
    mounts: listOf(table['volumes']).flatMap(mountOf),
    profiles: namesOf(table['profiles']),
    replicas: Number(replicas ?? 1) || 1,
  };
}

function defined<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function buildOf(value: YamlValue | undefined): ComposeBuild | undefined {
  const context = textOf(value);
  if (context !== undefined) return { context, args: new Map() };
  if (!isTable(value)) return undefined;
  const text = (key: string): string | undefined => textOf(value[key]);
  const args = variables(value['args']).map(({ name, value: arg }) => [name, interpolate(arg ?? '').text] as const);
  const inline = value['dockerfile_inline'];
  return {
    context: text('context') ?? '.',
    args: new Map(args),
    ...defined({ dockerfile: text('dockerfile'), target: text('target') }),
    ...(typeof inline === 'string' ? { inline } : {}),
  };
}

/** Shell text: of a list, its words quoted. `$$` is a dollar. */
function lineOf(value: YamlValue | undefined): string | undefined {
  if (Array.isArray(value)) return value.map((word) => shellQuote(textOf(word as YamlValue) ?? '')).join(' ');
  return textOf(value);
}

function variables(value: YamlValue | undefined): ComposeService['environment'] {
  if (isTable(value))
    return Object.entries(value).map(([name, each]) => ({ name, value: typeof each === 'string' ? each : undefined }));
  return listOf(value).flatMap((each) => {
    if (typeof each !== 'string') return [];
    const at = each.indexOf('=');
    return [at < 0 ? { name: each, value: undefined } : { name: each.slice(0, at), value: each.slice(at + 1) }];
  });
}

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, or a table; of a range, the first. */
function portOf(value: YamlValue): readonly ComposePort[] {
  const first = (port: string): string => port.replace(/-.*$/, '');
  if (isTable(value)) {
    const target = textOf(value['target']);
    const published = textOf(value['published']);
    return target === undefined
      ? []
      : [{ target: first(target), ...defined({ published: published && first(published) }) }];
  }
  const parts = (textOf(value) ?? '').replace(/\/\w+$/, '').split(':');
  const target = first(parts.at(-1) ?? '');
  const published = first(parts.at(-2) ?? '');
  if (!/^\d+$/.test(target)) return [];
  return [{ target, ...(/^\d+$/.test(published) ? { published } : {}) }];
}

function mountOf(value: YamlValue): ComposeService['mounts'] {
  const [source = '', target = ''] = isTable(value)
    ? [textOf(value['source']) ?? '', textOf(value['target']) ?? '']
    : (textOf(value) ?? '').split(':');
  // A name is a volume of Docker's.
  return source.startsWith('.') && target.startsWith('/') ? [{ source, target }] : [];
}

/** The path of `curl -f http://localhost:8080/health`. */
function healthPath(value: YamlValue | undefined): string | undefined {
  const test = lineOf(tableOf(value)['test']) ?? '';
  if (!/\b(?:curl|wget)\b/.test(test)) return undefined;
  const path = /\bhttp:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?(\/[\w./-]*)/.exec(test)?.[1];
  return path;
}

function namesOf(value: YamlValue | undefined): readonly string[] {
  return isTable(value) ? Object.keys(value) : listOf(value).flatMap((each) => textOf(each) ?? []);
}

function listOf(value: YamlValue | undefined): readonly YamlValue[] {
  if (Array.isArray(value)) return value as readonly YamlValue[];
  return value === undefined || value === null ? [] : [value];
}

function tableOf(value: YamlValue | undefined): Table {
  return isTable(value) ? value : {};
}

function textOf(value: YamlValue | undefined): string | undefined {
  return typeof value === 'string' ? interpolate(value).text : undefined;
}

export function isTable(value: YamlValue | undefined): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
