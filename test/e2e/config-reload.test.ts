import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GorlRig } from '../support/gorl-rig.ts';
import { allSaid, said, setVersion, startedApp } from '../support/talking-app.ts';

const builds = (rig: GorlRig): number => rig.events.filter(({ type }) => type === 'build-started').length;

test('other args_bin: the app starts again with them', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\nargs_bin = ["one"]\n' });
  rig.write('.air.toml', '[build]\nargs_bin = ["two", "three"]\n');
  expect((await rig.waitForEvent('config-reloaded')).changed).toEqual(['build.args_bin']);
  expect((await said(rig, 2)).args).toEqual(['two', 'three']);
});

test('other include_ext: new files are watched, the old ones too', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\ninclude_ext = ["go"]\n', 'page.txt': 'one' });
  rig.write('.air.toml', '[build]\ninclude_ext = ["go", "txt"]\n');
  await rig.waitForEvent('config-reloaded');
  await rig.waitForEvent('watch-started');
  await rig.waitForEvent('nothing-to-do');
  rig.write('page.txt', 'two');
  await rig.waitForEvent('files-changed', ({ files }) => files[0]?.rel === 'page.txt');
  await said(rig, 2);
  setVersion(rig, 'v2');
  expect((await said(rig, 3)).version).toBe('v2');
});

test('a broken edit is told, what was stays, and the fix applies', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\nargs_bin = ["one"]\n' });
  rig.write('.air.toml', '[build]\nargs_bin = ["two"\n');
  const { diagnostics } = await rig.waitForEvent('config-rejected');
  expect(diagnostics[0]?.location?.file).toBe('.air.toml');
  setVersion(rig, 'v2');
  expect(await said(rig, 2)).toMatchObject({ version: 'v2', args: ['one'] });
  rig.write('.air.toml', '[build]\nargs_bin = ["two"]\nexclude_regex = ["("]\n');
  expect((await rig.waitForEvent('config-rejected')).diagnostics[0]?.message).toContain('exclude_regex');
  rig.write('.air.toml', '[build]\nargs_bin = ["two"]\n');
  await rig.waitForEvent('config-reloaded');
  expect((await said(rig, 3)).args).toEqual(['two']);
});

test('a config where there was none; then it is deleted', async () => {
  await using rig = await startedApp({});
  rig.write('.air.toml', '[build]\nargs_bin = ["new"]\n');
  await rig.waitForEvent('config-reloaded');
  expect((await said(rig, 2)).args).toEqual(['new']);
  rig.write('.air.toml', '[build]\nargs_bin = ["newer"]\n');
  expect((await said(rig, 3)).args).toEqual(['newer']);
  rmSync(rig.path('.air.toml'));
  await rig.waitForEvent('config-reloaded', ({ changed }) => changed.includes('build.args_bin'));
  expect((await said(rig, 4)).args).toEqual([]);
  setVersion(rig, 'v2');
  expect(await said(rig, 5)).toMatchObject({ version: 'v2', args: [] });
  rig.write('.air.toml', '[build]\nargs_bin = ["again"]\n');
  expect((await said(rig, 6)).args).toEqual(['again']);
});

test('.config/air.toml comes later', async () => {
  await using rig = await startedApp({});
  rig.write('.config/air.toml', '[build]\nargs_bin = ["there"]\n');
  await rig.waitForEvent('config-reloaded');
  expect((await said(rig, 2)).args).toEqual(['there']);
});

test.each(['gorl.toml', '.config/gorl.toml'])('%s comes later, and goes before .air.toml', async (name) => {
  await using rig = await startedApp({ '.air.toml': '[build]\nargs_bin = ["air"]\n' });
  expect((await said(rig, 1)).args).toEqual(['air']);
  rig.write(name, '[build]\nargs_bin = ["gorl"]\nkill_dely = 1\n');
  expect((await rig.waitForEvent('config-reloaded')).file).toBe(name);
  expect((await said(rig, 2)).args).toEqual(['gorl']);
  const { diagnostics } = await rig.waitForEvent('problems');
  expect(diagnostics[0]?.location).toMatchObject({ file: name, line: 3 });
  rig.write(name, '[build]\nargs_bin = 1\n');
  expect((await rig.waitForEvent('config-rejected')).file).toBe(name);
  rmSync(rig.path(name));
  expect((await said(rig, 3)).args).toEqual(['air']);
});

test('gorl.toml beside .air.toml: gorl says once which one it reads', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\nargs_bin = ["air"]\n', 'gorl.toml': '' });
  expect((await said(rig, 1)).args).toEqual([]);
  expect(rig.events.filter(({ type }) => type === 'notice' || type === 'problems')).toMatchObject([
    { level: 'info', message: 'gorl reads gorl.toml, not .air.toml: where there are both, its own comes first' },
  ]);
});

test('what only gorl says differently neither builds nor restarts', async () => {
  await using rig = await startedApp({ '.air.toml': '[log]\ntime = false\n' });
  rig.write('.air.toml', '[log]\ntime = true\nsilent = true\n[color]\nmode = "always"\n');
  expect((await rig.waitForEvent('config-reloaded')).changed).toEqual(['color.mode', 'log.time', 'log.silent']);
  const heard = rig.stderr.length;
  setVersion(rig, 'v2');
  await said(rig, 2);
  expect(rig.stderr.slice(heard)).toBe('');
  rig.write('.air.toml', '[log]\ntime = true\n[color]\nmode = "always"\n');
  await rig.waitForEvent('config-reloaded');
  setVersion(rig, 'v3');
  await said(rig, 3);
  await rig.until(
    'colored lines with the time',
    60_000,
    () => /\d\d:\d\d:\d\d/.test(rig.stderr.slice(heard)) && rig.stderr.slice(heard).includes('\u001b['),
  );
  expect(builds(rig)).toBe(3);
});

test('the stop signal and the grace apply to the process that runs', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\nstop_signal = "SIGTERM"\n' });
  rig.write('.air.toml', '[build]\nstop_signal = "SIGINT"\n');
  await rig.waitForEvent('config-reloaded');
  setVersion(rig, 'v2');
  expect(await rig.waitForEvent('process-stopping')).toMatchObject({ signal: 'SIGINT' });
  await said(rig, 2);
});

test('another build command is used at once, hooks too', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\ncmd = "go build -o ./tmp/main ."\n' });
  rig.write(
    '.air.toml',
    '[build]\npre_cmd = ["echo hooked > hook.txt"]\ncmd = "go build -ldflags \'-X main.unused=1\' -o ./tmp/other ."\nentrypoint = ["./tmp/other"]\n',
  );
  await rig.waitForEvent('config-reloaded');
  await said(rig, 2);
  expect(rig.read('hook.txt')).toBe('hooked\n');
  expect(rig.read('tmp/other').length).toBeGreaterThan(100_000);
});

test('an edit that changes no setting does nothing', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\nargs_bin = ["one"]\n' });
  rig.write('.air.toml', '# a comment\n[build]\nargs_bin = ["one"]\n');
  setVersion(rig, 'v2');
  await said(rig, 2);
  expect(rig.events.filter(({ type }) => type === 'config-reloaded')).toEqual([]);
  expect(builds(rig)).toBe(2);
});

test('a change that is saved together with the config is built', async () => {
  await using rig = await startedApp({ '.air.toml': '[build]\nargs_bin = ["one"]\n' });
  rig.write('.air.toml', '[build]\nargs_bin = ["two"]\n');
  setVersion(rig, 'v2');
  await rig.until('a start with both', 60_000, () => allSaid(rig).at(-1)?.version === 'v2');
  await rig.waitForEvent('config-reloaded');
  await rig.until('a start with both', 60_000, () => allSaid(rig).at(-1)?.args[0] === 'two');
  expect(allSaid(rig).at(-1)).toMatchObject({ version: 'v2', args: ['two'] });
});
