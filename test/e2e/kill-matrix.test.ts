import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, get, GorlRig, projectRoot, tryKill } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
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

/** These have much in common: of them, each shape gets one, another with another seed. `GORL_WHOLE=1`: all. */
const alike: readonly (typeof endings)[number][] = ['SIGTERM', 'SIGHUP', 'crash of gorl'];
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);
const isDrawn = (ending: (typeof endings)[number], at: number): boolean =>
  process.env['GORL_WHOLE'] !== undefined || !alike.includes(ending) || alike[(at + seed) % alike.length] === ending;

const cells = endings.flatMap((ending) =>
  shapes.filter((_, at) => isDrawn(ending, at)).map((shape) => ({ ending, shape })),
);

describe(`nothing outlives it (GORL_SEED=${seed})`, () => {
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
    if (shape !== beyondReach) await listening(rig, port);
    await rig.until('an answer', 60_000, async () => (await get(port))?.startsWith('v1') === true);
    if (shape === 'stopped') {
      const pid = (await get(port, '/stop'))?.split(' ')[2]?.trim() ?? '';
      await rig.until('a process that is stopped', 60_000, () => stateOf(pid) === 'T');
    }
    const before = rig.survivors().filter(({ pid }) => pid !== rig.pid);
    if (ending === 'restart') await expectRestart(rig, port, shape);
    else await expectEnd(rig, ending);
    if (shape === beyondReach) return endStrays(rig, ending);
    await rig.until('a free port', 60_000, async () => (await get(port)) === undefined || ending === 'restart');
    if (ending !== 'restart') await rig.nobodyLeft();
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
  await rig.waitForEvent('process-started', ({ run }) => run === 2);
  if (shape === beyondReach) return;
  await listening(rig, port);
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

/** The named exception: found by its program, and ended by the test itself; sometimes it was caught after all. */
async function endStrays(rig: GorlRig, ending: (typeof endings)[number]): Promise<void> {
  rig.allowLeaks();
  // A gorl that lives would start another one.
  if (ending === 'restart') await expectEnd(rig, ending);
  await waitFor(() => {
    const strays = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).startsWith(binary));
    for (const pid of strays) tryKill(Number(pid));
    return strays.length === 0;
  });
}

function commandOf(pid: string): string {
  return readOfProcess(pid, 'cmdline');
}

function stateOf(pid: string): string {
  const stat = readOfProcess(pid, 'stat');
  return stat[stat.lastIndexOf(')') + 2] ?? '';
}

function readOfProcess(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
