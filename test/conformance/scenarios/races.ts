import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';

/**
 * A compiler's stand-in: reads the source first, takes as long as the source says (`// 0.5 v2`), writes then. Says
 * when another one is at work.
 */
const compiler = `for p in $(cat "$BASE/builders" 2>/dev/null); do
  grep -q '(sh) [^ZX]' /proc/$p/stat 2>/dev/null && echo concurrent >> "$LOG"
done
echo $$ >> "$BASE/builders"
read -r _ _ _ seconds version < main.go
echo "build $version" >> "$LOG"
sleep $seconds
echo "$version" > tmp/version
`;

const compile = (stage: Stage): void => {
  stage.write('build.sh', compiler);
  stage.config({ cmd: 'sh build.sh' });
};

async function building(stage: Stage, version: string): Promise<void> {
  await stage.until(`build ${version}`, () => stage.log().includes(`build ${version}`));
}

/** Saves that come faster than builds end. */
export const races: readonly Scenario[] = [
  {
    group: '17',
    name: 'rapid changes: the newest build wins and stays',
    async run(stage) {
      compile(stage);
      stage.save('0.1 v1');
      stage.start();
      await stage.started('v1');
      for (const version of ['v2', 'v3', 'v4', 'v5', 'v6']) {
        stage.save(`0.25 ${version}`);
        await stage.window(120);
      }
      await stage.started('v6');
      await stage.window(800);
      stage.saw['runs'] = stage.lastStart();
    },
    expected: { runs: 'v6' },
  },
  {
    group: '17',
    name: 'a change during a build: what is built next is never cancelled by the older stop',
    async run(stage) {
      compile(stage);
      stage.save('0.1 v1');
      stage.start();
      await stage.started('v1');
      stage.save('5 v2');
      await building(stage, 'v2');
      stage.save('0.2 v3');
      await stage.started('v3');
      await stage.window(800);
      stage.saw['runs'] = stage.lastStart();
      stage.saw['v2 was started'] = stage.log().includes('start v2');
    },
    expected: { runs: 'v3', 'v2 was started': false },
  },
  {
    group: 'gap',
    name: 'three saves during slow builds: never two builds at once',
    async run(stage) {
      compile(stage);
      stage.save('0.1 v1');
      stage.start();
      await stage.started('v1');
      for (const version of ['v2', 'v3', 'v4']) {
        stage.save(`0.8 ${version}`);
        await building(stage, version);
      }
      await stage.started('v4');
      stage.saw['two at once'] = stage.count('concurrent') > 0;
      stage.saw['runs'] = stage.lastStart();
    },
    expected: { 'two at once': false, runs: 'v4' },
    why: 'air never ends a build that is out of date; gorl kills it with its children first',
  },
  {
    group: 'gap',
    name: 'a slow build, then a fast one, after one that was cancelled: the older result never replaces the newer',
    async run(stage) {
      compile(stage);
      stage.save('0.1 v1');
      stage.start();
      await stage.started('v1');
      stage.save('0.8 v2');
      await building(stage, 'v2');
      stage.save('2 v3');
      await building(stage, 'v3');
      await stage.window(900);
      stage.save('0.1 v4');
      await stage.started('v4');
      await stage.window(2_500);
      stage.saw['runs'] = stage.lastStart();
    },
    expected: { runs: 'v4' },
    why: 'in air the slow build of v3 ends last, and v3 stays',
  },
  {
    group: 'gap',
    name: 'rerun and changes in the pauses: still one loop',
    async run(stage) {
      stage.config({ rerun: true, rerun_delay: 400 });
      stage.start([], { env: { PROBE_EXIT: '0' } });
      await stage.started('v1');
      for (const version of ['v2', 'v3', 'v4']) {
        stage.save(version);
        await stage.started(version);
      }
      const starts = (): number[] =>
        stage.timedLog().flatMap(({ text, at }) => (text.startsWith('start ') ? [at] : []));
      const from = stage.timedLog().find(({ text }) => text === 'start v4')?.at ?? 0;
      await stage.until('the starts of 1.6 s', () => (starts().at(-1) ?? 0) > from + 1_600);
      // Four in one loop; with one more for every change up to sixteen.
      stage.saw['loops'] = starts().filter((at) => at > from && at <= from + 1_600).length <= 6 ? 'one' : 'several';
    },
    expected: { loops: 'one' },
    why: 'a change in the pause leaves air’s old loop alive beside the new one',
  },
];
