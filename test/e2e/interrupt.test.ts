import { describe, expect, test } from 'vitest';
import { freePort, get, GorlRig } from '../support/gorl-rig.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

/** 40 for the record; fewer in CI, where the same five moments are still hit. */
const times = Number(process.env['GORL_INTERRUPTS'] ?? 6);
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

/** Nothing is left, and the port is free. */
async function expectNothingLeft(rig: TerminalRig, port: number): Promise<void> {
  await rig.until('nobody left', 20_000, () => rig.survivors().length === 0);
  expect(await get(port)).toBeUndefined();
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
    const { rig, port } = await hello({ config: '[build]\npre_cmd = ["echo in the hook; sleep 30"]\n' });
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
    const port = await freePort();
    const rig = new TerminalRig({ from: 'fixtures/ignores-sigterm', env: { PORT: String(port) } });
    await using _ = rig.start();
    await rig.waitForEvent('process-ready');
    rig.press(controlC);
    await rig.waitForEvent('process-stopping');
    rig.press(controlC);
    expect(await rig.waitForExit(4_000), rig.dump()).toBe(130);
    await expectNothingLeft(rig, port);
  });
});

test('a third Ctrl-C leaves at once', async () => {
  const port = await freePort();
  await using rig = new TerminalRig({ from: 'fixtures/ignores-sigterm', env: { PORT: String(port) } }).start();
  await rig.waitForEvent('process-ready');
  rig.press(controlC + controlC + controlC);
  expect(await rig.waitForExit(2_000), rig.dump()).toBe(130);
  await expectNothingLeft(rig, port);
});

/** A moment in a build that no event marks. */
function after(ms: number): Promise<void> {
  const { promise, resolve } = deferred();
  const started = performance.now();
  const look = (): void => void (performance.now() - started >= ms ? resolve() : setImmediate(look));
  look();
  return promise;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

test('a signal that npm passes on a second time is one request', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/slow-shutdown', env: { PORT: String(port), SLOW_MS: '400' } });
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.signal('SIGTERM');
  await rig.waitForEvent('session-stopping');
  rig.signal('SIGTERM');
  expect(await rig.waitForExit()).toBe(143);
  const exited = await rig.waitForEvent('process-exited');
  expect(exited).toMatchObject({ forced: false, end: { type: 'code', code: 0 } });
});
