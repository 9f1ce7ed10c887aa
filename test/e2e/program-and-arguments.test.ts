import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { said, setVersion, talkingApp, twoMains } from '../support/talking-app.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

describe('which program, and with which words', () => {
  test('one main below the root is found', async () => {
    await using rig = new GorlRig({ files: talkingApp('cmd/only') });
    rig.start();
    expect((await said(rig)).version).toBe('v1');
    expect((await rig.waitForEvent('session-started')).target).toBe('./cmd/only');
  });

  test('at a terminal the user chooses', async () => {
    await using rig = new TerminalRig({ files: twoMains() });
    rig.start();
    await rig.waitForScreen('Which main package?');
    rig.press('2\r');
    expect((await rig.waitForEvent('session-started')).target).toBe('./cmd/worker');
    await rig.waitForEvent('process-started');
    // The keyboard belongs to gorl again.
    rig.press('r');
    await rig.waitForEvent('process-started');
    rig.press('q');
    expect(await rig.waitForExit()).toBe(0);
  });

  test('gorl run, with flags of go build and arguments of the app', async () => {
    await using rig = new GorlRig({ files: twoMains() });
    rig.write('cmd/api/extra.go', '//go:build extra\n\npackage main\n\nfunc init() { println("extra is in") }\n');
    rig.start(['run', '-tags', 'extra', './cmd/api', 'serve', '--flag', '-x=1']);
    expect((await said(rig)).args).toEqual(['serve', '--flag', '-x=1']);
    await rig.until('the tagged file', 60_000, () => rig.stderr.includes('extra is in'));
    setVersion(rig, 'v2', 'cmd/api');
    expect((await said(rig, 2)).args).toEqual(['serve', '--flag', '-x=1']);
  });

  test.each([
    { args: ['server', '--port', '8080'], reach: ['server', '--port', '8080'] },
    { args: ['--', '--verbose', '--', 'x'], reach: ['--verbose', '--', 'x'] },
    { args: ['-c', 'none.toml', 'init'], reach: ['init'] },
    { args: ['intt', 'a b'], reach: ['intt', 'a b'] },
    {
      args: ['--', 'a b', '$HOME', '; echo x', '', '*', "it's", '"', '`id`', '\n'],
      reach: ['a b', '$HOME', '; echo x', '', '*', "it's", '"', '`id`', '\n'],
    },
  ])('$args reach the app as they are', async ({ args, reach }) => {
    await using rig = new GorlRig({ files: { ...talkingApp(), 'none.toml': '' } });
    rig.start(args);
    expect((await said(rig)).args).toEqual(reach);
    expect(await rig.waitForEvent('session-started')).toMatchObject({ args: reach });
  });
});
