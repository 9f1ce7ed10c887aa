import type { Draft, MigrationContext, Variable } from '../migration.ts';
import type { ComposeService } from './compose-file.ts';
import { hostComments } from './compose-variables.ts';
import { isOutside } from './container-paths.ts';

/** What gorl does not run. */
export function tellOthers(
  draft: Draft,
  services: readonly ComposeService[],
  left: readonly string[],
  names: ReadonlySet<string>,
): void {
  if (left.length === 0) return;
  // It would start the containers of those that gorl runs as well.
  const alone = services.some((each) => left.includes(each.name) && each.dependsOn.some((name) => names.has(name)));
  draft.note(`compose still runs the others: docker compose up -d ${alone ? '--no-deps ' : ''}${left.join(' ')}`);
}

/** Names in env files that lead nowhere outside of compose. */
export function tellEnvFiles(
  draft: Draft,
  all: readonly ComposeService[],
  carried: ReadonlySet<string>,
  context: MigrationContext,
): void {
  for (const service of all.filter(({ name }) => carried.has(name)))
    for (const file of service.envFiles)
      for (const { name, value, line } of readEnvFile(file, context))
        for (const each of hostComments(value, name, { service, all, carried }))
          draft.note(`${file}:${line}: ${name}: ${each}`);
}

/** In containers of their own, two may listen on the same port. */
export function tellPorts(draft: Draft, services: readonly ComposeService[], context: MigrationContext): void {
  const byPort = new Map<string, Set<string>>();
  for (const { name, entries } of draft.services) {
    const service = services.find((each) => each.name === name);
    const variables = entries.find(({ key }) => key === 'env')?.value as readonly Variable[] | undefined;
    const fromFiles = (service?.envFiles ?? []).flatMap((file) => readEnvFile(file, context));
    const own = [...(variables ?? []), ...fromFiles.toReversed()].find((each) => each.name === 'PORT')?.value;
    const ports = own === undefined ? (service?.ports ?? []).map(({ target }) => target) : [own];
    for (const port of ports) byPort.set(port, (byPort.get(port) ?? new Set()).add(name));
  }
  for (const [port, all] of byPort)
    if (all.size > 1)
      draft.note(
        `${[...all].join(', ')} all listen on ${port}, each in its container: give them different ports here.`,
      );
}

interface EnvLine extends Variable {
  readonly line: number;
}

/** The lines of a file that is in the project. */
function readEnvFile(file: string, context: MigrationContext): readonly EnvLine[] {
  const text = isOutside(file) ? undefined : context.read(file);
  return (text ?? '').split('\n').flatMap((content, at): readonly EnvLine[] => {
    const [, name, value = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(content) ?? [];
    return name === undefined ? [] : [{ name, value: value.replace(/^(["'])(.*)\1$/, '$2'), line: at + 1 }];
  });
}
