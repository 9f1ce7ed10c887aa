import { findForeign } from '../../../../../src/config/migrate/migrate.ts';
import type { ForeignTool } from '../../../../../src/config/migrate/foreign-tools.ts';
import type { Migration } from '../../../../../src/config/migrate/migration.ts';
import { renderMigration } from '../../../../../src/config/migrate/render-migration.ts';
import { load } from '../../read/load-text.ts';
import { projectView } from '../project-view.ts';

type Files = Readonly<Record<string, string>>;

/** What `gorl init --from` makes of these files; the message where it makes nothing. */
export async function migrate(tool: ForeignTool, files: Files): Promise<Migration | string> {
  const [found] = findForeign(tool, (name) => files[name]);
  const result = await found?.migrate(projectView(files));
  if (result === undefined) return 'nothing found';
  return result.type === 'migrated' ? result.migration : result.message;
}

/** Throws where the new file has a problem of its own. */
export async function migrated(tool: ForeignTool, files: Files): Promise<Migration & { readonly text: string }> {
  const migration = await migrate(tool, files);
  if (typeof migration === 'string') throw new Error(migration);
  const text = renderMigration(migration);
  const { diagnostics } = load(text);
  if (diagnostics.length > 0) throw new Error(`${JSON.stringify(diagnostics)}\n${text}`);
  return { ...migration, text };
}

/** The tables of the services, as text without comments, by name. */
export async function tablesOf(tool: ForeignTool, files: Files): Promise<Record<string, string>> {
  const { text } = await migrated(tool, files);
  const blocks = text.split(/^(?=\[services\.)/m).slice(1);
  const tables: Record<string, string> = {};
  for (const block of blocks) {
    const [head = '', ...lines] = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const [, name = '', below] = /^\[services\.("[^"]+"|[\w-]+)(\..*)?\]$/.exec(head) ?? [];
    if (below === undefined) tables[name] = lines.join('\n');
    else tables[name] += `\n[${below.slice(1)}]\n${lines.join('\n')}`;
  }
  return tables;
}
