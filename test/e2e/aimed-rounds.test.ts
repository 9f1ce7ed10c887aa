import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gorlBin, projectRoot } from '../support/gorl-rig.ts';

/** The short form of `npm run torture -- rounds`: each kind of save that is aimed at a build, a few times. */
const kinds = ['stash', 'undo', 'there_and_back', 'same_bytes', 'generator', 'pieces'];
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);

function torture(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'scripts/torture.mjs'), ...args], {
    cwd: projectRoot,
    env: { ...process.env, GORL_BIN: gorlBin() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

test.each([
  ...kinds.map((kind) => ({ kind, build: 'owned' })),
  { kind: 'undo', build: 'custom' },
  { kind: 'same_bytes', build: 'custom' },
])(`$kind, $build build: nothing stale, and the cache stays true (GORL_SEED=${seed})`, async ({ kind, build }) => {
  const cache = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
  const words = ['--kind', kind, '--build', build, '--rounds', '2', '--seed', String(seed), '--cache', cache];
  const { code, output } = await torture(['rounds', ...words]);
  expect(output).toContain('2 rounds, 0 wrong');
  expect(code).toBe(0);
});
