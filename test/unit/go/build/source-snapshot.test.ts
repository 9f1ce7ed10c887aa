import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitFor } from '../../../support/wait-for.ts';
import { DisturbedRig } from './disturbed-rig.ts';

test('one that is disturbed again and again reads a snapshot, and shows the true paths', async () => {
  await using rig = new DisturbedRig();
  await rig.startBuild();
  for (let tries = 1; tries <= 3; tries++) {
    await rig.nthBuild(tries);
    rig.write();
    await rig.becomesQuiet();
  }
  const last = await rig.nthBuild(4);
  const { args } = last.spec.command as { args: readonly string[] };
  expect(args[1]).toBe('-overlay');
  const { Replace: replaced } = JSON.parse(readFileSync(args[2] as string, 'utf8')) as {
    Replace: Record<string, string>;
  };
  expect(Object.keys(replaced)).toEqual(rig.sources.files());
  const copy = replaced[join(rig.dir, 'pkg/a.go')] as string;
  expect(readFileSync(copy, 'utf8')).toBe('package pkg\n');
  rig.write();
  expect(last.cancelled).toBe(false);
  last.end(1, `# example.com/pkg\n${copy}:1:9: oops\n`);
  await waitFor(() => rig.events.length > 0);
  expect(rig.events).toMatchObject([
    { type: 'build-failed', diagnostics: [{ message: 'oops', location: { file: 'pkg/a.go', line: 1 } }] },
  ]);
});

test('a steady build reads one at once', async () => {
  await using rig = new DisturbedRig();
  const first = await rig.startBuild({}, true);
  expect(first.spec.command).toMatchObject({ args: expect.arrayContaining(['-overlay']) as unknown });
  first.end(0);
  await waitFor(() => rig.events.length > 0);
});

test('with an overlay of the user there is no second one, and the build is let through', async () => {
  await using rig = new DisturbedRig();
  const build = { type: 'owned', goFile: '/go', flags: ['-overlay=x.json'], packages: ['.'] } as const;
  const first = await rig.startBuild({ build }, true);
  expect(first.spec.command).not.toMatchObject({ args: expect.arrayContaining(['-overlay']) as unknown });
  rig.write();
  first.end(0);
  await waitFor(() => rig.events.length > 0);
  expect(first.cancelled).toBe(false);
});
