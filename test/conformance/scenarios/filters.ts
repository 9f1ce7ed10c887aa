import { mkdirSync, renameSync } from 'node:fs';
import { building, buildsAfterEmptying, buildsAfterSameBytes } from '../edits.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';
import { happens } from '../waits.ts';

/** The files exist before the start, so that only the edit counts. */
async function startWith(stage: Stage, files: readonly string[]): Promise<void> {
  for (const file of files) stage.write(file, 'first\n');
  stage.start();
  await stage.started('v1');
  await stage.window(100);
}

function filter(
  group: string,
  name: string,
  config: (stage: Stage) => void,
  files: readonly string[],
  build: readonly string[],
) {
  return {
    group,
    name,
    run: async (stage: Stage): Promise<void> => {
      config(stage);
      await startWith(stage, files);
      stage.saw['edits that build'] = await building(stage, { files, expected: build });
    },
    expected: { 'edits that build': build },
  } satisfies Scenario;
}

const tries = [1, 2, 3];

/** Three times: what air sees of a directory that is just being made is a matter of luck. */
const newDirectory = (name: string, run: (stage: Stage, at: number) => void, why: string): Scenario => ({
  group: 'gap',
  name,
  async run(stage) {
    stage.config();
    for (const at of tries) stage.write(`old${at}/inside.go`, 'package old\n');
    mkdirSync(`${stage.base}/elsewhere`);
    await startWith(stage, []);
    let all = true;
    for (const at of tries) {
      const [before, starts] = [stage.count('build'), stage.starts()];
      run(stage, at);
      all &&= await happens(stage, () => stage.count('build') > before);
      if (!all) break;
      await stage.until('the start after it', () => stage.starts() > starts);
      await stage.window(150);
    }
    stage.saw['builds'] = all;
  },
  expected: { builds: true },
  why,
});

/** Which changes build. */
export const filters: readonly Scenario[] = [
  filter(
    '2',
    'exclude_regex',
    (stage) => stage.config({ exclude_regex: ['foo\\.html$', 'bar', '_test\\.go'], include_ext: ['*'] }),
    ['test/foo.html', 'test/bar/index.html', 'x_test.go', 'unrelated.html', 'goFile_testxgo'],
    ['unrelated.html', 'goFile_testxgo'],
  ),
  filter(
    '12',
    '`exclude_regex = []` empties the default, exclude_dir = ["test"] replaces it, include_ext keeps it',
    (stage) => stage.config({ exclude_regex: [], exclude_dir: ['test'] }),
    ['x_test.go', 'test/a.go', 'assets/a.go', 'page.html', 'page.css'],
    ['x_test.go', 'assets/a.go', 'page.html'],
  ),
  filter('13', 'a _test.go file does not build by default', (stage) => stage.config(), ['x_test.go', 'x.go'], ['x.go']),
  filter(
    '13',
    'with exclude_regex emptied it builds',
    (stage) => stage.config({ exclude_regex: [] }),
    ['x_test.go'],
    ['x_test.go'],
  ),
  {
    group: '14',
    name: 'mkdir alone builds nothing; a file in the new directory does',
    async run(stage) {
      stage.config();
      await startWith(stage, []);
      mkdirSync(stage.path('fresh'));
      await stage.window();
      stage.write('fresh/a.go', 'package fresh\n');
      await stage.builds(2);
      // Counted late: what came after the window counts too.
      stage.save('v2');
      await stage.started('v2');
      stage.saw['builds after mkdir'] = stage.count('build') - 3;
    },
    expected: { 'builds after mkdir': 0 },
  },
  filter(
    '15',
    'include_dir that does not exist and include_file: only that file matters, whatever its extension',
    (stage) => stage.config({ include_dir: ['nonexist'], include_file: ['run.sh'] }),
    ['run.sh', 'other.go'],
    ['run.sh'],
  ),
  filter(
    '31',
    'include_ext: blanks do not matter; ".go" and "html.go" are not extensions; case matters',
    (stage) => stage.config({ include_ext: [' css ', '.sql', 'html.go'] }),
    ['a.css', 'a.sql', 'a.html.go', 'a.CSS'],
    ['a.css'],
  ),
  filter(
    '31',
    'hidden directories are never watched, hidden files are ordinary',
    (stage) => stage.config(),
    ['.hidden/a.go', 'sub/.hidden/a.go', '.a.go', 'sub/a.go'],
    ['.a.go', 'sub/a.go'],
  ),
  filter(
    '31',
    'exclude_dir: exact paths, a slash at the end does not matter',
    (stage) => stage.config({ exclude_dir: ['web/', 'a/b'] }),
    ['web/x.go', 'a/b/x.go', 'a/b/c/x.go', 'a/x.go', 'b/x.go'],
    ['a/x.go', 'b/x.go'],
  ),
  filter(
    '31',
    'exclude_file: * does not cross a slash',
    (stage) => stage.config({ exclude_file: ['gen/*.go'] }),
    ['gen/y.go', 'gen/d/y.go'],
    ['gen/d/y.go'],
  ),
  {
    group: '31',
    name: 'include_ext ["*"] with the binary in root: the build’s own output builds nothing',
    async run(stage) {
      stage.config({
        include_ext: ['*'],
        cmd: 'echo build >> "$LOG"; cat main.go > tmp/version; cp "$PROBE" ./app.new && mv ./app.new ./app',
        entrypoint: ['./app'],
        exclude_file: ['app.new'],
      });
      await startWith(stage, []);
      await stage.window(800);
      stage.write('Makefile', 'all:\n');
      await stage.builds(2);
      stage.saw['builds at the start'] = stage.count('build') - 1;
    },
    expected: { 'builds at the start': 1 },
  },
  {
    group: '32',
    name: 'exclude_unchanged: a file that is emptied and written again with the same bytes within 30 ms has not changed; one that stays empty has',
    async run(stage) {
      stage.config({ exclude_unchanged: true });
      stage.write('other.go', 'package main\n');
      await startWith(stage, []);
      await stage.window(1_500);
      stage.saw['builds after the same bytes'] = await buildsAfterEmptying(stage, 'other.go');
      const before = stage.count('build');
      stage.write('other.go', '');
      await stage.builds(before + 1);
    },
    expected: { 'builds after the same bytes': 0 },
  },
  {
    group: '32',
    name: 'exclude_unchanged: the same bytes half a second after the first start are no change',
    async run(stage) {
      stage.config({ exclude_unchanged: true });
      stage.saw['builds after the same bytes'] = await buildsAfterSameBytes(stage, [], 600);
    },
    expected: { 'builds after the same bytes': 0 },
  },
  {
    group: '36',
    name: 'poll = true, with an interval below the floor of 500: an edit builds',
    async run(stage) {
      stage.config({ poll: true, poll_interval: 100 });
      await startWith(stage, []);
      stage.save('v2');
      await stage.started('v2');
    },
    expected: {},
  },
  {
    group: '36',
    name: 'atomic saves (a new file renamed over the old one), of include_file too, again and again',
    async run(stage) {
      stage.config({ include_file: ['settings.yaml'] });
      stage.write('settings.yaml', '1');
      await startWith(stage, []);
      for (const [at, file] of ['settings.yaml', 'settings.yaml', 'main.go', 'main.go'].entries()) {
        stage.write('next.tmp~', `package main // v${at + 2}\n`);
        renameSync(stage.path('next.tmp~'), stage.path(file));
        await stage.builds(at + 2);
        await stage.window(400);
      }
      stage.saw['builds'] = stage.count('build');
    },
    expected: { builds: 5 },
  },
  newDirectory(
    'a new directory that is written at once with a file inside builds',
    (stage, at) => stage.write(`fresh${at}/deep/a.go`, 'package deep\n'),
    'air watches the new directory from then on, and never looks at what is already in it',
  ),
  newDirectory(
    'a directory moved in with its files builds',
    (stage, at) => {
      stage.write('../elsewhere/moved/a.go', 'package moved\n');
      renameSync(`${stage.base}/elsewhere/moved`, stage.path(`moved${at}`));
    },
    'as above',
  ),
  newDirectory(
    'a directory renamed builds',
    (stage, at) => renameSync(stage.path(`old${at}`), stage.path(`renamed${at}`)),
    'as above',
  ),
  {
    group: 'gap',
    name: 'a project directory whose own name begins with a dot is watched',
    async run(stage) {
      stage.config();
      renameSync(stage.dir, `${stage.base}/.project`);
      mkdirSync(stage.dir);
      stage.start([], { cwd: `${stage.base}/.project` });
      await stage.started('v1');
      stage.write('../.project/main.go', 'package main // v2\n');
      await stage.started('v2');
    },
    expected: {},
    why: 'air takes the root itself for a hidden directory',
  },
];
