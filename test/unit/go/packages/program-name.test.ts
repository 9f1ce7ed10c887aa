import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programName } from '../../../../src/go/packages/program-name.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'gorl-name-'));
  writeFileSync(join(dir, 'go.mod'), 'module example.com/shop/v2\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

test.each([
  [['.'], 'shop'],
  [['./'], 'shop'],
  [['./cmd/api'], 'api'],
  [['./cmd/api/v3'], 'api'],
  [['example.com/shop/v2/cmd/web'], 'web'],
  [['server.go', 'b.go'], 'server'],
])('%j is %s', (packages, name) => {
  expect(programName(packages, dir, {})).toBe(name);
});

test('without a module, the directory', () => {
  expect(programName(['./tool'], join(dir, 'x'), { GO111MODULE: 'off' })).toBe('tool');
  expect(programName(['.'], '/srv/site', { GO111MODULE: 'off' })).toBe('site');
});
