import { runningRule } from '../edits.ts';
import type { BuildKeys, Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';
import { happens, hold, release, whileHeld } from '../waits.ts';

/** A config with one rule. */
function rule(stage: Stage, keys: BuildKeys, build: BuildKeys = {}): void {
  stage.config(build);
  const lines = Object.entries({ cmd: 'echo rule >> "$LOG"', delay: 50, ...keys }).map(
    ([key, value]) => `${key} = ${JSON.stringify(value)}`,
  );
  stage.write('.air.toml', `${stage.read('.air.toml')}\n[[build.rules]]\n${lines.join('\n')}\n`);
}

async function watching(stage: Stage, files: readonly string[]): Promise<void> {
  for (const file of files) stage.write(file, 'first\n');
  stage.start();
  await stage.started('v1');
  await stage.window(100);
}

const refused = (name: string, text: string): Scenario => ({
  group: '35',
  name: `${name} is an error`,
  async run(stage) {
    stage.config();
    stage.write('.air.toml', `${stage.read('.air.toml')}\n[[build.rules]]\n${text}\n`);
    stage.saw['ends well'] = (await stage.run([])) === 0;
    stage.saw['built'] = stage.count('build') > 0;
  },
  expected: { 'ends well': false, built: false },
});

/** What a matching edit leads to with `run = "…"`. */
const afterRule = (run: string, restarts: boolean): Scenario => ({
  group: 'gorl',
  name: `run = "${run}" in a rule: after its command ${restarts ? 'the app is restarted, without a build' : 'the app goes on'}`,
  notOnAir: 'has no such key',
  async run(stage) {
    rule(stage, { include_dir: ['web'], run });
    await watching(stage, ['web/app.css']);
    stage.write('web/app.css', 'second\n');
    await stage.until('the rule', () => stage.count('rule') === 1);
    if (restarts) await stage.until('the restart', () => stage.starts() === 2);
    await stage.window(600);
    // Counted late: what came after the window counts too.
    stage.save('v2');
    await stage.started('v2');
    stage.saw['starts'] = stage.starts() - 1;
    stage.saw['builds'] = stage.count('build') - 1;
  },
  expected: { starts: restarts ? 2 : 1, builds: 1 },
});

/** [[build.rules]]. */
export const rules: readonly Scenario[] = [
  refused('a rule without cmd', 'include_dir = ["web"]'),
  refused('a rule that matches nothing', 'cmd = "true"'),
  refused('a rule with a regex that is none', 'cmd = "true"\ninclude_ext = ["js"]\nexclude_regex = ["["]'),
  {
    group: '35',
    name: 'a matched file runs the command once and builds nothing, in a directory of exclude_dir too',
    async run(stage) {
      rule(stage, { include_dir: ['web'] }, { exclude_dir: ['web', 'tmp'] });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      await stage.until('the rule', () => stage.count('rule') === 1);
      await stage.window();
      stage.saw['rule'] = stage.count('rule');
      stage.save('v2');
      await stage.started('v2');
      stage.saw['builds'] = stage.count('build') - 1;
      stage.saw['rule after a save of main.go'] = stage.count('rule');
    },
    expected: { rule: 1, builds: 1, 'rule after a save of main.go': 1 },
  },
  {
    group: '35',
    name: 'what matches: dir and (ext or file), without exclude_regex',
    async run(stage) {
      rule(stage, {
        include_dir: ['web'],
        include_ext: ['js'],
        include_file: ['web/Makefile'],
        exclude_regex: ['\\.min\\.js$'],
      });
      const files = ['web/app.js', 'web/deep/b.js', 'web/app.min.js', 'web/index.txt', 'web/Makefile', 'other/app.js'];
      await watching(stage, files);
      stage.saw['runs for'] = await runningRule(stage, {
        files,
        expected: ['web/app.js', 'web/deep/b.js', 'web/Makefile'],
      });
      stage.saw['builds'] = stage.count('build');
    },
    expected: { 'runs for': ['web/app.js', 'web/deep/b.js', 'web/Makefile'], builds: 1 },
  },
  {
    group: '35',
    name: 'the first rule that matches wins; a Go file that a rule matches builds nothing',
    async run(stage) {
      rule(stage, { include_file: ['gen.go'], cmd: 'echo first >> "$LOG"' });
      stage.write(
        '.air.toml',
        `${stage.read('.air.toml')}\n[[build.rules]]\ninclude_ext = ["go"]\ninclude_dir = ["."]\nexclude_regex = ["main.go"]\ndelay = 50\ncmd = 'echo second >> "$LOG"'\n`,
      );
      await watching(stage, ['gen.go']);
      stage.write('gen.go', 'second\n');
      await stage.until('a rule', () => stage.count('first') + stage.count('second') > 0);
      await stage.window();
      stage.save('v2');
      await stage.started('v2');
      stage.saw['ran'] = stage.log().filter((line) => line === 'first' || line === 'second');
      stage.saw['builds'] = stage.count('build') - 1;
    },
    expected: { ran: ['first'], builds: 1 },
  },
  {
    group: '35',
    name: 'a command that fails is reported, and nothing else happens',
    async run(stage) {
      rule(stage, { name: 'assets', include_dir: ['web'], cmd: 'echo rule >> "$LOG"; exit 3' });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      await stage.until('its words', () => /assets/.test(stage.stderr) && /\b3\b/.test(stage.stderr));
      await stage.window(300);
      stage.save('v2');
      await stage.started('v2');
      stage.saw['starts'] = stage.starts() - 1;
    },
    expected: { starts: 1 },
  },
  {
    group: '35',
    name: 'a change while the command runs runs it again',
    async run(stage) {
      rule(stage, {
        include_dir: ['web'],
        cmd: 'cat web/app.js > seen; echo rule >> "$LOG"; sleep 0.4; echo done >> "$LOG"',
      });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      await stage.until('the rule', () => stage.count('rule') === 1);
      stage.write('web/app.js', 'third\n');
      await stage.until('the newest', () => stage.read('seen') === 'third\n');
      await stage.until('its end', () => stage.log().at(-1) === 'done');
    },
    expected: {},
  },
  {
    group: '35',
    name: 'rules are not run at the start, and run beside the build',
    async run(stage) {
      rule(
        stage,
        { include_dir: ['web'] },
        { cmd: `echo build >> "$LOG"; ${whileHeld}; cat main.go > tmp/version; echo built >> "$LOG"` },
      );
      await watching(stage, ['web/app.js']);
      stage.saw['at the start'] = stage.count('rule');
      hold(stage);
      stage.save('v2');
      await stage.builds(2);
      stage.write('web/app.js', 'second\n');
      await stage.until('the rule', () => stage.count('rule') === 1);
      stage.saw['during the build'] = stage.count('built') === 1;
      release(stage);
      await stage.started('v2');
    },
    expected: { 'at the start': 0, 'during the build': true },
  },
  {
    group: 'gap',
    name: 'Ctrl-C while a rule’s command runs: it ends too',
    async run(stage) {
      rule(stage, { include_dir: ['web'], cmd: 'echo rule >> "$LOG"; sleep 300' });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      await stage.until('the rule', () => stage.count('rule') === 1);
      await stage.stop();
    },
    expected: {},
    why: 'air leaves the command behind',
  },
  {
    group: 'gorl',
    name: 'a change while a rule’s command runs ends that command first',
    async run(stage) {
      // Air lets the first one sleep on, and then the test is still there.
      const sleep = `sleep ${stage.subject.patienceMs / 2_000}`;
      rule(stage, {
        include_dir: ['web'],
        // It looks before it speaks: the next save follows at once.
        cmd: `grep -q third web/app.js || slow=1; echo rule >> "$LOG"; [ -z "$slow" ] || ${sleep}; echo done >> "$LOG"`,
      });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      await stage.until('the rule', () => stage.count('rule') === 1);
      stage.write('web/app.js', 'third\n');
      await stage.until('the rule again', () => stage.count('rule') === 2);
      stage.saw['the first ran to its end'] = stage.log().slice(0, stage.log().lastIndexOf('rule')).includes('done');
      await stage.until('its end', () => stage.log().at(-1) === 'done');
    },
    expected: { 'the first ran to its end': false },
    why: 'air lets a command that is out of date run to its end',
  },
  {
    group: 'gorl',
    name: 'what a rule’s command says of a place is shown with the source',
    async run(stage) {
      stage.write('style.go', 'package main\n\nvar shown_line = 1\n');
      rule(stage, { include_dir: ['web'], cmd: 'echo "style.go:3:5: bad name" >&2; exit 1' });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      await stage.until('its words', () => stage.stderr.includes('style.go:3:5'));
      stage.saw['the line is shown'] = await happens(stage, () => stage.stderr.includes('shown_line'));
    },
    expected: { 'the line is shown': true },
    why: 'air passes the text on',
  },
  afterRule('restart', true),
  afterRule('reload', false),
  afterRule('none', false),
  {
    group: 'gorl',
    name: 'a rule whose command writes its own file again with the same bytes: one run',
    async run(stage) {
      // Renamed over it: a file that is emptied first, and stays so while the machine is busy, has changed.
      rule(stage, {
        include_dir: ['web'],
        cmd: 'echo rule >> "$LOG"; cp web/app.js "$BASE/copy" && mv "$BASE/copy" web/app.js',
      });
      await watching(stage, ['web/app.js']);
      await stage.window(1_500);
      stage.write('web/app.js', 'second\n');
      await stage.until('the rule', () => stage.count('rule') === 1);
      await stage.window(1_500);
      stage.save('v2');
      await stage.started('v2');
      stage.saw['rule'] = stage.count('rule') === 1 ? 'once' : 'again and again';
    },
    expected: { rule: 'once' },
    why: 'air takes any write for a change',
  },
  {
    group: 'gorl',
    name: 'a rule that sets itself off again with other bytes each time is stopped after ten runs in a minute, and named',
    notOnAir: 'would go on forever',
    async run(stage) {
      rule(stage, { name: 'loops', include_dir: ['web'], cmd: 'echo rule >> "$LOG"; date +%s%N > web/app.js' });
      await watching(stage, ['web/app.js']);
      stage.write('web/app.js', 'second\n');
      const named = await happens(stage, () => /rule loops.*stopped/.test(stage.stderr));
      await stage.window(700);
      stage.saw['at most eleven runs'] = stage.count('rule') <= 11;
      stage.saw['named'] = named;
    },
    expected: { 'at most eleven runs': true, named: true },
  },
];
