import { execFileSync, spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { freePort, get, GorlRig, gorlBin, tryKill } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const controlC = '\u0003';
/** What runs beside gorl: says that it is there, and what it was sent. */
const beside = `sh -c 'trap "echo BESIDE-INT; exit 0" INT; echo BESIDE-UP; while :; do sleep 0.05; done'`;

function has(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function terminal(files: Readonly<Record<string, string>> = {}): Promise<TerminalRig> {
  return new TerminalRig({
    from: 'fixtures/slow-shutdown',
    files,
    env: { PORT: String(await freePort()), SLOW_MS: '1000' },
  });
}

async function running(rig: TerminalRig): Promise<void> {
  await rig.waitForScreen('BESIDE-UP');
  await rig.waitForEvent('process-ready');
}

test('one Ctrl-C ends gorl, what runs beside it, and the make that started both', async ({ skip }) => {
  if (!has('make')) return skip('make is not installed');
  const makefile = `all: a b\na:\n\t$(GORL)\nb:\n\t@${beside}\n`;
  await using rig = await terminal({ Makefile: makefile });
  rig.startShell('make -j2; echo MAKE-ENDED; :');
  await running(rig);
  rig.press(controlC);
  await rig.waitForExit();
  // Once: what comes back to gorl from its own group does not cut its app's clean-up short.
  expect(rig.events.filter(({ type }) => type === 'session-stopping')).toHaveLength(1);
  expect(await rig.waitForEvent('process-exited')).toMatchObject({ forced: false });
  expect(rig.screen).toContain('BESIDE-INT');
});

test('a second Ctrl-C soon after the first one counts', async () => {
  await using rig = await terminal({ '.air.toml': '[build]\nkill_delay = "10m"\n' });
  rig.startShell(`${beside} & exec $GORL`);
  await running(rig);
  rig.press(controlC);
  await rig.waitForEvent('process-stopping');
  rig.press(controlC);
  expect(await rig.waitForExit()).toBe(130);
  expect(rig.events.filter(({ type }) => type === 'session-stopping')).toMatchObject([
    { forced: false },
    { forced: true },
  ]);
});

test('under nohup gorl outlives its terminal', async ({ skip }) => {
  if (!has('nohup') || !has('bash')) return skip('nohup or bash is not installed');
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });
  const child = spawn('bash', ['-c', `nohup "$0" "$@"; :`, process.execPath, gorlBin()], {
    cwd: rig.dir,
    env: rig.env(),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await rig.until('an app that answers', 60_000, async () => (await get(port)) !== undefined);
  const gorl = rig.survivors().find(({ command }) => command.includes(gorlBin()) && !command.includes('bash'));
  for (const signal of ['SIGHUP', 'SIGHUP', 'SIGTERM'] as const) tryKill(gorl?.pid ?? 0, signal);
  await rig.nobodyLeft();
  expect(stderr).toContain('SIGTERM');
  expect(stderr).not.toContain('SIGHUP');
});
