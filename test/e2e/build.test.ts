import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freePort, get, GorlRig } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { sampleEvery } from '../support/sample.ts';

/** Go's tools as seen in /proc, by the mark of the rig: the go command itself, not what it starts. */
function goBuilds(mark: string): string[] {
  const look = (pids: readonly string[]): string[] => pids.filter((pid) => isGoBuild(pid, mark));
  // A look at all of /proc takes a while, in which one may end and the next begin: who was there twice, was there at once.
  return look(look(readdirSync('/proc').filter((name) => /^\d+$/.test(name))));
}

function isGoBuild(pid: string, mark: string): boolean {
  try {
    const [file = '', verb = ''] = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
    if (!/(?:^|\/)go$/.test(file) || verb !== 'build') return false;
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = 'Z', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A child of it between fork and exec still looks like it, but leads no group.
    if (group !== pid || /[ZX]/.test(state)) return false;
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
  } catch {
    return false;
  }
}

const greeting = (rig: GorlRig, version: number): void =>
  rig.write('main.go', rig.read('main.go').replace(/greeting = ".*"/, `greeting = "hello v${version}\\n"`));

/** A linker that takes its time: while there is a file `tmp/hold`, it only waits. */
const slowTool = (hold: string): string =>
  `#!/bin/sh\ncase "$1" in *link) while [ -e '${hold}' ]; do sleep 0.01; done;; esac\nexec "$@"\n`;

test('three saves 100 ms apart during a slow build: one go build at any time, the last save runs', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });
  rig.write('slow.sh', slowTool(rig.path('tmp/hold')));
  chmodSync(rig.path('slow.sh'), 0o755);
  // Absolute: the tools of the standard library's packages run elsewhere.
  rig.write('.air.toml', `[build]\ncmd = "go build -toolexec ${rig.path('slow.sh')} -o ./tmp/main ."\n`);
  rig.start();
  await listening(rig, port);
  rig.write('tmp/hold', '');
  let most = 0;
  {
    using _ = sampleEvery(4, () => (most = Math.max(most, goBuilds(rig.mark).length)));
    for (const version of [2, 3, 4]) {
      const saved = performance.now();
      greeting(rig, version);
      await rig.until(
        'the build of it',
        60_000,
        () => rig.events.filter(({ type }) => type === 'build-started').length === version,
      );
      await rig.until('100 ms since the save', 60_000, () => performance.now() - saved >= 100);
    }
    rmSync(rig.path('tmp/hold'));
    await listening(rig, port);
  }
  expect(await get(port)).toBe('hello v4\n');
  expect(most).toBe(1);
  expect(rig.events.filter(({ type }) => type === 'build-cancelled')).toHaveLength(2);
  expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(2);
});

test("air's stale code: a slow build that was overtaken never replaces the newer result", async () => {
  // reference: v4 runs, then the slow build of v3 ends last and takes its place (air 1.67.2).
  const port = await freePort();
  const slow =
    'go build -o tmp/slow . && touch tmp/half && while [ ! -e tmp/go ]; do sleep 0.01; done && cp tmp/slow tmp/main';
  const build = `if grep -q "hello v3" main.go; then ${slow}; else go build -o tmp/main .; fi`;
  await using rig = new GorlRig({
    from: 'fixtures/http-hello',
    files: { '.air.toml': `[build]\ncmd = '''${build}'''\nentrypoint = ["./tmp/main"]\n` },
    env: { PORT: String(port) },
  });
  rig.start();
  await listening(rig, port);
  greeting(rig, 2);
  await listening(rig, port);
  greeting(rig, 3);
  await rig.until('the slow half of the build', 60_000, () => existsSync(rig.path('tmp/half')));
  greeting(rig, 4);
  await listening(rig, port);
  expect(await get(port)).toBe('hello v4\n');
  expect(rig.survivors().filter(({ command }) => command.includes('tmp/slow'))).toEqual([]);
  // What is left of the slow build would go on now, long before the next one is done.
  rig.write('tmp/go', '');
  greeting(rig, 5);
  await listening(rig, port);
  expect(await get(port)).toBe('hello v5\n');
  expect(rig.events.flatMap((event) => (event.type === 'process-started' ? [event.generation] : []))).toEqual([
    1, 2, 4, 5,
  ]);
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
  await listening(rig, port);
  rig.write('edit', '');
  greeting(rig, 2);
  rig.signal('SIGCONT');
  await rig.waitForEvent('build-cancelled');
  await listening(rig, port);
  expect(await get(port)).toBe('hello v3\n');
});

test('identical bytes build nothing, a comment restarts nothing', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });
  rig.start();
  await listening(rig, port);
  const source = rig.read('main.go');
  rig.write('main.go', `${source}// a comment at the end\n`);
  const { reason } = await rig.waitForEvent('nothing-to-do');
  expect(reason).toContain('same');
  expect(await get(port)).toBe('hello v1\n');
  rig.write('main.go', `${source}// a comment at the end\n`);
  // Saved after it: when this is taken up, the identical bytes have been looked at.
  rig.write('more.go', 'package main\n');
  await rig.waitForEvent('files-changed', ({ files }) => files.some(({ rel }) => rel === 'more.go'));
  await rig.waitForEvent('nothing-to-do');
  greeting(rig, 2);
  await listening(rig, port);
  expect(await get(port)).toBe('hello v2\n');
  const taken = rig.events.flatMap((event) => (event.type === 'files-changed' ? event.files : []));
  expect(taken.map(({ rel }) => rel)).toEqual(['main.go', 'more.go', 'main.go']);
  expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(2);
});

test('a failed build leaves the old process answering; the fix goes live', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/http-hello', env: { PORT: String(port) } });
  rig.start();
  const { pid } = await rig.waitForEvent('process-started');
  await listening(rig, port);
  const source = rig.read('main.go');
  rig.write('main.go', source.replace('"hello v1\\n"', 'undefinedName'));
  const failed = await rig.waitForEvent('build-failed');
  expect(failed.stillServing).toBe(1);
  expect(failed.diagnostics[0]?.location).toMatchObject({ file: 'main.go', column: 18 });
  expect(await get(port)).toBe('hello v1\n');
  rig.write('main.go', source.replace('hello v1', 'hello v2'));
  const started = await rig.waitForEvent('process-started');
  expect(started.pid).not.toBe(pid);
  await listening(rig, port);
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
  await listening(rig, port);
  rig.write('main.go', 'package main\nfunc main() { nope }\n');
  // The stop is told first, unless it takes long.
  const told = (type: string): boolean => rig.events.some((event) => event.type === type);
  await rig.until('the stop and the failure', 60_000, () => told('build-failed') && told('process-exited'));
  expect(await get(port)).toBeUndefined();
});
