import type { Variable } from '../migration.ts';
import type { ComposePort, ComposeService } from './compose-file.ts';
import { interpolate } from './interpolate.ts';

export interface VariablesOptions {
  readonly service: ComposeService;
  readonly all: readonly ComposeService[];
  /** Names of the services that gorl runs. */
  readonly carried: ReadonlySet<string>;
  /** Names that the `.env` beside the compose file sets. */
  readonly dotEnv: ReadonlySet<string>;
  /** Where a path in the container is in the project; undefined where it is not. */
  readonly placeOf: (path: string) => string | undefined;
}

export interface ReadVariables {
  readonly env: readonly Variable[];
  /** Some of them are what `.env` says. */
  readonly needsDotEnv: boolean;
  readonly lost: readonly string[];
}

/** Paths and systems of the go command in a container, which would lead gorl's own astray. */
const ofContainer = /^(?:GO(?:CACHE|PATH|MODCACHE|ROOT|TMPDIR|BIN|OS|ARCH|ENV)|CGO_ENABLED)$/;

/** The variables of a service as `env` can have them: whole values, which nothing overrides. */
export function readVariables(options: VariablesOptions): ReadVariables {
  const { service, dotEnv, placeOf } = options;
  const env: Variable[] = [];
  const lost: string[] = [];
  let needsDotEnv = false;
  for (const { name, value } of service.environment) {
    const { text, missing, defaulted } = interpolate(value ?? `\${${name}}`);
    const used = [...missing, ...defaulted];
    const isItself = new RegExp(`^\\$\\{?${name}\\b[^}]*\\}?$`).test(value ?? `$${name}`) && used.includes(name);
    if (ofContainer.test(name)) lost.push(`${name}: it is about the Go command of its container`);
    else if (isItself && (missing.length > 0 || dotEnv.has(name))) {
      // It comes from the shell, or from .env, by itself.
      needsDotEnv ||= dotEnv.has(name);
    } else if (missing.length > 0 || defaulted.some((each) => dotEnv.has(each))) {
      const where = used.some((each) => dotEnv.has(each)) ? 'that is in .env' : 'of your shell';
      lost.push(
        `${name}: its value is put together with ${used.join(', ')} ${where}; write it whole, here or in an env file`,
      );
    } else {
      const place = text.startsWith('/') ? placeOf(text) : undefined;
      const comments = [
        ...(place === undefined ? [] : [`${text} in its container`]),
        ...(defaulted.length === 0 ? [] : [`${value}: here it is the default`]),
        ...hostComments(text, name, options),
      ];
      env.push({ name, value: place ?? text, ...(comments.length === 0 ? {} : { comment: comments.join('; ') }) });
    }
  }
  return { ...withPublishedPort(env, service.ports), needsDotEnv, lost };
}

/** The program is reached on the port that compose publishes, if it asks for its port. */
function withPublishedPort(
  env: readonly Variable[],
  ports: readonly ComposePort[],
): { readonly env: readonly Variable[] } {
  const changed = env.map((each) => {
    const value = each.name === 'PORT' ? publishedPort(each.value, ports) : undefined;
    const comment = `${each.value} in its container, which compose publishes as this`;
    return value === undefined ? each : { ...each, value, comment };
  });
  return { env: changed };
}

/** Undefined where it is the same. */
function publishedPort(port: string, ports: readonly ComposePort[]): string | undefined {
  return ports.find(({ target, published }) => target === port && published !== target)?.published;
}

const hostKey = /HOST|ADDR|URL|URI|SERVER|ENDPOINT|BROKER|DSN|NODE/i;

/** Names of other services in a value, which lead nowhere outside of compose. */
export function hostComments(
  value: string,
  key: string,
  { service, all, carried }: Pick<VariablesOptions, 'service' | 'all' | 'carried'>,
): readonly string[] {
  return all
    .filter((other) => other.name !== service.name)
    .flatMap((other) => {
      const names = [other.name, ...(other.containerName === undefined ? [] : [other.containerName])];
      const name = names.find((each) => isHostIn(value, each, key));
      if (name === undefined) return [];
      const port = portBehind(value, name);
      return [`${name} is a name within compose only: ${instead(other, port, carried.has(other.name))}`];
    });
}

function isHostIn(value: string, name: string, key: string): boolean {
  const word = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (value === name) return hostKey.test(key);
  return new RegExp(`(?:^|[/@(,\\s]|\\bhost=)${word}:\\d|(?:@|//|\\bhost=)${word}(?:[/?;,\\s)]|$)`).test(value);
}

function portBehind(value: string, name: string): string | undefined {
  return value.includes(`${name}:`)
    ? /^\d+/.exec(value.slice(value.indexOf(`${name}:`) + name.length + 1))?.[0]
    : undefined;
}

function instead({ name, ports, environment }: ComposeService, port: string | undefined, isCarried: boolean): string {
  const asks = environment.some((each) => each.name === 'PORT' && each.value === port);
  const moved = asks && port !== undefined ? publishedPort(port, ports) : undefined;
  const here = isCarried
    ? (moved ?? port)
    : ports.find(({ target }) => port === undefined || target === port)?.published;
  if (here !== undefined) return `localhost:${here} here`;
  if (isCarried) return 'localhost here';
  const wanted = port ?? ports[0]?.target ?? '…';
  return `publish its port (${name}: ports: ["${wanted}:${wanted}"]), then localhost:${wanted} here`;
}
