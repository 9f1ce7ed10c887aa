import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { said, setVersion, talkingApp } from '../support/talking-app.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

/** All that gorl says with that config, from the start over one save to the end. */
async function stderrWith(config: string): Promise<string> {
  await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': config } });
  rig.start();
  await said(rig);
  setVersion(rig, 'v2');
  await said(rig, 2);
  rig.signal('SIGTERM');
  await rig.waitForExit();
  return rig.stderr;
}

describe('what is said', () => {
  test('log.silent says nothing, and the app is heard', async () => {
    const stderr = await stderrWith('[log]\nsilent = true\n');
    expect(stderr).toBe('');
  });

  test('log.main_only hides what watcher, build and runner say', async () => {
    const stderr = await stderrWith('[log]\nmain_only = true\n');
    expect(stderr).toMatch(/^gorl /m);
    expect(stderr).not.toMatch(/main\.go|built|ready|watch/);
  });

  test.each([
    { banner: 'startup_banner = "hello from the team"', first: /^hello from the team$/m, title: false },
    { banner: 'startup_banner = ""', first: /./, title: false },
    { banner: '', first: /^gorl \d/m, title: true },
  ])('misc: $banner', async ({ banner, first, title }) => {
    await using rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': `[misc]\n${banner}\n` } });
    rig.start();
    await said(rig);
    await rig.waitForEvent('process-ready');
    await rig.until('the first lines', 60_000, () => first.test(rig.stderr));
    expect(/^gorl \d/m.test(rig.stderr)).toBe(title);
  });

  test.each([
    // oxlint-disable-next-line no-control-regex
    { keepScroll: true, clears: /\u001b\[2J/ },
    // oxlint-disable-next-line no-control-regex
    { keepScroll: false, clears: /\u001bc|\u001b\[3J/ },
  ])('screen.clear_on_rebuild, keep_scroll = $keepScroll', async ({ keepScroll, clears }) => {
    await using rig = new TerminalRig({
      files: {
        ...talkingApp(),
        '.air.toml': `[screen]\nclear_on_rebuild = true\nkeep_scroll = ${keepScroll}\n`,
      },
    });
    rig.start();
    await said(rig);
    expect(rig.screen).not.toMatch(clears);
    setVersion(rig, 'v2');
    await said(rig, 2);
    expect(rig.screen).toMatch(clears);
    expect(stripVTControlCharacters(rig.screen)).toContain('main.go');
  });
});
