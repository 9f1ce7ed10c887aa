import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { torture } from './torture.ts';

/** The short form of `npm run torture -- oracle`: a dozen kinds of edits in a small workspace, held against plain builds. */
const kinds = [
  'body, leaf that all import',
  'body, imported by none',
  'same bytes by rename',
  'comment at the end',
  'import of a new package',
  'embedded by a glob, new',
  'constraint goes',
  'assembly, new',
  'header of assembly',
  'module outside the root, new file',
  'vendored package, new file',
  'test file, new, outside',
];
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);

test(`gorl builds exactly when the binary can change (GORL_SEED=${seed})`, async () => {
  const cache = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
  const size = ['--packages', '12', '--commands', '1', '--without-cgo'];
  const words = [...size, ...kinds.flatMap((kind) => ['--kinds', kind]), '--seed', String(seed), '--cache', cache];
  const { code, output } = await torture(['oracle', ...words]);
  expect(output).toContain('missed 0, needless 0 ');
  expect(code).toBe(0);
});
