import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BenchModule } from '../bench/module/bench-module.mjs';
import { edits } from '../bench/module/edits.mjs';
import { runRounds } from '../bench/run/rounds.mjs';
import { HandBuilds } from '../bench/tools/hand-builds.mjs';
import { ReadySocket } from '../bench/tools/ready-socket.mjs';
import { freePort } from '../support/free-port.ts';

describe('the bench, by hand, on its smallest module', () => {
  const base = mkdtempSync(join(tmpdir(), 'gorl-bench-test-'));
  const ready = new ReadySocket(join(base, 's.sock'));
  let subject: { key: string; every: number; module: BenchModule; tool: HandBuilds };

  beforeAll(async () => {
    await ready.open();
    const module = new BenchModule('s', join(base, 's'));
    const env = {
      ...process.env,
      ...{ GOFLAGS: '', GOWORK: 'off', PORT: String(await freePort()) },
      ...{ BENCH_SOCKET: ready.file, BENCH_COLUMN: 'floor' },
    };
    subject = { key: 'floor', every: 1, module, tool: new HandBuilds({ cwd: module.dir, env }) };
    const first = ready.next(({ column }: { column: string }) => column === 'floor');
    await Promise.all([subject.tool.start(), first.promise]);
  });

  afterAll(async () => {
    await subject.tool.stop();
    ready.close();
    rmSync(base, { recursive: true, force: true });
  });

  test.each(Object.entries(edits))('%s shows', async (_name, edit) => {
    const found = await runRounds([subject], edit, { ready, rounds: 1, warmUps: 0, limitMs: 60_000 });
    expect(found).toHaveLength(edit.steps.length);
    for (const { series, missed } of found) {
      expect(missed).toEqual({});
      expect(series['floor']).toEqual([expect.any(Number)]);
      expect(series['floor']?.[0]).toBeGreaterThan(10);
    }
  });
});
