import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { consumerId, serviceConsumer } from '../../../../src/watch/scope/consumer.ts';
import { joinFilters } from '../../../../src/watch/scope/joined-filter.ts';
import type { WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { temporaryProject } from './temporary-project.ts';

const { root, compile } = temporaryProject();
mkdirSync(join(root, 'web/src'), { recursive: true });
mkdirSync(join(root, 'api'), { recursive: true });

const filterOf = (service: string, rules: Partial<WatchScope> = {}, at = root) =>
  compile({ consumer: serviceConsumer(service), ...rules }, at).filter;

const ownersOf = (filter: ReturnType<typeof joinFilters>, rel: string): readonly string[] =>
  filter.owners(join(root, rel)).map(consumerId);

test('one alone is itself', () => {
  const filter = filterOf('api');
  expect(joinFilters([filter])).toBe(filter);
});

test('a file is for each whose rules lead there', () => {
  const joined = joinFilters([
    filterOf('api', { excludeDir: ['web'], excludeDirIsDefault: false }),
    filterOf('web', { includeExt: ['css', 'html'] }, join(root, 'web')),
  ]);
  expect(ownersOf(joined, 'main.go')).toEqual(['service api']);
  expect(ownersOf(joined, 'page.html')).toEqual(['service api']);
  expect(ownersOf(joined, 'web/page.html')).toEqual(['service web']);
  expect(ownersOf(joined, 'web/src/site.css')).toEqual(['service web']);
  expect(ownersOf(joined, 'site.css')).toEqual([]);
  expect(joined.file(join(root, 'web/src/site.css')).watch).toBe(true);
  expect(joined.file(join(root, 'web/main.go')).watch).toBe(false);
});

test('a directory is watched if any wants it, and the others are not led there by it', () => {
  const joined = joinFilters([
    filterOf('api', { includeDir: ['api'], excludeDirIsDefault: false }),
    filterOf('web', { includeExt: ['go', 'css'], includeDir: ['web'], excludeDirIsDefault: false }),
  ]);
  expect(joined.directory(join(root, 'web')).watch).toBe(true);
  expect(joined.directory(join(root, 'api')).watch).toBe(true);
  expect(joined.directory(join(root, 'docs')).watch).toBe(false);
  expect(ownersOf(joined, 'web/a.go')).toEqual(['service web']);
  expect(ownersOf(joined, 'api/a.go')).toEqual(['service api']);
});

test('the config and the rules are there once, and every service', () => {
  const rule = { name: 'css', includeDir: [], includeExt: ['scss'], includeFile: [], excludeRegex: [], delayMs: 50 };
  const shared = { buildRules: [rule], configFiles: [join(root, '.air.toml')] };
  const joined = joinFilters([filterOf('api', shared), filterOf('web', shared)]);
  expect(joined.consumers.map(consumerId)).toEqual(['config', 'rule 0', 'service api', 'service web']);
  expect(ownersOf(joined, '.air.toml')).toEqual(['config']);
  expect(ownersOf(joined, 'a.scss')).toEqual(['rule 0']);
  expect(ownersOf(joined, 'a.go')).toEqual(['service api', 'service web']);
});

test('a walk begins at the outermost, unless it does not come to what lies below', () => {
  const below = filterOf('web', {}, join(root, 'web'));
  expect(joinFilters([filterOf('api'), below]).starts).toEqual([root]);
  const closed = filterOf('api', { excludeDir: ['web'], excludeDirIsDefault: false });
  expect(joinFilters([closed, below]).starts).toEqual([root]);
  const deeper = filterOf('web', {}, join(root, 'web/src'));
  expect(joinFilters([closed, deeper]).starts).toEqual([root, join(root, 'web/src')]);
});

test('a file that is named is for who names it, wherever it is', () => {
  const env = join(root, 'web/deep/api.env');
  const joined = joinFilters([filterOf('api', { extraFiles: [env], excludeDir: ['web'] }), filterOf('web')]);
  expect(joined.named).toContain(env);
  expect(joined.owners(env).map(consumerId)).toEqual(['service api']);
});
