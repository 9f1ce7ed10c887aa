import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenario.ts';
import { happens } from '../waits.ts';

const colored = (text: string): boolean => text.includes('\u001B[');

/** What it writes itself, without the app's. */
async function wordsOf(
  stage: Stage,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const before = stage.starts();
  stage.stderr = '';
  stage.stdout = '';
  stage.start(args, { env });
  await stage.until('the app', () => stage.starts() > before);
  await stage.stop();
  return stage.stderr;
}

/** Lines, colors, banner. */
export const output: readonly Scenario[] = [
  {
    group: '27',
    name: 'color.mode: always, never, auto, "" (no terminal), and one that does not exist',
    async run(stage) {
      for (const mode of ['always', 'never', 'auto', '']) {
        stage.config({}, `color.mode = "${mode}"`);
        stage.saw[`"${mode}"`] = colored(await wordsOf(stage, []));
      }
      stage.config({ full_bin: stage.probe }, 'color.mode = "always"');
      stage.saw['always, with full_bin'] = colored(await wordsOf(stage, []));
      stage.config({}, 'color.mode = "sometimes"');
      stage.saw['"sometimes" ends well'] = (await stage.run([])) === 0;
    },
    expected: {
      '"always"': true,
      '"never"': false,
      '"auto"': false,
      '""': false,
      'always, with full_bin': true,
      '"sometimes" ends well': false,
    },
  },
  {
    group: '27',
    name: '-color always, never, and one that does not exist',
    async run(stage) {
      stage.config();
      for (const mode of ['always', 'never']) stage.saw[mode] = colored(await wordsOf(stage, ['-color', mode]));
      stage.saw['sometimes ends well'] = (await stage.run(['-color', 'sometimes'])) === 0;
    },
    expected: { always: true, never: false, 'sometimes ends well': false },
  },
  {
    group: '27',
    name: 'NO_COLOR in the environment',
    async run(stage) {
      stage.config();
      stage.start([], { env: { NO_COLOR: '1' }, terminal: true });
      await stage.started('v1');
      await stage.window(200);
      stage.saw['colors in a terminal'] = /\[[0-9;]*3[0-9]m/.test(stage.stdout);
    },
    expected: { 'colors in a terminal': false },
  },
  {
    group: '29',
    name: 'misc.startup_banner: a text, none, and a flag that beats the config',
    async run(stage) {
      stage.config({}, '[misc]\nstartup_banner = "our banner"');
      stage.saw['text'] = (await wordsOf(stage, [])).includes('our banner');
      const byFlag = await wordsOf(stage, ['--misc.startup_banner', 'by flag']);
      stage.saw['by flag'] = byFlag.includes('by flag') && !byFlag.includes('our banner');
      stage.config({}, '[misc]\nstartup_banner = ""');
      const none = await wordsOf(stage, []);
      stage.saw['none'] = !/built with Go|gorl \d/.test(none);
    },
    expected: { text: true, 'by flag': true, none: true },
  },
  {
    group: '29',
    name: '-v writes the version to stdout, exit code 0, even with a broken config',
    async run(stage) {
      stage.write('.air.toml', '[build\n');
      stage.saw['exit code'] = await stage.run(['-v']);
      stage.saw['a version on stdout'] = /v?\d+\.\d+\.\d+/.test(stage.stdout);
      stage.saw['on stderr'] = stage.stderr.trim();
    },
    expected: { 'exit code': 0, 'a version on stdout': true, 'on stderr': '' },
  },
  {
    group: '30',
    name: 'its own lines are on stderr, none on stdout',
    async run(stage) {
      stage.config({ full_bin: 'echo from the app; exec "$PROBE"' });
      stage.start();
      await stage.started('v1');
      stage.save('v2');
      await stage.started('v2');
      stage.save('broken');
      await stage.builds(3);
      await stage.window(300);
      await stage.stop();
      stage.saw['stdout without the app’s lines'] = stage.stdout.replaceAll('from the app\n', '');
      stage.saw['something on stderr'] = stage.stderr.length > 0;
    },
    expected: { 'stdout without the app’s lines': '', 'something on stderr': true },
  },
  {
    group: '30',
    name: 'the app’s colors stay, on both streams',
    async run(stage) {
      stage.config({
        full_bin: `printf '\\033[31mout\\033[0m\\n'; printf '\\033[32merr\\033[0m\\n' >&2; exec "$PROBE"`,
      });
      stage.start();
      await stage.started('v1');
      stage.saw['stdout'] = await happens(stage, () => stage.stdout.includes('\u001B[31mout\u001B[0m'));
      stage.saw['stderr'] = await happens(stage, () => stage.stderr.includes('\u001B[32merr\u001B[0m'));
    },
    expected: { stdout: true, stderr: true },
  },
  {
    group: '30',
    name: 'log.main_only hides the lines about building, log.silent all; the app’s stay',
    async run(stage) {
      // An entrypoint beside it, or air warns of a bin that nobody wrote.
      const app = { full_bin: 'echo from the app >&2; exec "$PROBE"', entrypoint: ['unused'] };
      stage.config(app);
      const all = (await wordsOf(stage, [])).split('\n').length;
      stage.config(app, '[log]\nmain_only = true');
      const main = await wordsOf(stage, []);
      stage.saw['main_only has fewer lines'] = main.split('\n').length < all;
      stage.config(app, '[log]\nsilent = true');
      stage.saw['silent'] = (await wordsOf(stage, [])).trim();
    },
    expected: { 'main_only has fewer lines': true, silent: 'from the app' },
  },
  {
    group: '30',
    name: 'screen.clear_on_rebuild: before each rebuild, not the first; keep_scroll false clears all',
    async run(stage) {
      const screen = '[screen]\nclear_on_rebuild = true\n';
      const cleared = (): boolean => ['\u001B[2J', '\u001Bc'].some((code) => stage.stdout.includes(code));
      stage.config({}, screen);
      stage.start([], { terminal: true });
      await stage.started('v1');
      stage.saw['at the first build'] = cleared();
      stage.save('v2');
      await stage.started('v2');
      stage.saw['at a rebuild'] = await happens(stage, cleared);
    },
    expected: { 'at the first build': false, 'at a rebuild': true },
  },
  {
    group: '30',
    name: 'misc.clean_on_exit removes tmp_dir at the end',
    async run(stage) {
      stage.config({}, '[misc]\nclean_on_exit = true');
      stage.start();
      await stage.started('v1');
      stage.saw['tmp while it runs'] = stage.exists('tmp');
      await stage.stop();
      stage.saw['tmp after it'] = stage.exists('tmp');
    },
    expected: { 'tmp while it runs': true, 'tmp after it': false },
  },
  {
    group: '30',
    name: 'a failed build is in tmp/build-errors.log, and what the compiler said with it',
    async run(stage) {
      stage.config({ cmd: 'echo build >> "$LOG"; echo "main.go:1:1: said by the compiler" >&2; exit 1' });
      stage.start();
      await stage.builds(1);
      await stage.until('the log', () => stage.exists('tmp/build-errors.log'));
      const said = (): boolean => stage.read('tmp/build-errors.log').includes('said by the compiler');
      stage.saw['what the compiler said'] = await happens(stage, said);
    },
    expected: { 'what the compiler said': true },
    why: 'air writes "exit status 1" only',
  },
];
