import { rmSync } from 'node:fs';

import { expect, test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { freePort, get, GorlRig, type GorlEvent } from '../../support/gorl-rig.ts';
import { TerminalRig } from '../../support/terminal-rig.ts';

const program = (body: string, imports = '"os"'): Record<string, string> => ({
  'go.mod': 'module example.com/shop\n\ngo 1.19\n',
  'main.go': `package main\n\nimport ${imports}\n\nfunc main() {\n${body}\n}\n`,
});

test('a crash, an end that is followed by another start, and one that ends gorl', async () => {
  const tape = new EventTape();
  {
    await using rig = new GorlRig({
      files: {
        ...program('\tcount(nil)', '_ "os"'),
        'hits.go': 'package main\n\nfunc count(hits map[string]int) {\n\thits["x"] = 1\n}\n',
      },
    });
    rig.start();
    tape.of(rig).keep(await rig.waitForEvent('process-exited'));
  }
  {
    await using rig = new GorlRig({ files: { ...program('\tos.Exit(0)'), '.air.toml': '[build]\nrerun = true\n' } });
    rig.start();
    tape.keep(await rig.waitForEvent('process-exited'));
  }
  await using rig = new GorlRig({ files: program('\tos.Exit(3)') });
  rig.start(['--once']);
  tape.keep(await rig.waitForEvent('process-exited'), await rig.waitForEvent('session-stopping'));
  tape.keep(await rig.waitForEvent('session-ended'));
  await tape.expectRecorded('ends');
});

test('a binary that is gone is built again', async () => {
  await using rig = new TerminalRig({ files: program('\ttime.Sleep(time.Hour)', '"time"') });
  const tape = new EventTape().of(rig);
  rig.start();
  await rig.waitForEvent('process-ready');
  rmSync(rig.path('tmp'), { recursive: true });
  rig.press('r');
  tape.keep(await rig.waitForEvent('process-exited', ({ expected }) => !expected));
  tape.keep(await rig.waitForEvent('build-started'));
  await rig.waitForEvent('process-ready');
  await tape.expectRecorded('missing-binary');
});

/** Until gorl has its goroutines: the 300 ms that it waits are little for a machine that stands still. */
async function stuck(tape: EventTape): Promise<readonly GorlEvent[]> {
  await using rig = new GorlRig({
    from: 'fixtures/broken-crash',
    files: { '.air.toml': '[build]\nkill_delay = "500ms"\n' },
  });
  tape.of(rig);
  rig.start(['--', 'ignoresignals']);
  await rig.until('the app', 60_000, () => rig.stderr.includes('ready'));
  rig.signal('SIGTERM');
  await rig.waitForExit();
  return rig.events;
}

test('an app that does not end when it is asked to', async () => {
  const wanted = ['process-stopping', 'process-stuck', 'process-dump', 'process-exited'];
  for (let round = 1; ; round += 1) {
    const tape = new EventTape();
    const kept = (await stuck(tape)).filter(({ type }) => wanted.includes(type));
    if (kept.length < wanted.length && round < 5) continue;
    expect(kept.map(({ type }) => type)).toEqual(wanted);
    tape.keep(...kept);
    return tape.expectRecorded('stuck');
  }
});

test('a second request to end, while something of the app keeps gorl waiting', async () => {
  const shell = `setsid sh -c 'trap "" INT TERM; exec sleep 1000' & exec ./tmp/main`;
  await using rig = new GorlRig({
    files: {
      ...program('\ttime.Sleep(time.Hour)', '"time"'),
      '.air.toml': `[build]\nkill_delay = "60s"\nfull_bin = '''${shell}'''\n`,
    },
  });
  const tape = new EventTape().of(rig);
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.signal('SIGTERM');
  tape.keep(await rig.waitForEvent('process-waiting'));
  rig.signal('SIGTERM');
  tape.keep(await rig.waitForEvent('session-stopping', ({ forced }) => forced));
  await rig.waitForExit();
  await tape.expectRecorded('waiting');
});

test('a server that upgrades itself', async () => {
  const port = await freePort();
  await using rig = new GorlRig({ from: 'fixtures/process-shapes' });
  const tape = new EventTape().of(rig);
  rig.start(['--', 'upgrades', String(port)]);
  await rig.waitForEvent('process-ready', ({ ports }) => ports.length > 0);
  await get(port, '/upgrade');
  tape.keep(await rig.waitForEvent('process-handed-over'));
  await get(port, '/end');
  tape.keep(await rig.waitForEvent('process-exited'));
  await tape.expectRecorded('handed-over');
});

test('a port that is taken', async () => {
  const port = await freePort();
  const hello = { from: 'fixtures/http-hello', env: { PORT: String(port) } } as const;
  const tape = new EventTape();
  await using first = new GorlRig(hello);
  first.start();
  await first.waitForEvent('process-ready', ({ ports }) => ports.length > 0);
  await using second = new GorlRig(hello);
  second.start();
  tape.of(first, second).keep(await second.waitForEvent('port-in-use'));
  await second.waitForEvent('process-exited');
  await tape.expectRecorded('port-in-use');
});

test('a server that is slow to listen: a Go program that can, and a shell of which nobody knows', async () => {
  const port = await freePort();
  const hello = { from: 'fixtures/http-hello', env: { PORT: String(port) } } as const;
  const tape = new EventTape();
  {
    // It does not listen to signals either.
    await using rig = new GorlRig({ ...hello, files: { '.air.toml': '[build]\nkill_delay = "1ms"\n' } });
    rig.write('main.go', rig.read('main.go').replace('listener, err :=', 'time.Sleep(time.Hour)\n\tlistener, err :='));
    rig.start();
    tape.of(rig).keep(await rig.waitForEvent('process-running'));
  }
  const shell = 'while [ ! -e may-listen ]; do sleep 0.01; done; exec ./tmp/main';
  await using rig = new GorlRig({ ...hello, files: { '.air.toml': `[build]\nfull_bin = "${shell}"\n` } });
  rig.start();
  await rig.waitForEvent('process-ready');
  rig.write('may-listen', '');
  tape.of(rig).keep(await rig.waitForEvent('process-listening'));
  await tape.expectRecorded('slow');
});
