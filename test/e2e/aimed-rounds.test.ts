import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { torture } from './torture.ts';

/** The short form of `npm run torture -- rounds`: each kind of save that is aimed at a build, a few times. */
const kinds = ['stash', 'undo', 'there_and_back', 'same_bytes', 'generator', 'pieces'];
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);

const all = [
  ...kinds.map((kind) => ({ kind, build: 'owned' })),
  { kind: 'undo', build: 'custom' },
  { kind: 'same_bytes', build: 'custom' },
];
/** Half of them, the other half with another seed: CI's time is short. */
const drawn = all.filter((_, at) => (at + seed) % 2 === 0);

test.each(process.env['GORL_WHOLE'] === undefined ? drawn : all)(
  `$kind, $build build: nothing stale, and the cache stays true (GORL_SEED=${seed})`,
  async ({ kind, build }) => {
    const cache = execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim();
    const words = ['--kind', kind, '--build', build, '--rounds', '2', '--seed', String(seed), '--cache', cache];
    const { code, output } = await torture(['rounds', ...words]);
    expect(output).toContain('2 rounds, 0 wrong');
    expect(code).toBe(0);
  },
);
