import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort, get, GorlRig } from '../support/gorl-rig.ts';
import { sampleEvery } from '../support/sample.ts';

/** Go's tools as seen in /proc, by the mark of the rig: the go command itself, not what it starts. */
function goBuilds(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [file = '', verb = ''] = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
        if (!/(?:^|\/)go$/.test(file) || verb !== 'build') return false;
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        // A child of it between fork and exec still looks like it, but leads no group.
        if (group !== pid) return false;
        return (
          !/[ZX]/.test(stat[stat.lastIndexOf(')') + 2] ?? '') &&
          readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

const greeting = (rig: GorlRig, version: number): void =>
  rig.write('main.go', rig.read('main.go').replace(/greeting = ".*"/, `greeting = "hello v${version}\\n"`));

/** A compiler that takes its time: every tool of the build first reads a pipe that is fed only after a while. */
const slowTool = '#!/bin/sh\ncase "$1" in *link) sleep "${SLOW_LINK:-0}";; esac\nexec "$@"\n';

test('three saves 100 ms apart during a slow build: one go build at any time, the last save runs', async () => {
  const port = await freePort();
  await using rig = new GorlRig({
    from: 'fixtures/http-hello',
    files: { 'slow.sh': slowTool },
    env: { PORT: String(port), SLOW_LINK: '1' },
  });
  chmodSync(rig.path('slow.sh'), 0o755);
  // Absolute: the tools of the standard library's packages run elsewhere.
  rig.write('.air.toml', `[build]\ncmd = "go build -toolexec ${rig.path('slow.sh')} -o ./tmp/main ."\n`);
  rig.start();
  await rig.waitForEvent('process-ready');
  let most = 0;
  {
    using _ = sampleEvery(4, () => (most = Math.max(most, goBuilds(rig.mark).length)));
    for (const version of [2, 3, 4]) {
      const saved = performance.now();
      greeting(rig, version);
      await rig.until(
        'the build of it',
        20_000,
        () => rig.events.filter(({ type }) => type === 'build-started').length === version,
      );
      await rig.until('100 ms since the save', 20_000, () => performance.now() - saved >= 100);
    }
    await rig.waitForEvent('process-ready');
  }
  expect(await get(port)).toBe('hello v4\n');
  expect(most).toBe(1);
  expect(rig.events.filter(({ type }) => type === 'build-cancelled')).toHaveLength(2);
  expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(2);
});

test("air's stale code: a slow build that was overtaken never replaces the newer result", async () => {
  // reference: v4 runs, then the slow build of v3 ends last and takes its place (air 1.67.2).
  const port = await freePort();
  const build =
    'if grep -q "hello v3" main.go; then go build -o tmp/slow . && sleep 2 && cp tmp/slow tmp/main; else go build -o tmp/main .; fi';
  await using rig = new GorlRig({
    from: 'fixtures/http-hello',
    files: { '.air.toml': `[build]\ncmd = '''${build}'''\nentrypoint = ["./tmp/main"]\n` },
    env: { PORT: String(port) },
  });
  rig.start();
  await rig.waitForEvent('process-ready');
  greeting(rig, 2);
  await rig.waitForEvent('process-ready');
  greeting(rig, 3);
  await rig.waitForEvent('build-started');
  await rig.until('the slow half of the build', 20_000, () =>
    rig.survivors().some(({ command }) => command.startsWith('sleep')),
  );
  greeting(rig, 4);
  await rig.waitForEvent('process-ready');
  expect(await get(port)).toBe('hello v4\n');
  expect(rig.survivors().filter(({ command }) => command.startsWith('sleep'))).toEqual([]);
  // Long after the slow build would have ended, nothing has changed.
  const settled = performance.now();
  await rig.until('2.5 s', 20_000, () => performance.now() - settled > 2_500);
  expect(await get(port)).toBe('hello v4\n');
});

test('a change during the build that nobody reports is found at its end', async () => {
  const port = await freePort();
  await using rig = new GorlRig({
    from: 'fixtures/http-hello',
    // With polling every minute no event tells of the edit; only the comparison at the build's end can.
    files: {
      '.air.toml':
        '[build]\npre_cmd = ["true"]\ncmd = "go build -o ./tmp/main . && if [ -f edit ]; then rm edit; sed -i s/v2/v3/ main.go; fi"\nentrypoint = ["./tmp/main"]\npoll = true\npoll_interval = 60000\n',
    },
    env: { PORT: String(port) },
  });
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.write('edit', '');
  greeting(rig, 2);
  rig.signal('SIGCONT');
  await rig.waitForEvent('build-succeeded', ({ superseded }) => superseded);
  await rig.waitForEvent('process-ready');
  expect(await get(port)).toBe('hello v3\n');
});

test('identical bytes build nothing, a comment restarts nothing', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });
  rig.start();
  const first = await rig.waitForEvent('process-ready');
  const source = rig.read('main.go');
  rig.write('main.go', `${source}// a comment at the end\n`);
  const { reason } = await rig.waitForEvent('nothing-to-do');
  expect(reason).toContain('same');
  expect(await get(port)).toBe('hello v1\n');
  rig.write('main.go', `${source}// a comment at the end\n`);
  greeting(rig, 2);
  const second = await rig.waitForEvent('process-ready');
  expect(second.run).toBe(first.run + 1);
  expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(3);
});

test('a failed build leaves the old process answering; the fix goes live', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });
  rig.start();
  const { pid } = await rig.waitForEvent('process-ready');
  const source = rig.read('main.go');
  rig.write('main.go', source.replace('"hello v1\\n"', 'undefinedName'));
  const failed = await rig.waitForEvent('build-failed');
  expect(failed.stillServing).toBe(1);
  expect(failed.diagnostics[0]?.location).toMatchObject({ file: 'main.go', column: 18 });
  expect(await get(port)).toBe('hello v1\n');
  rig.write('main.go', source.replace('hello v1', 'hello v2'));
  const ready = await rig.waitForEvent('process-ready');
  expect(ready.pid).not.toBe(pid);
  expect(await get(port)).toBe('hello v2\n');
});

test('stop_on_error stops the old process', async () => {
  const port = await freePort();
  await using rig = new GorlRig({
    from: 'fixtures/http-hello',
    files: { '.air.toml': '[build]\nstop_on_error = true\n' },
    env: { PORT: String(port) },
  });
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.write('main.go', 'package main\nfunc main() { nope }\n');
  await rig.waitForEvent('build-failed');
  await rig.waitForEvent('process-exited');
  expect(await get(port)).toBeUndefined();
});
