import type { Scenario } from '../scenario.ts';
import { happens, quickestRestartMs } from '../waits.ts';

/** Where gorl means to differ, beside what the other files say. */
export const differences: readonly Scenario[] = [
  {
    group: 'gorl',
    name: 'send_interrupt not set: the app is asked to stop before it is killed',
    async run(stage) {
      stage.config();
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:50' } });
      await stage.started('v1');
      stage.save('v2');
      await stage.started('v2');
      stage.saw['the app could clean up'] = stage.count('bye') === 1;
    },
    expected: { 'the app could clean up': true },
    why: 'air kills unless send_interrupt is true; gorl only when it is false',
  },
  {
    group: 'gorl',
    name: 'send_interrupt = false: the app is killed at once',
    async run(stage) {
      stage.config({ send_interrupt: false });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:50' } });
      await stage.started('v1');
      stage.save('v2');
      await stage.started('v2');
      stage.saw['the app could clean up'] = stage.count('bye') === 1;
    },
    expected: { 'the app could clean up': false },
  },
  {
    group: 'gorl',
    name: 'a single save is built at once, whatever delay is',
    async run(stage) {
      stage.config({ delay: 1500 });
      stage.start();
      await stage.started('v1');
      await stage.window(200);
      const ms = await quickestRestartMs(stage, 1_400);
      stage.saw['from save to start'] = ms < 1_400 ? 'less than delay' : 'delay and more';
    },
    expected: { 'from save to start': 'less than delay' },
    why: 'in air delay is a wait before each build; in gorl it bounds how long a stream of changes may be held back',
  },
  {
    group: 'gorl',
    name: 'what .gitignore excludes builds nothing',
    async run(stage) {
      stage.config();
      stage.write('.gitignore', 'generated.go\n');
      stage.write('generated.go', 'first\n');
      stage.start();
      await stage.started('v1');
      await stage.window(200);
      stage.write('generated.go', 'second\n');
      await stage.window();
      // Counted late: what came after the window counts too.
      stage.save('v2');
      await stage.started('v2');
      stage.saw['builds'] = stage.count('build') - 2;
    },
    expected: { builds: 0 },
    why: 'air does not read it; respect_gitignore = false turns it off',
  },
  {
    group: 'gorl',
    name: 'respect_gitignore = false',
    notOnAir: 'has no such key',
    async run(stage) {
      stage.config({ respect_gitignore: false });
      stage.write('.gitignore', 'generated.go\n');
      stage.write('generated.go', 'first\n');
      stage.start();
      await stage.started('v1');
      await stage.window(200);
      stage.write('generated.go', 'second\n');
      await stage.builds(2);
    },
    expected: {},
  },
  {
    group: 'gorl',
    name: 'a flag whose value cannot be read is an error: --build.delay soon',
    async run(stage) {
      stage.config();
      stage.saw['ends well'] = (await stage.run(['--build.delay', 'soon'])) === 0;
    },
    expected: { 'ends well': false },
    why: 'air takes it for 0, and starts',
  },
  {
    group: 'gorl',
    name: '-color always beats color.mode = "never" in the config',
    async run(stage) {
      stage.config({}, '[color]\nmode = "never"');
      stage.start(['-color', 'always']);
      await stage.started('v1');
      stage.saw['colors'] = await happens(stage, () => stage.stderr.includes('\u001B['));
    },
    expected: { colors: true },
    why: 'in air the config beats this flag',
  },
  {
    group: 'gorl',
    name: 'an edit of a comment: the binary is the same, and the app goes on',
    async run(stage) {
      await stage.takePort();
      const main = (comment: string): string =>
        `package main\n\nimport (\n\t"net/http"\n\t"os"\n)\n\nfunc main() {\n\tprintln("said it")\n\thttp.ListenAndServe("127.0.0.1:"+os.Getenv("PROBE_PORT"), nil)\n}\n\n// ${comment}\n`;
      stage.write('go.mod', 'module example.com/comment\n\ngo 1.19\n');
      stage.write('main.go', main('one'));
      stage.write('.air.toml', '[build]\ndelay = 50\n');
      stage.start();
      const said = (): number => stage.stderr.split('said it').length - 1;
      await stage.until('the app', () => said() === 1);
      await stage.window(300);
      const before = stage.stderr.length;
      stage.write('main.go', main('two'));
      await stage.until('its words', () => stage.stderr.length > before);
      const end = performance.now() + 4_000;
      await stage.until('a start or none', () => said() > 1 || performance.now() > end);
      stage.saw['starts'] = said();
    },
    expected: { starts: 1 },
    why: 'air restarts after every build',
  },
];
