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

test('gorl init --from compose: what it wrote is right, and runs in order', async () => {
  const port = await freePort();
  await using rig = new GorlRig({
    files: {
      ...goFiles,
      'cmd/migrate/main.go': 'package main\n\nfunc main() { println("migrated") }\n',
      Dockerfile:
        'FROM golang\nARG CMD=api\nWORKDIR /src\nCOPY . .\nRUN go build -ldflags="-s -w" -o /app ./cmd/$CMD\nENTRYPOINT ["/app"]\n',
      'compose.yaml': `services:
  api:
    build: .
    environment: { PORT: 8080, DB: "postgres://db:5432/x" }
    ports: ["127.0.0.1:${port}:8080"]
    depends_on: { db: { condition: service_healthy }, migrate: { condition: service_completed_successfully } }
  migrate:
    build: { context: ., args: { CMD: migrate } }
  db: { image: postgres, ports: ["5432:5432"] }
`,
    },
  });
  const { code, stdout, stderr } = await runGorl(rig, ['init', '--from', 'compose']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    '.air.toml written from compose.yaml (compose): 2 services\napi builds ./cmd/api\nmigrate builds ./cmd/migrate\ncompose still runs the others: docker compose up -d db\n',
  );
  expect((await runGorl(rig, ['doctor'])).stdout).toMatch(/^ok +services +api, migrate$/m);
  rig.start();
  await rig.until('the answer', 60_000, async () => (await get(port)) === 'api one\n');
  const started = (): unknown[] =>
    rig.events.filter(({ type }) => type === 'process-started').map(({ service }) => service);
  // What it answers may be faster than the file of events.
  await rig.until('the start of both', 10_000, () => started().length >= 2);
  expect(started()).toEqual(['migrate', 'api']);
});

test('a compose file that does not parse is told with its place', async () => {
  await using rig = new GorlRig({
    files: { ...goFiles, 'compose.yaml': 'services:\n  api:\n    build: .\n   x: 1\n' },
  });
  const { code, stderr } = await runGorl(rig, ['init', '--from', 'compose']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^compose\.yaml:4:1: /m)]);
  expect(existsSync(rig.path('.air.toml'))).toBe(false);
});
