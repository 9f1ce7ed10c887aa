import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, get, GorlRig, projectRoot, tryKill } from '../support/gorl-rig.ts';
import { waitFor } from '../support/wait-for.ts';

/** The trees of processes that an app can be, by the names of fixtures/process-shapes. */
const shapes = [
  'plain',
  'shell',
  'ignores',
  'grandchildren',
  'orphan',
  'setsid',
  'daemon',
  'child-holds-port',
  'shell-child-ignores',
  'daemon-clean-env',
  'slow',
  'stopped',
  'forks',
] as const;

const endings = ['restart', 'Ctrl-C', 'SIGTERM', 'SIGHUP', 'SIGKILL of gorl', 'crash of gorl'] as const;

/** It bears no mark and has no living parent: nobody can know whose it is. */
const beyondReach = 'daemon-clean-env';

let folder: string;
let binary: string;
let crashHook: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gorl-shapes-'));
  binary = join(folder, 'process-shapes');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: join(projectRoot, 'fixtures/process-shapes') });
  // A bug in gorl, on demand: an exception that nobody catches.
  crashHook = join(folder, 'crash.cjs');
  writeFileSync(crashHook, `process.on('SIGUSR2', () => { throw new Error('provoked by the test'); });\n`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cells = endings.flatMap((ending) => shapes.map((shape) => ({ ending, shape })));

describe('nothing outlives it', () => {
  test.each(cells)('$shape × $ending', async ({ ending, shape }) => {
    const port = await freePort();
    await using rig = new GorlRig({
      files: {
        '.air.toml': `[build]\ncmd = "true"\nentrypoint = ["${binary}"]\nargs_bin = ["${shape}", "${port}"]\nkill_delay = 300\n`,
        'main.go': 'package main\n',
      },
      nodeArgs: ['--require', crashHook],
    });
    rig.start();
    await rig.waitForEvent('process-ready', (event) => event.ports.includes(port) || shape === beyondReach);
    await rig.until('an answer', 20_000, async () => (await get(port))?.startsWith('v1') === true);
    if (shape === 'stopped') await get(port, '/stop');
    const before = rig.survivors().filter(({ pid }) => pid !== rig.pid);
    if (ending === 'restart') await expectRestart(rig, port, shape);
    else await expectEnd(rig, ending);
    if (shape === beyondReach) return endStray(rig, port);
    await rig.until('a free port', 20_000, async () => (await get(port)) === undefined || ending === 'restart');
    if (ending !== 'restart') await rig.until('nobody left', 20_000, () => rig.survivors().length === 0);
    else
      expect(
        rig
          .survivors()
          .filter(({ pid }) => before.some((old) => old.pid === pid && old.command.includes('process-shapes'))),
      ).toEqual([]);
  });
});

async function expectRestart(rig: GorlRig, port: number, shape: string): Promise<void> {
  rig.write('main.go', 'package main // changed\n');
  if (shape === beyondReach) return void (await rig.waitForEvent('process-started'));
  await rig.waitForEvent('process-started');
  await rig.waitForEvent('process-ready', (event) => event.ports.includes(port));
  expect(await get(port)).toContain('v1');
  expect(rig.stderr).not.toContain('address already in use');
}

async function expectEnd(rig: GorlRig, ending: (typeof endings)[number]): Promise<void> {
  const sent = {
    'Ctrl-C': 'SIGINT',
    SIGTERM: 'SIGTERM',
    SIGHUP: 'SIGHUP',
    'SIGKILL of gorl': 'SIGKILL',
    'crash of gorl': 'SIGUSR2',
    restart: 'SIGTERM',
  } as const;
  rig.signal(sent[ending]);
  const code = { 'Ctrl-C': 130, SIGTERM: 143, SIGHUP: 129, 'SIGKILL of gorl': 137, 'crash of gorl': 70, restart: 143 }[
    ending
  ];
  expect(await rig.waitForExit()).toBe(code);
}

/** The named exception: found by its port, and ended by the test itself; sometimes it was caught after all. */
async function endStray(rig: GorlRig, port: number): Promise<void> {
  rig.allowLeaks();
  const answer = await get(port);
  if (answer === undefined) return;
  const pid = Number(answer.split(' ')[2]);
  expect(pid).toBeGreaterThan(1);
  tryKill(pid);
  await waitFor(async () => (await get(port)) === undefined);
}
