import { describe, expect, test } from 'vitest';
import { freePort, get, GorlRig } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { TerminalRig } from '../support/terminal-rig.ts';
import { waitFor } from '../support/wait-for.ts';

/** 40 for the record; fewer in CI, where the same five moments are still hit. */
const times = Number(process.env['GORL_INTERRUPTS'] ?? 4);
const controlC = '\u0003';

const greeting = (rig: TerminalRig, version: number): void =>
  rig.write('main.go', rig.read('main.go').replace(/greeting = ".*"/, `greeting = "hello v${version}\\n"`));

async function hello(
  extra: { readonly config?: string; readonly files?: Record<string, string> } = {},
): Promise<{ rig: TerminalRig; port: number }> {
  const port = await freePort();
  const files = { ...extra.files, ...(extra.config === undefined ? {} : { '.air.toml': extra.config }) };
  return { rig: new TerminalRig({ from: 'fixtures/http-hello', files, env: { PORT: String(port) } }), port };
}

/** An app that only force ends; left alone, gorl would be patient with it for longer than the test is. */
async function stubborn(): Promise<{ rig: TerminalRig; port: number }> {
  const port = await freePort();
  const files = { '.air.toml': '[build]\nkill_delay = "10m"\n' };
  return { rig: new TerminalRig({ from: 'fixtures/ignores-sigterm', files, env: { PORT: String(port) } }), port };
}

/** Nothing is left, and the port is free. */
async function expectNothingLeft(rig: TerminalRig, port: number): Promise<void> {
  await rig.nobodyLeft();
  expect(await get(port)).toBeUndefined();
}

/** A moment in a build that no event marks. */
function after(ms: number): Promise<void> {
  const start = performance.now();
  return waitFor(() => performance.now() - start >= ms);
}

const rounds = Array.from({ length: times }, (_, at) => at);

describe(`Ctrl-C, ${times} times each`, () => {
  test.each(rounds)('during a build (%i)', async (round) => {
    const { rig, port } = await hello();
    await using _ = rig.start();
    await rig.waitForEvent('build-started');
    // Spread over the build: the go command's start, compile, link.
    await after(round * (400 / times));
    rig.press(controlC);
    expect(await rig.waitForExit(), rig.dump()).toBe(0);
    await expectNothingLeft(rig, port);
  });

  test.each(rounds)('during a hook (%i)', async () => {
    const { rig, port } = await hello({ config: '[build]\npre_cmd = ["echo in the hook; sleep 3000"]\n' });
    await using _ = rig.start();
    await rig.waitForScreen('in the hook');
    rig.press(controlC);
    expect(await rig.waitForExit(), rig.dump()).toBe(0);
    await expectNothingLeft(rig, port);
  });

  test.each(rounds)('within 30 ms after a save (%i)', async (round) => {
    const { rig, port } = await hello();
    await using _ = rig.start();
    await rig.waitForEvent('process-ready');
    greeting(rig, 2);
    await after(round * (30 / times));
    rig.press(controlC);
    expect(await rig.waitForExit(), rig.dump()).toBe(0);
    await expectNothingLeft(rig, port);
  });

  test.each(rounds)('during a restart (%i)', async (round) => {
    const { rig, port } = await hello();
    await using _ = rig.start();
    await rig.waitForEvent('process-ready');
    rig.press('r');
    await rig.waitForEvent(round % 2 === 0 ? 'process-stopping' : 'process-started');
    rig.press(controlC);
    expect(await rig.waitForExit(), rig.dump()).toBe(0);
    await expectNothingLeft(rig, port);
  });

  test.each(rounds)('twice, the app ignoring the first (%i)', async () => {
    const { rig, port } = await stubborn();
    await using _ = rig.start();
    await listening(rig, port);
    rig.press(controlC);
    await rig.waitForEvent('process-stopping');
    rig.press(controlC);
    expect(await rig.waitForExit(), rig.dump()).toBe(130);
    expect(rig.events.at(-1)).toMatchObject({ type: 'session-ended', exitCode: 130 });
    await expectNothingLeft(rig, port);
  });
});

test('a third Ctrl-C leaves at once', async () => {
  const { rig, port } = await stubborn();
  await using _ = rig.start();
  await listening(rig, port);
  rig.press(controlC + controlC + controlC);
  expect(await rig.waitForExit(), rig.dump()).toBe(130);
  // The second one would have ended the session in order, which is told.
  expect(rig.events.filter(({ type }) => type === 'session-ended')).toEqual([]);
  await expectNothingLeft(rig, port);
});

test('a signal that npm passes on a second time is one request', async ({ skip }) => {
  const port = await freePort();
  await using rig = new GorlRig({
    from: 'fixtures/slow-shutdown',
    files: { '.air.toml': '[build]\nkill_delay = "10m"\n' },
    env: { PORT: String(port), SLOW_MS: '700' },
  });
  rig.start();
  await listening(rig, port);
  // Both wait for a gorl that stands still, so that however slow this test is, it gets them at once.
  for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGINT', 'SIGCONT'] as const) rig.signal(signal);
  expect([130, 143]).toContain(await rig.waitForExit());
  const [first, second] = rig.events.filter(({ type }) => type === 'session-stopping');
  // More than an echo is apart: what came of them shows nothing.
  if (first !== undefined && second !== undefined && second.t - first.t >= 500)
    return skip('gorl stood still between two signals that it got at once');
  const exited = await rig.waitForEvent('process-exited');
  expect(exited).toMatchObject({ forced: false, end: { type: 'code', code: 0 } });
});

test('nor is one that a runner repeats a moment later', async ({ skip }) => {
  const port = await freePort();
  await using rig = new GorlRig({
    from: 'fixtures/slow-shutdown',
    files: { '.air.toml': '[build]\nkill_delay = "10m"\n' },
    env: { PORT: String(port), SLOW_MS: '1000' },
  });
  rig.start();
  await listening(rig, port);
  const sentAt = performance.now();
  rig.signal('SIGTERM');
  await rig.waitForEvent('process-stopping');
  await after(200);
  rig.signal('SIGTERM');
  const apart = performance.now() - sentAt;
  expect(await rig.waitForExit()).toBe(143);
  if (apart >= 450) return skip(`the machine put ${Math.round(apart)} ms between the two`);
  expect(rig.events.filter(({ type }) => type === 'session-stopping')).toHaveLength(1);
  expect(await rig.waitForEvent('process-exited')).toMatchObject({ forced: false, end: { type: 'code', code: 0 } });
});
