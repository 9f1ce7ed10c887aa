import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { allSaid, said, setVersion, startedApp } from '../support/talking-app.ts';

const withArgument = (argument: string): string => `[build]\nargs_bin = ["${argument}"]\n`;

/** Lets so many milliseconds pass: how far apart two saves are is what these tests are about. */
function apart(ms: number): Promise<void> {
  const from = performance.now();
  return waitFor(() => performance.now() - from >= ms);
}

test.each([5, 20, 25, 30, 40, 60, 90])('two saves of the config %i ms apart: the second counts', async (ms) => {
  await using rig = await startedApp({ '.air.toml': withArgument('one') });
  rig.write('.air.toml', withArgument('two'));
  await apart(ms);
  rig.write('.air.toml', withArgument('three'));
  await rig.until('a start with the second', 30_000, () => allSaid(rig).at(-1)?.args[0] === 'three');
  expect(rig.events.filter(({ type }) => type === 'config-rejected')).toEqual([]);
});

test.each([5, 20, 25, 30, 40])('what is saved %i ms after the config is in what runs', async (ms) => {
  await using rig = await startedApp({
    '.air.toml': '[build]\ninclude_ext = ["go"]\n',
    'page.txt': 'one',
  });
  rig.write('.air.toml', '[build]\ninclude_ext = ["go", "txt"]\n');
  await apart(ms);
  rig.write('page.txt', 'two');
  // A file that is read at run time: the app must have started after it was saved.
  expect((await said(rig, 2)).pid).not.toBe(allSaid(rig)[0]?.pid);
});

test('a tmp_dir that cannot be made is told, and the old config stays', async () => {
  await using rig = await startedApp({ '.air.toml': withArgument('one') });
  rig.write('.air.toml', `tmp_dir = "main.go"\n${withArgument('two')}`);
  const { diagnostics } = await rig.waitForEvent('config-rejected');
  expect(diagnostics[0]?.message).toContain('a file with that name is in the way');
  setVersion(rig, 'v2');
  expect(await said(rig, 2)).toMatchObject({ version: 'v2', args: ['one'] });
});

test('a rule whose command is changed while it runs is run for the same files again', async () => {
  await using rig = await startedApp({
    'web/app.js': 'one',
    '.air.toml': '[[build.rules]]\ncmd = "sleep 60"\ninclude_dir = ["web"]\n',
  });
  rig.write('web/app.js', 'two');
  await rig.waitForEvent('rule-started');
  rig.write('.air.toml', '[[build.rules]]\ncmd = "cp web/app.js tmp/ran"\ninclude_dir = ["web"]\n');
  await rig.waitForEvent('rule-finished', ({ end }) => end.type === 'code' && end.code === 0);
  expect(rig.read('tmp/ran')).toBe('two');
});

test('saves of a person that all fall into a slow build of their own: the last of them runs', async () => {
  await using rig = await startedApp({
    '.air.toml': '[build]\ncmd = "go build -o ./tmp/main . && sleep 0.6"\nentrypoint = ["./tmp/main"]\n',
  });
  await rig.waitForEvent('process-started');
  for (let version = 2; version <= 14; version++) {
    const begun = rig.events.filter(({ type }) => type === 'build-started').length;
    setVersion(rig, `v${version}`);
    await rig.until('the build of it, or one after the build', 20_000, () => {
      const builds = rig.events.filter(({ type }) => type === 'build-started').length;
      return builds > begun || version > 8;
    });
    await apart(150);
  }
  await rig.until('the last version', 30_000, () => allSaid(rig).at(-1)?.version === 'v14');
  expect(rig.read('main.go')).toContain('"v14"');
});

test('patterns that cannot be compiled are told with their place', async () => {
  await using rig = await startedApp({ '.air.toml': withArgument('one') });
  rig.write(
    '.air.toml',
    '[build]\nexclude_regex = ["ok", "("]\n\n[[build.rules]]\ncmd = "x"\ninclude_ext = ["js"]\nexclude_regex = ["["]\n',
  );
  const { diagnostics } = await rig.waitForEvent('config-rejected');
  expect(new Set(diagnostics.map(({ location }) => location?.line))).toEqual(new Set([2, 4]));
});
