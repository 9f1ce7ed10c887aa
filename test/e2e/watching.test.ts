import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { talkingApp } from '../support/talking-app.ts';

/** gorl over a tree in which a build takes no time and nothing but the watching matters. */
async function watching(files: Record<string, string>, build = '', more = ''): Promise<GorlRig> {
  const config = `${more}[build]\ncmd = "true"\nfull_bin = "true"\n${build}`;
  const rig = new GorlRig({ files: { ...talkingApp(), '.air.toml': config, ...files } });
  // As if it had been there for a while: of what was written just now, nobody can tell what was read.
  for (const name of Object.keys(files)) utimesSync(rig.path(name), 1e9, 1e9);
  rig.start();
  await isWatched(rig);
  return rig;
}

/** In whichever order: a build that takes no time may be over first. */
async function isWatched(rig: GorlRig): Promise<void> {
  for (const awaited of ['watch-started', 'process-exited'])
    await rig.until(awaited, 60_000, () => rig.events.some(({ type }) => type === awaited));
}

let stamp = 0;

/** Where the events begin that the next call of `takenUp` looks at. */
const taken = new WeakMap<GorlRig, number>();

/**
 * All files that gorl took up since the last call: the marker is saved last, so what came before it was seen. One of its
 * own each time, since a file that is saved while a build runs may be taken up once more.
 */
async function takenUp(rig: GorlRig, markers = ''): Promise<string[]> {
  stamp += 1;
  const marker = `${markers}marker${stamp}.go`;
  rig.write(marker, 'package main\n');
  const events = () => rig.events.slice(taken.get(rig) ?? 0);
  const at = (): number =>
    events().findIndex((event) => event.type === 'files-changed' && event.files.some(({ rel }) => rel === marker));
  await rig.until('the marker', 60_000, () => at() >= 0);
  await rig.until('the build of it', 60_000, () =>
    events()
      .slice(at())
      .some(({ type }) => type === 'process-exited' || type === 'process-ready'),
  );
  const found = new Set(
    events()
      .flatMap((event) => (event.type === 'files-changed' ? event.files : []))
      .map(({ rel }) => rel),
  );
  taken.set(rig, rig.events.length);
  return [...found].filter((rel) => !/(?:^|\/)marker\d+\.go$/.test(rel)).toSorted();
}

describe('what is left out', () => {
  test('is told with -d, by the rule that does it; the start line counts only what is watched', async () => {
    const files = { ...talkingApp(), '.gitignore': 'dist/\n', 'dist/a.js': 'x', 'assets/b.css': 'x' };
    await using rig = new GorlRig({ files });
    rig.start(['-d']);
    const { leftOut } = await rig.waitForEvent('watch-started');
    expect(leftOut).toContainEqual({ by: '.gitignore', directories: ['dist'] });
    expect(leftOut).toContainEqual({ by: 'exclude_dir', directories: ['assets'] });
    await rig.until('it on stderr', 60_000, () => rig.stderr.includes('left out by exclude_dir: assets\n'));
    expect(rig.stderr).toMatch(/watch +1 directory, \d files\n +left out by \.gitignore: dist\n/);
  });

  test('exclude_dir, exclude_regex, exclude_file', async () => {
    await using rig = await watching(
      { 'web/a.go': '', 'pkg/deep/b.go': '', 'pkg/b_gen.go': '', 'gen/c.go': '', 'gen/d/e.go': '', 'keep/f.go': '' },
      'exclude_dir = ["web", "pkg/deep"]\nexclude_regex = ["_gen\\\\.go$"]\nexclude_file = ["gen/*.go"]\n',
    );
    for (const name of ['web/a.go', 'pkg/deep/b.go', 'pkg/b_gen.go', 'gen/c.go']) rig.write(name, 'package x\n');
    expect(await takenUp(rig)).toEqual([]);
    rig.write('gen/d/e.go', 'package x\n');
    rig.write('keep/f.go', 'package x\n');
    rig.write('pkg/other.go', 'package x\n');
    expect(await takenUp(rig)).toEqual(['gen/d/e.go', 'keep/f.go', 'pkg/other.go']);
  });

  test('by an expression that only an engine without backtracking can match in time', async () => {
    const long = 'a'.repeat(40);
    await using rig = await watching({ [`${long}.go`]: '' }, `exclude_regex = ['(a+)+\\.txt$', '(?i)_GEN\\.go$']\n`);
    for (const name of [`b/${long}.go`, 'b_gen.go']) rig.write(name, 'package x\n');
    expect(await takenUp(rig)).toEqual([`b/${long}.go`]);
  });

  test('tmp, vendor, testdata, node_modules and hidden directories by default', async () => {
    await using rig = await watching({});
    for (const name of [
      'tmp/a.go',
      'vendor/a.go',
      'testdata/a.go',
      'node_modules/a.go',
      'deep/node_modules/a.go',
      '.hidden/a.go',
    ])
      rig.write(name, 'package x\n');
    expect(await takenUp(rig)).toEqual([]);
  });

  test('what .gitignore names; an edit of it counts at once', async () => {
    await using rig = await watching({
      '.gitignore': 'ignored.go\nout/\n*.gen.go\n!kept.gen.go\n',
      'sub/.gitignore': 'local.go\n',
    });
    for (const name of ['ignored.go', 'out/a.go', 'deep/x.gen.go', 'sub/local.go']) rig.write(name, 'package x\n');
    expect(await takenUp(rig)).toEqual([]);
    rig.write('kept.gen.go', 'package x\n');
    rig.write('local.go', 'package x\n');
    expect(await takenUp(rig)).toEqual(['kept.gen.go', 'local.go']);
    rig.write('.gitignore', 'out/\n');
    await takenUp(rig);
    rig.write('ignored.go', 'package y\n');
    expect(await takenUp(rig)).toEqual(['ignored.go']);
  });

  test('respect_gitignore = false watches them all', async () => {
    await using rig = await watching({ '.gitignore': 'ignored.go\n' }, 'respect_gitignore = false\n');
    rig.write('ignored.go', 'package x\n');
    expect(await takenUp(rig)).toEqual(['ignored.go']);
  });

  test('what editors leave about, and other extensions', async () => {
    await using rig = await watching({});
    for (const name of [
      '.#main.go',
      '#main.go#',
      'main.go~',
      '.main.go.swp',
      '4913',
      'main.go.tmp',
      'README.md',
      'x.txt',
      'x.GO',
    ])
      rig.write(name, 'x');
    expect(await takenUp(rig)).toEqual([]);
  });

  test('a test file builds nothing, and -d says why', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    rig.start(['-d']);
    await rig.waitForEvent('process-ready');
    rig.write('main_test.go', 'package main\n');
    rig.write('main.go', `${rig.read('main.go')}// edited\n`);
    const { files } = await rig.waitForEvent('files-changed');
    expect(files.map(({ rel }) => rel)).toEqual(['main.go']);
  });

  test('a file that was only touched, and a mode that changed', async () => {
    const untouched = Array.from({ length: 40 }, (_, at) => `f${at}.go`);
    await using rig = await watching(Object.fromEntries(untouched.map((name) => [name, 'package a\n'])));
    // gorl reads the files in the background; nobody tells when it is done, so another file is tried each time.
    await rig.until('a time when saving the same bytes is nothing', 60_000, async () => {
      const [touched = '', remoded = ''] = untouched.splice(0, 2);
      utimesSync(rig.path(touched), new Date(), new Date());
      rig.write(touched, 'package a\n');
      execFileSync('chmod', ['+x', rig.path(remoded)]);
      return (await takenUp(rig)).length === 0;
    });
    expect(untouched.length).toBeGreaterThan(0);
  });
});

describe('what is taken in', () => {
  test('include_file, also without the extension, and saved by rename', async () => {
    await using rig = await watching(
      { 'conf/app.yaml': 'a: 1\n', 'conf/other.yaml': 'a: 1\n' },
      'include_file = ["conf/app.yaml"]\n',
    );
    rig.write('conf/other.yaml', 'a: 2\n');
    expect(await takenUp(rig)).toEqual([]);
    for (const version of [2, 3]) {
      rig.write('conf/app.yaml.new', `a: ${version}\n`);
      renameSync(rig.path('conf/app.yaml.new'), rig.path('conf/app.yaml'));
      expect(await takenUp(rig)).toEqual(['conf/app.yaml']);
    }
  });

  test('include_dir: only those, and the ones outside the root too', async () => {
    await using outside = new GorlRig({ files: { 'lib/a.go': 'package a\n', 'lib/deep/b.go': 'package b\n' } });
    await using rig = await watching(
      { 'in/a.go': '', 'out/a.go': '' },
      `include_dir = ["in", "${outside.path('lib')}"]\n`,
    );
    rig.write('out/a.go', 'package x\n');
    rig.write('in/deep/new.go', 'package x\n');
    outside.write('lib/deep/b.go', 'package c\n');
    const names = await takenUp(rig, 'in/');
    expect(names[0]).toMatch(/^\.\.\/.*lib\/deep\/b\.go$/);
    expect(names.slice(1)).toEqual(['in/deep/new.go']);
  });

  test('include_ext = ["*"]: every file but the binary', async () => {
    await using rig = await watching({}, 'include_ext = ["*"]\n');
    rig.write('Makefile', 'all:\n');
    rig.write('page.css', 'a {}\n');
    rig.write('tmp/main', 'binary');
    expect(await takenUp(rig)).toEqual(['Makefile', 'page.css']);
  });

  test('deleted, renamed, and arriving in a directory', async () => {
    await using aside = new GorlRig({ files: { 'pkg/a.go': 'package a\n', 'pkg/deep/b.go': 'package b\n' } });
    await using rig = await watching({ 'old.go': 'package x\n', 'gone/c.go': 'package c\n' });
    renameSync(rig.path('old.go'), rig.path('new.go'));
    expect(await takenUp(rig)).toEqual(['new.go', 'old.go']);
    renameSync(aside.path('pkg'), rig.path('arrived'));
    expect(await takenUp(rig)).toEqual(['arrived/a.go', 'arrived/deep/b.go']);
    rmSync(rig.path('gone'), { recursive: true });
    expect(await takenUp(rig)).toEqual(['gone/c.go']);
    renameSync(rig.path('arrived'), rig.path('moved'));
    expect(await takenUp(rig)).toEqual(['arrived/a.go', 'arrived/deep/b.go', 'moved/a.go', 'moved/deep/b.go']);
    appendFileSync(rig.path('moved/deep/b.go'), '// edited\n');
    expect(await takenUp(rig)).toEqual(['moved/deep/b.go']);
  });

  test('follow_symlink: what a link leads to, below it too', async () => {
    await using aside = new GorlRig({ files: { 'lib/a.go': 'package a\n', 'lib/deep/b.go': 'package b\n' } });
    for (const follow of [false, true]) {
      const rig = new GorlRig({
        files: {
          ...talkingApp(),
          '.air.toml': `[build]\ncmd = "true"\nfull_bin = "true"\nfollow_symlink = ${follow}\n`,
        },
      });
      await using _ = rig;
      symlinkSync(aside.path('lib'), rig.path('linked'));
      rig.start();
      await isWatched(rig);
      aside.write('lib/deep/b.go', `package b // ${follow}\n`);
      expect(await takenUp(rig)).toEqual(follow ? ['linked/deep/b.go'] : []);
    }
  });
});

describe('polling', () => {
  test('poll = true finds edits, new directories and deletions', async () => {
    await using rig = await watching({ 'a.go': 'package a\n' }, 'poll = true\npoll_interval = 500\n');
    expect(rig.events.find(({ type }) => type === 'watch-started')).toMatchObject({
      mode: 'polling',
      pollIntervalMs: 500,
    });
    mkdirSync(rig.path('new/deep'), { recursive: true });
    rig.write('new/deep/b.go', 'package b\n');
    rmSync(rig.path('a.go'));
    expect(await takenUp(rig)).toEqual(['a.go', 'new/deep/b.go']);
  });
});

test('many edits at once are one build', async () => {
  const names = Array.from({ length: 200 }, (_, at) => `many/f${at}.go`);
  await using rig = await watching(Object.fromEntries(names.map((name) => [name, 'package many\n'])));
  const count = (type: string): number => rig.events.filter((event) => event.type === type).length;
  const before = count('build-started');
  const begun = performance.now();
  for (const name of names) writeFileSync(rig.path(name), 'package more\n');
  const tookMs = performance.now() - begun;
  expect(await takenUp(rig)).toHaveLength(200);
  // Where the test or gorl stands still meanwhile there is a quiet window, of 15 ms by a timer: another build.
  const pauses = Math.floor(tookMs / 14);
  expect(count('files-changed')).toBeLessThanOrEqual(2 + pauses);
  expect(count('build-started') - before).toBeLessThanOrEqual(2 + pauses);
});
