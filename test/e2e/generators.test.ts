import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countOf, expectCost, generatingApp, runsOf, shows, templ } from '../support/generating-app.ts';
import { GorlRig } from '../support/gorl-rig.ts';

async function started(config?: string, more?: Readonly<Record<string, string>>): Promise<GorlRig> {
  const rig = new GorlRig({ files: generatingApp(config, more) });
  rig.start();
  await shows(rig, 'a=ok one;');
  await rig.waitForEvent('watch-started');
  await rig.waitForEvent('process-ready');
  return rig;
}

/** The app has been ready for a second: whatever would build again has begun. */
async function ready(rig: GorlRig, text: string): Promise<void> {
  await shows(rig, text);
  await rig.waitForEvent('process-ready');
}

test('runs at the start, then only for its inputs: exactly one build per save', async () => {
  await using rig = await started();
  expect({ builds: countOf(rig, 'build-started'), runs: runsOf(rig) }).toEqual({ builds: 1, runs: 1 });
  for (const text of ['two', 'three', 'four']) {
    await expectCost(rig, { builds: 1, runs: 1 }, async () => {
      rig.write('views/a.templ', `ok ${text}\n`);
      await ready(rig, `a=ok ${text};`);
    });
  }
  await expectCost(rig, { builds: 1, runs: 0 }, async () => {
    rig.write(
      'main.go',
      rig.read('main.go').replace('"v1"', '"v1" + ""').replace('text, _ :=', 'println("new")\n\ttext, _ :='),
    );
    await rig.until('the restart', 60_000, () => rig.stderr.includes('new'));
    await rig.waitForEvent('process-ready');
  });
  expect(rig.events.filter(({ type }) => type === 'build-cancelled')).toEqual([]);
});

test('an input that is new, and one that is removed', async () => {
  await using rig = await started();
  await expectCost(rig, { builds: 1, runs: 1 }, async () => {
    rig.write('views/b.templ', 'ok b\n');
    await ready(rig, 'a=ok one;b=ok b;');
  });
  const before = countOf(rig, 'build-started');
  rmSync(rig.path('views/b.templ'));
  await rig.waitForEvent('generator-finished');
  await rig.waitForEvent('build-succeeded');
  expect(countOf(rig, 'build-started')).toBe(before + 1);
});

test('fails with the place and under its name, the old program goes on; the repair builds once', async () => {
  await using rig = await started();
  await expectCost(rig, { builds: 2, runs: 2 }, async () => {
    rig.write('views/a.templ', 'broken\n');
    const failed = await rig.waitForEvent('build-failed');
    expect(failed).toMatchObject({
      generator: 'templ',
      stillServing: 1,
      diagnostics: [
        {
          message: 'missing close brace',
          source: 'generator',
          location: { file: 'views/a.templ', line: 1, column: 1 },
        },
      ],
    });
    await rig.until('its name', 60_000, () => /failed +templ: 1 error in/.test(rig.stderr));
    rig.write('views/a.templ', 'ok again\n');
    await ready(rig, 'a=ok again;');
  });
  // Back to what it last succeeded with before a build of it was seen: nothing is believed but the last success.
  await expectCost(rig, { builds: 1, runs: 1 }, async () => {
    rig.write('views/a.templ', 'ok one\n');
    await ready(rig, 'a=ok one;');
  });
});

test('a newer save cancels a generator that runs, and it runs again', async () => {
  await using rig = await started();
  rig.write('hold', '');
  rig.write('views/a.templ', 'ok two\n');
  await rig.waitForEvent('generator-started');
  await rig.until('its output', 60_000, () => rig.read('views/a_templ.go').includes('ok two'));
  rig.write('views/a.templ', 'ok three\n');
  await rig.waitForEvent('build-cancelled');
  rmSync(rig.path('hold'));
  await ready(rig, 'a=ok three;');
  expect({ builds: countOf(rig, 'build-started'), runs: runsOf(rig) }).toEqual({ builds: 3, runs: 3 });
});

test('a Go file that is saved while it runs is in the same build', async () => {
  await using rig = await started();
  await expectCost(rig, { builds: 1, runs: 1 }, async () => {
    rig.write('hold', '');
    rig.write('views/a.templ', 'ok two\n');
    // Before that, it may come before the command.
    await rig.until('its output', 60_000, () => rig.read('views/a_templ.go').includes('ok two'));
    rig.write('views/extra.go', 'package views\n\nfunc init() { All["x"] = "extra" }\n');
    rmSync(rig.path('hold'));
    await ready(rig, 'a=ok two;x=extra;');
  });
});

test('output without a mark, 200 files of it, and what is read as the app runs', async () => {
  const many = `[[build.generate]]
files = ["words.txt"]
cmd = "i=0; while [ $i -lt 200 ]; do printf 'package views\\n\\nconst c%d = \\"%s\\"\\n' $i \\"$(cat words.txt)\\" > views/c$i.go; i=$((i+1)); done; cp words.txt page.html; echo run >> runs; cat views/a.go.txt | sed \\"s/@/$(cat words.txt)/\\" > views/a.go"
`;
  const template = 'package views\n\nfunc init() { All["a"] = "ok @" + c199[:0] }\n';
  await using rig = await started(many, { 'words.txt': 'one', 'views/a.go.txt': template, runs: '' });
  for (const words of ['two', 'three']) {
    await expectCost(rig, { builds: 1, runs: 1 }, async () => {
      rig.write('words.txt', words);
      await ready(rig, `a=ok ${words};`);
    });
  }
});

test('output that stays the same starts nothing', async () => {
  await using rig = await started();
  await expectCost(rig, { builds: 1, runs: 1, starts: 0 }, async () => {
    // `$(tr -d)` takes the line ends away: what it makes is what it was.
    rig.write('views/a.templ', 'ok one\n\n\n');
    await rig.waitForEvent('nothing-to-do');
  });
  await expectCost(rig, { builds: 0, runs: 0, starts: 0 }, async () => {
    rig.write('views/a.templ', 'ok one\n\n\n');
    rig.write('views/readme.md', 'fence');
    // The rewritten bytes are compared before this one is told.
    rig.write('.air.toml', `${templ}# changed\n[misc]\nclean_on_exit = true\n`);
    await rig.waitForEvent('config-reloaded');
  });
});

test('chained: what one writes, the next one reads', async () => {
  const chain = `[[build.generate]]
name = "first"
files = ["words.txt"]
cmd = "(printf 'ok '; cat words.txt) > views/a.templ"

${templ}`;
  await using rig = await started(chain, { 'words.txt': 'one', 'views/a.templ': 'ok zero\n' });
  await expectCost(rig, { builds: 1, runs: 1 }, async () => {
    rig.write('words.txt', 'two');
    await ready(rig, 'a=ok two;');
  });
  const names = rig.events.flatMap((event) => (event.type === 'generator-finished' ? [event.generator] : []));
  expect(names).toEqual(['first', 'templ', 'first', 'templ']);
});

test('a changed entry runs again, and so does every one after a key', async () => {
  await using rig = await started();
  await expectCost(rig, { builds: 1, runs: 1, starts: 0 }, async () => {
    rig.write('.air.toml', templ.replace('generate.sh', './generate.sh'));
    await rig.waitForEvent('config-reloaded', ({ changed }) => changed.includes('build.generate'));
    await rig.waitForEvent('nothing-to-do');
  });
});

test('an input that git ignores, in a directory that is left out, that a rule has as well', async () => {
  const config = `[build]
exclude_dir = ["views", "tmp"]

[[build.rules]]
name = "copy"
include_ext = ["templ"]
cmd = "cp views/a.templ tmp/copied"

${templ}`;
  await using rig = await started(config, { '.gitignore': 'tmp\n*.templ\n*_templ.go\n' });
  await expectCost(rig, { builds: 1, runs: 1 }, async () => {
    rig.write('views/a.templ', 'ok two\n');
    await ready(rig, 'a=ok two;');
    await rig.until(
      'the rule',
      60_000,
      () => existsSync(rig.path('tmp/copied')) && rig.read('tmp/copied') === 'ok two\n',
    );
  });
});

test('once: generates, builds, and ends with the app', async () => {
  await using rig = new GorlRig({ files: generatingApp(), args: ['--once'] });
  rig.start();
  await shows(rig, 'a=ok one;');
  expect(countOf(rig, 'generator-finished')).toBe(1);
});

test('beside gorl: a generator that watches by itself, at most two builds per save', async () => {
  const watching = `while :; do
  if ! cmp -s views/a.templ seen 2>/dev/null; then cp views/a.templ seen; sh generate.sh; fi
  sleep 0.02
done`;
  await using rig = new GorlRig({ files: generatingApp('', { 'watch.sh': watching }) });
  const { spawn } = await import('node:child_process');
  const beside = spawn('sh', ['watch.sh'], { cwd: rig.dir, env: rig.env(), stdio: 'ignore' });
  try {
    await rig.until('its output', 60_000, () => existsSync(rig.path('views/a_templ.go')));
    rig.start();
    await ready(rig, 'a=ok one;');
    for (const text of ['two', 'three']) {
      const before = countOf(rig, 'build-started');
      rig.write('views/a.templ', `ok ${text}\n`);
      await ready(rig, `a=ok ${text};`);
      expect(countOf(rig, 'build-started') - before).toBeLessThanOrEqual(2);
    }
  } finally {
    beside.kill('SIGKILL');
  }
});
