import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findForeign } from '../../../../src/config/migrate/migrate.ts';
import { renderMigration } from '../../../../src/config/migrate/render-migration.ts';
import { load } from '../read/load-text.ts';
import { projectView } from './project-view.ts';

const fixtures = new URL('../../../../fixtures/migrate/', import.meta.url).pathname;
const folders = readdirSync(fixtures);

/** In place of a project: the directories that the fixtures' patterns name. */
const directories = new Set(['cmd', 'cmd/server', 'internal', 'internal/mocks', 'assets', 'docs', 'web', '.git']);

describe('each fixture', () => {
  test('there is one for every tool', () => {
    expect(folders.map((name) => name.split('-')[0])).toEqual(
      expect.arrayContaining(['fresh', 'gin', 'nodemon', 'reflex', 'modd']),
    );
  });

  test.each(folders)('%s becomes the expected .air.toml, which has no problem of its own', async (folder) => {
    const read = (name: string): string | undefined => {
      const path = join(fixtures, folder, name);
      return existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
    };
    const [found] = findForeign('auto', read);
    const result = await found?.migrate(projectView({}, { directories }));
    expect(result?.type).toBe('migrated');
    if (result?.type !== 'migrated') return;
    const text = renderMigration(result.migration);
    await expect(text).toMatchFileSnapshot(join(fixtures, folder, 'expected.air.toml'));
    expect(load(text).diagnostics).toEqual([]);
    for (const { key, value } of result.migration.carried) {
      const loaded = load(text).settings[key];
      expect(key === 'build.kill_delay' ? `${Number(loaded) / 1000}s` : loaded, key).toEqual(value);
    }
  });
});
