import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort, get, GorlRig } from '../support/gorl-rig.ts';
import { goFiles } from '../support/many-services.ts';
import { runGorl } from '../support/run-gorl.ts';

test('gorl init --from procfile: what it wrote is right, and runs', async () => {
  const port = await freePort();
  await using rig = new GorlRig({
    files: {
      ...goFiles,
      'Procfile.dev': 'api: go run ./cmd/api --port $PORT\nworker: WORD="a b" air -c .worker.toml\n',
      '.worker.toml': '[build]\ncmd = "go build -o ./tmp/main ./cmd/alone"\n',
      '.env': `PORT=${port}\n`,
    },
  });
  const { code, stdout, stderr } = await runGorl(rig, ['init', '--from', 'procfile']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    '.air.toml written from Procfile.dev (procfile): 2 services',
    'api builds ./cmd/api',
    'worker builds ./cmd/alone',
  ]);
  expect(rig.read('.air.toml')).toContain(`args = ["--port", "$PORT"]\nenv = { PORT = "${port}" }`);
  expect(await runGorl(rig, ['config'])).toMatchObject({ code: 0, stderr: '' });
  expect((await runGorl(rig, ['doctor'])).stdout).toMatch(/^ok +services +api, worker$/m);

  rig.start();
  await rig.waitForEvent('process-started', ({ service }) => service === 'worker');
  await rig.until('the answer', 60_000, async () => (await get(port)) === 'api one\n');
  rig.write('shared/shared.go', 'package shared\n\nvar Word = "two"\n');
  await rig.until('the new answer', 60_000, async () => (await get(port)) === 'api two\n');
  expect(rig.events.filter(({ type }) => type === 'problems')).toEqual([]);
});

test('beside the config of one program that air runs, gorl.toml is written; beside one of several, nothing', async () => {
  await using rig = new GorlRig({
    files: {
      ...goFiles,
      Procfile: 'api: air\ncss: npx tailwindcss --watch\n',
      '.air.toml': '[build]\ncmd = "go build -o ./tmp/main ./cmd/api"\n',
    },
  });
  const { code, stdout } = await runGorl(rig, ['init', '--from', 'procfile']);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'gorl.toml written from Procfile (procfile): 2 services\n.air.toml is left to air: from now on, gorl reads gorl.toml\n',
  );
  expect(rig.read('gorl.toml')).toContain('package = "./cmd/api"');
  const again = await runGorl(rig, ['init', '--from', 'procfile']);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('gorl.toml already exists')]);

  await using other = new GorlRig({ files: { ...goFiles, Procfile: 'api: go run ./cmd/api\n' } });
  expect((await runGorl(other, ['init', '--from'])).code).toBe(0);
  const second = await runGorl(other, ['init', '--from', 'procfile']);
  expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('.air.toml already exists')]);
  expect(existsSync(other.path('gorl.toml'))).toBe(false);
});
