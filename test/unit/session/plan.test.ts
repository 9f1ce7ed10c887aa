import { expect, test } from 'vitest';
import type { Action } from '../../../src/engine/batch.ts';
import { planAction } from '../../../src/session/plan.ts';

const files = (...paths: readonly string[]) =>
  paths.map((path) => ({ path: `/p/${path}`, rel: path, kind: 'modified' as const }));
const packageOf = {
  ...{ importPath: 'example.com/p', name: 'main', dir: '/p', isListOfFiles: false },
  ...{ files: [], leftOut: ['a_windows.go'], embedPatterns: [], embedFiles: [], imports: [] },
};
const options = { envFiles: ['/p/.env'], testsCount: false, buildReadsAll: false };

test.each<[paths: readonly string[], action: Action | undefined, reason: string]>([
  [['main.go'], 'rebuild', 'Go sources changed'],
  [['asm_amd64.s', 'x.c', 'x.h', 'x.hpp', 'lib.syso'], 'rebuild', 'Go sources changed'],
  [['go.mod'], 'rebuild', 'Go sources changed'],
  [['go.work', 'go.sum'], 'rebuild', 'Go sources changed'],
  [['vendor/modules.txt'], 'rebuild', 'Go sources changed'],
  [['modules.txt'], 'rebuild-and-restart', 'files read at run time changed'],
  [['.env'], 'restart', 'env files changed'],
  [['index.html'], 'rebuild-and-restart', 'files read at run time changed'],
  [['main.go', 'index.html'], 'rebuild-and-restart', 'Go sources changed, files read at run time changed'],
  [['main.go', '.env'], 'rebuild-and-restart', 'Go sources changed, env files changed'],
  [['main.go', 'a_test.go'], 'rebuild', 'Go sources changed'],
  [['a_test.go'], undefined, 'only tests changed'],
  [[], undefined, 'nothing changed'],
])('%o → %s', (paths, action, reason) => {
  expect(planAction(files(...paths), options)).toMatchObject({ action, reason });
});

test('what is no known input of the build waits for the one that runs', () => {
  const waits = (...paths: readonly string[]) => planAction(files(...paths), options).mayWait;
  expect(waits('index.html', 'app.log')).toBe(true);
  expect(waits('index.html', '.env')).toBe(true);
  expect(waits('index.html', 'main.go')).toBeUndefined();
  expect(waits('.env')).toBeUndefined();
});

test('a source that is left out goes: no build, unless it may have come to be part of the program since', () => {
  const gone = [{ path: '/p/a_windows.go', rel: 'a_windows.go', kind: 'deleted' as const }];
  const program = (isWhole: boolean) => ({
    roleOf: () => ({ type: 'left-out' as const, of: packageOf }),
    isWhole,
    mayChange: () => true,
    isOthers: () => false,
  });
  const plan = (isWhole: boolean) => planAction(gone, { ...options, program: program(isWhole) });
  expect(plan(true)).toMatchObject({ action: undefined, reason: 'left out by build constraints' });
  expect(plan(false).action).toBe('rebuild');
});

test('_test.go files count when the user lets them in', () => {
  expect(planAction(files('a_test.go'), { ...options, testsCount: true }).action).toBe('rebuild');
});

const generating = {
  ...options,
  buildReadsAll: false,
  readersOf: (path: string) =>
    ['/p/a.templ', '/p/page.html'].includes(path) ? ['templ'] : path === '/p/x.sql' ? ['sqlc'] : [],
  isPage: (path: string) => path.endsWith('.html'),
};

test.each<[paths: readonly string[], action: Action | undefined, reason: string]>([
  [['a.templ'], 'rebuild', 'inputs of templ changed'],
  [['a.templ', 'x.sql'], 'rebuild', 'inputs of templ, sqlc changed'],
  [['a.templ', 'main.go'], 'rebuild', 'inputs of templ changed, Go sources changed'],
  // The app may read it as well.
  [['page.html'], 'rebuild-and-restart', 'inputs of templ changed, files read at run time changed'],
  [['other.html'], 'rebuild-and-restart', 'files read at run time changed'],
])('with generators, %o → %s', (paths, action, reason) => {
  expect(planAction(files(...paths), generating)).toEqual({
    action,
    reason,
    ...(paths.includes('other.html') ? { mayWait: true } : {}),
  });
});
