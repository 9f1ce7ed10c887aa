import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';

const program = (body: string, imports = ''): Record<string, string> => ({
  'go.mod': 'module example.com/once\n\ngo 1.19\n',
  'main.go': `package main\n\nimport (\n\t"os"\n${imports})\n\nfunc main() {\n\t_, _ = os.Stdout.WriteString("ran\\n")\n\t${body}\n}\n`,
});

/** A `select {}` would be a deadlock to the Go runtime. */
const forEver = 'r, _, _ := os.Pipe()\n\t_, _ = r.Read(make([]byte, 1))';

describe('--once', () => {
  test.each([
    { name: 'the app exits 0', body: 'os.Exit(0)', code: 0, ran: true },
    { name: 'the app exits 3', body: 'os.Exit(3)', code: 1, ran: true },
    { name: 'the app panics', body: 'panic("no")', code: 1, ran: true },
    { name: 'the build fails', body: 'undefinedName()', code: 1, ran: false },
  ])('$name → $code', async ({ body, code, ran }) => {
    await using rig = new GorlRig({ files: program(body) });
    rig.start(['--once']);
    expect(await rig.waitForExit()).toBe(code);
    await rig.until('the output', 60_000, () => rig.stdout.includes('ran') === ran);
    expect(rig.events.at(-1)).toMatchObject({ type: 'session-ended', exitCode: code, reason: { type: 'once' } });
    expect(rig.events.filter(({ type }) => type === 'watch-started')).toEqual([]);
    expect(rig.events.filter(({ type }) => type === 'build-started')).toHaveLength(1);
  });

  test('a signal from outside ends it, and the app with it', async () => {
    await using rig = new GorlRig({ files: program(forEver) });
    rig.start(['--once']);
    await rig.waitForEvent('process-started');
    rig.signal('SIGTERM');
    expect(await rig.waitForExit()).toBe(143);
  });

  test('an edit meanwhile builds nothing', async () => {
    const ticking = 'for {\n\t\tprintln("tick")\n\t\ttime.Sleep(20 * time.Millisecond)\n\t}';
    await using rig = new GorlRig({ files: program(ticking, '\t"time"\n') });
    rig.start(['--once']);
    const ticks = (): number => rig.stderr.split('tick').length;
    await rig.until('the app', 60_000, () => ticks() > 1);
    rig.write('main.go', `${rig.read('main.go')}\n// edited\n`);
    rig.write('new.go', 'package main\n');
    // Job control makes gorl look at everything again: were it to watch, it would find them now.
    rig.signal('SIGCONT');
    // Each goes through gorl, which has looked up so often since: ten times what it takes to notice a save.
    const before = ticks();
    await rig.until('more of the app', 60_000, () => ticks() > before + 10);
    rig.signal('SIGTERM');
    await rig.waitForExit();
    expect(rig.events.filter(({ type }) => type === 'build-started' || type === 'files-changed')).toHaveLength(1);
  });

  test('rerun is not for --once', async () => {
    await using rig = new GorlRig({ files: program('os.Exit(0)') });
    rig.start(['--once', '--build.rerun', 'true']);
    expect(await rig.waitForExit()).toBe(0);
    expect(rig.events.filter(({ type }) => type === 'process-started')).toHaveLength(1);
  });

  test('the words for the app and the hooks are as always', async () => {
    await using rig = new GorlRig({
      files: {
        ...program('os.Exit(len(os.Args) - 2)'),
        '.air.toml': '[build]\npre_cmd = ["echo pre >> log"]\npost_cmd = ["echo post >> log"]\n',
      },
    });
    rig.start(['--once', 'one']);
    expect(await rig.waitForExit()).toBe(0);
    expect(rig.read('log')).toBe('pre\npost\n');
  });
});
