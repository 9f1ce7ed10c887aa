import { join } from 'node:path';
import { isWithin } from '../base/paths.ts';
import { readText } from '../base/read-regular-file.ts';
import { count } from '../base/plural.ts';
import { isDirectory, namesIn } from '../base/what-is-there.ts';
import { foreignTools, type ForeignTool } from '../config/migrate/foreign-tools.ts';
import { findForeign, foreignFiles, type ForeignConfig } from '../config/migrate/migrate.ts';
import type { CarriedService, MigrationContext } from '../config/migrate/migration.ts';
import { renderMigration } from '../config/migrate/render-migration.ts';
import { isOwnName } from '../config/read/discover.ts';
import { loadConfig } from '../config/read/load.ts';
import { holdsMainPackage } from '../go/packages/package-clause.ts';
import { problem, type Diagnostic } from '../protocol/diagnostic.ts';
import { exitCode } from '../protocol/exit-code.ts';
import { alreadyThere, writeNewConfig } from './write.ts';

export type InitFromOutcome =
  | { readonly type: 'written'; readonly said: readonly string[] }
  | { readonly type: 'refused'; readonly code: number; readonly diagnostic: Diagnostic };

/** What other tools left in the directory. */
export function foreignHere(cwd: string): readonly ForeignConfig[] {
  return findForeign('auto', filesIn(cwd));
}

/** What says which programs run together. */
const forServices: readonly ForeignTool[] = ['procfile', 'compose'];

/**
 * Writes a config from another tool's settings.
 *
 * @param wanted a tool, or `auto` for the first that is found
 * @param there the name of the config that there is, which stays as it is
 * @returns what to say: what was written, and what could not be carried over, a line each
 */
export async function initFrom(
  cwd: string,
  wanted: ForeignTool | 'auto',
  there: string | undefined,
): Promise<InitFromOutcome> {
  const found = findForeign(wanted, filesIn(cwd));
  const [first, ...others] = found;
  if (there !== undefined && !staysWithAir(cwd, there, first)) return refused(alreadyThere(there));
  if (first === undefined) return refused(nothingFound(wanted));
  const file = there === undefined ? '.air.toml' : 'gorl.toml';
  const result = await first.migrate(viewOf(cwd));
  if (result.type === 'failed')
    return refused(problem(result.message, { hint: result.hint, location: result.location, source: 'config' }));
  const text = renderMigration(result.migration);
  const outcome = writeNewConfig(cwd, file, text);
  if (outcome.type === 'invalid')
    return refused(problem(`${first.file} would produce an invalid config: ${outcome.reason}`));
  if (outcome.type === 'failed')
    return {
      type: 'refused',
      code: exitCode.environment,
      diagnostic: problem(`cannot write ${file}: ${outcome.code}`),
    };
  const { source, tool, carried, services, notes, lost } = result.migration;
  const what = services.length === 0 ? count(carried.length, 'key') : count(services.length, 'service');
  return {
    type: 'written',
    said: [
      `${file} written from ${source} (${tool}): ${what}`,
      ...(there === undefined ? [] : [`${there} is left to air: from now on, gorl reads ${file}`]),
      ...services.map(serviceLine),
      ...notes,
      ...lost.map((line) => `not carried over: ${line}`),
      ...others.map(
        ({ file: theirs, tool: other }) => `${theirs} (${other}) was not used: gorl init --from ${other} reads it`,
      ),
    ],
  };
}

/** Who runs one program with air and several with a Procfile has both. One that names services was made for gorl. */
function staysWithAir(cwd: string, there: string, first: ForeignConfig | undefined): boolean {
  if (isOwnName(there) || first === undefined || !forServices.includes(first.tool)) return false;
  const text = readText(join(cwd, there)) ?? '';
  const file = { path: join(cwd, there), shown: there, text };
  return loadConfig({ file, platform: process.platform, env: {}, flags: [] }).services.length === 0;
}

/** `api builds ./cmd/api`, `css runs npx tailwindcss -w`. */
function serviceLine({ name, entries }: CarriedService): string {
  const text = (wanted: string): string | undefined => {
    const value = entries.find(({ key }) => key === wanted)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const dir = text('dir');
  const where = dir === undefined ? '' : ` in ${dir}`;
  const run = text('run');
  return run === undefined
    ? `${name} builds ${text('package') ?? `with ${text('cmd')}`}${where}`
    : `${name} runs ${run}${where}`;
}

/** What is in the project, and nothing outside of it. */
function viewOf(cwd: string): MigrationContext {
  const read = filesIn(cwd);
  const within = <T>(look: (path: string) => T, otherwise: T): ((path: string) => T) => {
    return (path) => (isWithin(join(cwd, path), cwd) ? look(path) : otherwise);
  };
  return {
    windows: process.platform === 'win32',
    isDirectory: within((path) => isDirectory(join(cwd, path)), false),
    read: within(read, undefined),
    namesIn: within((path) => namesIn(join(cwd, path)), []),
    isMain: within((path) => holdsMainPackage(join(cwd, path)), false),
  };
}

function nothingFound(wanted: ForeignTool | 'auto'): Diagnostic {
  const tools = wanted === 'auto' ? foreignTools : [wanted];
  const files = [...new Set(tools.flatMap((tool) => foreignFiles[tool]))].filter(
    (name) => !/^(?:GNU)?makefile$/.test(name),
  );
  const gin = tools.includes('gin') ? ' (a line that starts gin)' : '';
  return problem(`there is nothing to carry over: looked for ${files.join(', ')}${gin}`, {
    hint: 'run gorl init without --from',
  });
}

function refused(diagnostic: Diagnostic): InitFromOutcome {
  return { type: 'refused', code: exitCode.usage, diagnostic };
}

function filesIn(directory: string): (name: string) => string | undefined {
  return (name) => readText(join(directory, name))?.replaceAll('\r\n', '\n');
}
