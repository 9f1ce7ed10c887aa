import { posix } from 'node:path';
import { Draft, type MigrationContext, type MigrationResult, type ServiceEntry, type Variable } from '../migration.ts';
import { isServiceName } from '../../read/service-tables.ts';
import { isTable, readServices, type ComposeService } from './compose-file.ts';
import { readComposeProgram, type ComposeProgram } from './compose-service.ts';
import { tellEnvFiles, tellOthers, tellPorts } from './compose-notes.ts';
import { readVariables } from './compose-variables.ts';
import { readYaml } from './yaml-document.ts';

type Carried = Extract<ComposeProgram, { readonly type: 'carried' }>;

/** Reads a compose file: the services that are built from Go sources here (https://docs.docker.com/reference/compose-file). */
export function migrateCompose(text: string, source: string, context: MigrationContext): MigrationResult {
  const reading = readYaml(text, source);
  if (reading.type === 'failed') return { type: 'failed', message: reading.message, location: reading.location };
  const services = readServices(reading.value, (file) => {
    const other = context.read(file);
    const read = other === undefined ? undefined : readYaml(other, file);
    return read?.type === 'ok' ? read.value : undefined;
  });
  if (services === undefined)
    return {
      type: 'failed',
      message: `${source} has no table of services`,
      hint: 'it has services: with one entry for each',
    };
  const draft = new Draft();
  const programs = new Map(services.map((service) => [service.name, readComposeProgram(service, context)]));
  const carried = new Map<string, Carried>();
  const left: string[] = [];
  for (const { name } of services) {
    const from = `${source}:${reading.lineOf(['services', name])}`;
    const program = programs.get(name);
    if (program?.type === 'carried' && isServiceName(name)) carried.set(name, program);
    else {
      left.push(name);
      if (program?.type === 'carried') draft.lose(`${from}: ${name} cannot be the name of a service`);
      else if (program?.why !== undefined) draft.lose(`${from}: ${name}: ${program.why}`);
    }
  }
  if (carried.size === 0)
    return {
      type: 'failed',
      message: `${source} has no service that is built from Go sources here`,
      ...(draft.lost[0] === undefined ? {} : { hint: draft.lost[0] }),
    };
  const names = new Set(carried.keys());
  const dotEnv = new Set(
    [...(context.read('.env') ?? '').matchAll(/^\s*(?:export\s+)?(\w+)\s*=/gm)].map(([, name = '']) => name),
  );
  for (const service of services) {
    const program = carried.get(service.name);
    const from = `${source}:${reading.lineOf(['services', service.name])}`;
    if (program !== undefined) carry(draft, { service, program, from, all: services, names, dotEnv });
  }
  tellOthers(draft, services, left, names);
  tellEnvFiles(draft, services, names, context);
  tellPorts(draft, services, context);
  if (isTable(reading.value) && reading.value['include'] !== undefined)
    draft.lose(`${source}: what it includes was not read`);
  const overrides = source.replace(/(\.ya?ml)$/, '.override$1');
  if (context.read(overrides) !== undefined) draft.lose(`${overrides} was not read`);
  return draft.finish('compose', source);
}

interface CarryOptions {
  readonly service: ComposeService;
  readonly program: Carried;
  readonly from: string;
  readonly all: readonly ComposeService[];
  readonly names: ReadonlySet<string>;
  readonly dotEnv: ReadonlySet<string>;
}

function carry(draft: Draft, options: CarryOptions): void {
  const { service, program, from, all, names, dotEnv } = options;
  const { env, needsDotEnv, lost } = readVariables({ service, all, carried: names, dotEnv, placeOf: program.placeOf });
  const own = program.entries.filter(({ key }) => key !== 'env' && key !== 'env_files');
  // The command's own come last in a shell.
  const set = program.entries.find(({ key }) => key === 'env')?.value as readonly Variable[] | undefined;
  const variables = [...env.filter(({ name }) => set?.some((each) => each.name === name) !== true), ...(set ?? [])];
  const dir = own.find(({ key }) => key === 'dir')?.value;
  const up = typeof dir === 'string' ? posix.relative(dir, '.') : '';
  const given = program.entries.find(({ key }) => key === 'env_files')?.value as readonly string[] | undefined;
  const others = [...(needsDotEnv ? ['.env'] : []), ...service.envFiles].map((file) => posix.join(up, file));
  const files = [...others, ...(given ?? [])];
  const dependsOn = service.dependsOn.filter((name) => names.has(name));
  const entries: ServiceEntry[] = [
    ...own,
    ...(dependsOn.length > 0 ? [{ key: 'depends_on', value: dependsOn }] : []),
    ...(service.healthPath === undefined ? [] : [{ key: 'ready.http', value: service.healthPath }]),
    ...(files.length > 0 ? [{ key: 'env_files', value: [...new Set(files)] }] : []),
    ...(variables.length > 0 ? [{ key: 'env', value: variables }] : []),
  ];
  draft.services.push({
    name: service.name,
    from,
    comments: [...program.comments, ...comments(options, variables)],
    entries,
  });
  draft.lose(...[...program.lost, ...lost].map((line) => `${from}: ${service.name}: ${line}`));
  if (service.replicas > 1) draft.lose(`${from}: ${service.name}: gorl runs one of it, not ${service.replicas}`);
}

function comments({ service, names }: CarryOptions, env: readonly Variable[]): readonly string[] {
  const { name, ports, profiles, dependsOn } = service;
  const others = dependsOn.filter((each) => !names.has(each));
  const moved = ports.filter(
    ({ published, target }) =>
      published !== undefined && published !== target && !env.some(({ value }) => value === published),
  );
  return [
    ...(others.length === 0 ? [] : [`needs ${others.join(', ')}, which compose runs`]),
    ...moved.map(
      ({ published, target }) => `compose publishes its port ${target} as ${published}; here it is ${target}`,
    ),
    ...(profiles.length === 0
      ? []
      : [`compose runs it only with --profile ${profiles.join(' or ')}; gorl --except ${name} leaves it out`]),
  ];
}
