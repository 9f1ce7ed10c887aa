import { join } from 'node:path';
import { readText } from '../base/read-regular-file.ts';
import { isDirectory } from '../base/what-is-there.ts';
import { foreignTools, type ForeignTool } from '../config/migrate/foreign-tools.ts';
import { findForeign, foreignFiles, type ForeignConfig } from '../config/migrate/migrate.ts';
import { renderMigration } from '../config/migrate/render-migration.ts';
import { problem, type Diagnostic } from '../protocol/diagnostic.ts';
import { exitCode } from '../protocol/exit-code.ts';
import { writeNewConfig } from './write.ts';

export type InitFromOutcome =
  | { readonly type: 'written'; readonly said: readonly string[] }
  | { readonly type: 'refused'; readonly code: number; readonly diagnostic: Diagnostic };

/** What other tools left in the directory. */
export function foreignHere(cwd: string): readonly ForeignConfig[] {
  return findForeign('auto', filesIn(cwd));
}

/**
 * Writes `file` from another tool's settings; the caller has made sure that there is none yet.
 *
 * @param wanted a tool, or `auto` for the first that is found
 * @returns what to say: what was written, and what could not be carried over, a line each
 */
export function initFrom(cwd: string, file: string, wanted: ForeignTool | 'auto'): InitFromOutcome {
  const found = findForeign(wanted, filesIn(cwd));
  const [first, ...others] = found;
  if (first === undefined) return refused(nothingFound(wanted));
  const windows = process.platform === 'win32';
  const result = first.migrate({ windows, isDirectory: (path) => isDirectory(join(cwd, path)) });
  if (result.type === 'failed') return refused(problem(result.message, { hint: result.hint }));
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
  const { migration } = result;
  return {
    type: 'written',
    said: [
      `${file} written from ${migration.source} (${migration.tool}): ${migration.carried.length} keys`,
      ...migration.lost.map((line) => `not carried over: ${line}`),
      ...others.map(({ file: theirs, tool }) => `${theirs} (${tool}) was not used: gorl init --from ${tool} reads it`),
    ],
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
