import type { Scenario } from '../scenario.ts';
import { happens, quickestRestartMs } from '../waits.ts';

const goServer = 'package main\n\nfunc main() { println("said v1"); select {} }\n';
const module = 'module example.com/config\n\ngo 1.19\n';

/** The config file: where it is found, what `init` writes, how its parts are put together. */
export const configs: readonly Scenario[] = [
  {
    group: '11',
    name: 'init writes .air.toml with the line of the schema first; a second init refuses and changes nothing',
    async run(stage) {
      stage.write('go.mod', module);
      stage.write('main.go', goServer);
      stage.saw['exit code'] = await stage.run(['init']);
      const text = stage.read('.air.toml');
      stage.saw['first line'] = text.split('\n')[0]?.split(' ')[0] ?? '';
      stage.saw['the second ends well'] = (await stage.run(['init'])) === 0;
      stage.saw['unchanged'] = stage.read('.air.toml') === text;
      stage.start();
      await stage.until('the app', () => stage.stderr.includes('said v1'));
    },
    expected: { 'exit code': 0, 'first line': '#:schema', 'the second ends well': false, unchanged: true },
  },
  {
    group: '11',
    name: 'init with a .air.toml that is broken refuses',
    async run(stage) {
      stage.write('.air.toml', '[build\n');
      stage.saw['ends well'] = (await stage.run(['init'])) === 0;
      stage.saw['unchanged'] = stage.read('.air.toml') === '[build\n';
    },
    expected: { 'ends well': false, unchanged: true },
  },
  {
    group: '19',
    name: '.air.toml before .config/air.toml; without both the defaults; -c wins',
    async run(stage) {
      for (const [name, word] of [
        ['.config/air.toml', 'hidden'],
        ['.air.toml', 'plain'],
        ['other.toml', 'named'],
      ] as const) {
        stage.config({ cmd: `echo ${word} >> "$LOG"; cat main.go > tmp/version` }, '', name);
        const before = stage.starts();
        stage.start(name === 'other.toml' ? ['-c', name] : []);
        await stage.until('the app', () => stage.starts() > before);
        stage.saw[`with ${name}`] = stage.log().findLast((line) => !/^(start|args)/.test(line)) ?? '';
        await stage.stop();
      }
      stage.saw['-c with a file that is not there ends well'] = (await stage.run(['-c', 'missing.toml'])) === 0;
    },
    expected: {
      'with .config/air.toml': 'hidden',
      'with .air.toml': 'plain',
      'with other.toml': 'named',
      '-c with a file that is not there ends well': false,
    },
  },
  {
    group: '19',
    name: 'air_wd: config, root and commands are there',
    async run(stage) {
      stage.config({ cmd: 'pwd > cwd; cat main.go > tmp/version' });
      stage.start([], { cwd: '/', env: { air_wd: stage.dir } });
      await stage.started('v1');
      stage.saw['commands run there'] = stage.read('cwd').trim() === stage.dir;
      stage.save('v2');
      await stage.started('v2');
    },
    expected: { 'commands run there': true },
  },
  {
    group: '19',
    name: 'broken TOML and a key given twice: an error with the place, and nothing starts',
    async run(stage) {
      const place = /\(\d+, \d+\)|air\.toml:\d+:\d+/;
      for (const [what, text] of [
        ['broken', '[build]\ncmd = \n'],
        ['twice', '[build]\ncmd = "true"\ncmd = "touch ran"\n'],
        ['wrong type', '[build]\ncmd = "touch ran"\ndelay = "soon"\n'],
      ] as const) {
        stage.write('.air.toml', text);
        stage.stderr = '';
        stage.saw[`${what}: ends well`] = (await stage.run([])) === 0;
        await stage.until('its words', () => stage.stderr !== '');
        stage.saw[`${what}: names the place`] = place.test(stage.stderr);
      }
      stage.saw['ran'] = stage.exists('ran');
    },
    expected: {
      'broken: ends well': false,
      'broken: names the place': true,
      'twice: ends well': false,
      'twice: names the place': true,
      'wrong type: ends well': false,
      'wrong type: names the place': true,
      ran: false,
    },
    why: 'air names the place only where its TOML parser does',
  },
  {
    group: '19',
    name: 'a config with bin and no entrypoint runs bin',
    async run(stage) {
      stage.config({ cmd: 'cat main.go > tmp/version; cp "$PROBE" tmp/other', bin: './tmp/other' });
      stage.start();
      await stage.started('v1');
      stage.saw['runs'] = stage.alive().some(({ command }) => command.includes('tmp/other')) ? 'bin' : 'something else';
    },
    expected: { runs: 'bin' },
  },
  {
    group: '23',
    name: '[build.linux] replaces what it names, [build.darwin] and [build.windows] have no effect here',
    async run(stage) {
      stage.config({ cmd: 'echo base >> "$LOG"', pre_cmd: ['echo pre >> "$LOG"'], args_bin: ['base'] });
      stage.write(
        '.air.toml',
        `${stage.read('.air.toml')}
[build.linux]
cmd = 'echo linux >> "$LOG"; cat main.go > tmp/version'
args_bin = ["linux"]
[build.darwin]
cmd = 'echo darwin >> "$LOG"'
[build.windows]
cmd = 'echo windows >> "$LOG"'
`,
      );
      stage.start();
      await stage.started('v1');
      stage.saw['order'] = stage.log();
    },
    expected: { order: ['pre', 'linux', 'args ["linux"]', 'start v1'] },
  },
  {
    group: '24',
    name: 'bin alone in the config: is there a line that says it is deprecated?',
    async run(stage) {
      stage.write('go.mod', module);
      stage.write('main.go', goServer);
      stage.start();
      await stage.until('the app', () => stage.stderr.includes('said v1'));
      await stage.window(200);
      stage.saw['without a config'] = /deprecated/i.test(stage.stderr);
      await stage.stop();
      stage.stderr = '';
      stage.write('.air.toml', '[build]\nbin = "./tmp/main"\n');
      stage.start();
      await stage.until('the app', () => stage.stderr.includes('said v1'));
      stage.saw['with bin'] = /deprecated/i.test(stage.stderr);
    },
    expected: { 'without a config': false, 'with bin': false },
    why: 'bin is a key like any other to gorl: nothing has to be changed',
  },
  {
    group: '25',
    name: 'tmp_dir = ".tmp" moves the default binary there',
    async run(stage) {
      stage.write('go.mod', module);
      stage.write('main.go', goServer);
      stage.write('.air.toml', 'tmp_dir = ".tmp"\n');
      stage.start();
      await stage.until('the app', () => stage.stderr.includes('said v1'));
      stage.saw['.tmp/main'] = stage.exists('.tmp/main');
      stage.saw['tmp'] = stage.exists('tmp');
    },
    expected: { '.tmp/main': true, tmp: false },
  },
  {
    group: '25',
    name: 'an absolute tmp_dir; an explicit cmd and exclude_dir stay as they are',
    async run(stage) {
      const place = `${stage.base}/made`;
      stage.config(
        { cmd: `echo build >> "$LOG"; cat main.go > ${place}/version`, exclude_dir: ['web'] },
        `tmp_dir = ${JSON.stringify(place)}`,
      );
      stage.write('web/a.go', 'a');
      stage.write('assets/a.go', 'a');
      stage.start([], { env: { PROBE_VERSION: `${place}/version` } });
      await stage.started('v1');
      await stage.window(100);
      stage.write('web/a.go', 'b');
      await stage.window();
      stage.write('assets/a.go', 'b');
      await stage.builds(2);
      stage.saw['builds after web/a.go'] = stage.count('build') - 2;
    },
    expected: { 'builds after web/a.go': 0 },
  },
  {
    group: 'gorl',
    name: 'zero values in the file take effect: delay = 0',
    async run(stage) {
      stage.config({ delay: 0 });
      stage.start();
      await stage.started('v1');
      await stage.window(100);
      const ms = await quickestRestartMs(stage, 900);
      stage.saw['delay = 0 from save to start'] = ms < 900 ? 'less than a second' : 'a second or more';
    },
    expected: { 'delay = 0 from save to start': 'less than a second' },
    why: 'air reads 0 in a file as "not set": the default of 1000 ms',
  },
  {
    group: 'gorl',
    name: 'an unknown key is a warning with a suggestion, and no error',
    async run(stage) {
      stage.config({ exclude_dirs: ['x'] });
      stage.start();
      await stage.started('v1');
      const suggested = (): boolean => /did you mean.*exclude_dir\b/.test(stage.stderr);
      stage.saw['suggests exclude_dir'] = await happens(stage, suggested);
    },
    expected: { 'suggests exclude_dir': true },
    why: 'air says nothing about keys that it does not know',
  },
];
