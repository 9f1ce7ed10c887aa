import type { Scenario } from '../scenario.ts';
import { hold, release, whileHeld } from '../waits.ts';

/** A build that takes its time and says when it begins and ends. */
const slowBuild = 'echo build >> "$LOG"; sleep 0.4; cp main.go tmp/version; echo built >> "$LOG"';

/** What happens to the app when something is built. */
export const builds: readonly Scenario[] = [
  {
    group: '1',
    name: 'a nested tmp_dir is created',
    async run(stage) {
      stage.config({ cmd: 'cp main.go a/b/c/version' }, 'tmp_dir = "a/b/c"');
      stage.start([], { env: { PROBE_VERSION: 'a/b/c/version' } });
      await stage.started('v1');
      stage.saw['a/b/c is there'] = stage.exists('a/b/c');
      stage.saw['tmp is there'] = stage.exists('tmp');
    },
    expected: { 'a/b/c is there': true, 'tmp is there': false },
  },
  {
    group: '3',
    name: 'pre_cmd and post_cmd are shell text: a redirection makes the file',
    async run(stage) {
      stage.config({
        pre_cmd: ['echo first > pre.txt', 'echo second | tr s S >> pre.txt'],
        post_cmd: ['echo after > post.txt'],
      });
      stage.start();
      await stage.started('v1');
      stage.saw['pre.txt'] = stage.read('pre.txt').trim().split('\n');
      stage.saw['post.txt while it runs'] = stage.exists('post.txt');
      await stage.stop();
      stage.saw['post.txt after it'] = stage.read('post.txt').trim();
    },
    expected: { 'pre.txt': ['first', 'Second'], 'post.txt while it runs': false, 'post.txt after it': 'after' },
  },
  {
    group: '3',
    name: 'post_cmd runs at the end, before the app is stopped; not after a build',
    async run(stage) {
      stage.config({ post_cmd: ['echo post >> "$LOG"'], send_interrupt: true, kill_delay: '60s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:10' } });
      await stage.started('v1');
      await stage.stop();
      stage.saw['order'] = stage.log().filter((line) => !line.startsWith('args'));
    },
    expected: { order: ['build', 'start v1', 'post', 'SIGINT', 'bye'] },
  },
  {
    group: '3',
    name: 'a pre_cmd that fails ends the list; the build goes on, but not with stop_on_error',
    async run(stage) {
      const hooks = { pre_cmd: ['echo first >> "$LOG"; exit 3', 'echo never >> "$LOG"'] };
      stage.config(hooks);
      stage.start();
      await stage.started('v1');
      await stage.stop();
      stage.config({ ...hooks, stop_on_error: true });
      stage.start();
      await stage.until('the second', () => stage.count('first') === 2);
      await stage.window();
      stage.save('v2');
      await stage.until('the third', () => stage.count('first') === 3);
      stage.saw['builds'] = stage.count('build');
      stage.saw['rest of the list'] = stage.count('never');
    },
    expected: { builds: 1, 'rest of the list': 0 },
  },
  {
    group: '4',
    name: 'the old app is stopped after the build has succeeded, and before the new one starts',
    async run(stage) {
      stage.config({ cmd: slowBuild, send_interrupt: true, kill_delay: '60s' });
      stage.start([], { env: { PROBE_SIGNAL: 'graceful:50' } });
      await stage.started('v1');
      stage.save('v2');
      await stage.started('v2');
      stage.saw['order'] = stage.log().filter((line) => !line.startsWith('args'));
    },
    expected: { order: ['build', 'built', 'start v1', 'build', 'built', 'SIGINT', 'bye', 'start v2'] },
  },
  {
    group: '5',
    name: 'the built binary is never deleted: `cp … tmp/dev; echo ok; sleep`, stop_on_error and send_interrupt',
    async run(stage) {
      stage.config({
        cmd: 'echo build >> "$LOG"; grep -q broken main.go && exit 1; cp main.go tmp/version; cp "$PROBE" tmp/dev; echo ok; sleep 0.3',
        entrypoint: ['./tmp/dev'],
        stop_on_error: true,
        send_interrupt: true,
      });
      stage.start();
      await stage.started('v1');
      stage.save('v2');
      await stage.started('v2');
      stage.saw['after a rebuild'] = stage.exists('tmp/dev');
      stage.save('broken');
      await stage.builds(3);
      await stage.window();
      stage.saw['after a failed build'] = stage.exists('tmp/dev');
      await stage.stop();
      stage.saw['after the end'] = stage.exists('tmp/dev');
    },
    expected: { 'after a rebuild': true, 'after a failed build': true, 'after the end': true },
  },
  {
    group: '5',
    name: 'a failed `go build` deletes no binary',
    async run(stage) {
      stage.write('go.mod', 'module example.com/kept\n\ngo 1.19\n');
      stage.write('main.go', 'package main\n\nfunc main() { println("said v1"); select {} }\n');
      stage.write('.air.toml', '[build]\ndelay = 50\nstop_on_error = true\nsend_interrupt = true\n');
      stage.start();
      await stage.until('the app', () => stage.stderr.includes('said v1'));
      stage.saw['tmp/main after the build'] = stage.exists('tmp/main');
      stage.write('main.go', 'package main\n\nfunc main() { undefined() }\n');
      await stage.until('the error', () => stage.stderr.includes('undefined: undefined'));
      await stage.window();
      stage.saw['after a failed one'] = stage.exists('tmp/main');
      await stage.stop();
      stage.saw['after the end'] = stage.exists('tmp/main');
    },
    expected: { 'tmp/main after the build': true, 'after a failed one': true, 'after the end': true },
  },
  {
    group: '6',
    name: 'a failed build with stop_on_error stops the app; the next good one starts it',
    async run(stage) {
      await stage.takePort();
      stage.config({ stop_on_error: true });
      stage.start();
      await stage.answers('v1');
      stage.save('broken');
      await stage.answers('refused');
      stage.save('v3');
      await stage.answers('v3');
      stage.saw['starts'] = stage.starts();
    },
    expected: { starts: 2 },
  },
  {
    group: '6',
    name: 'a failed build without stop_on_error leaves the app alone',
    async run(stage) {
      await stage.takePort();
      stage.config({ stop_on_error: false });
      stage.start();
      await stage.answers('v1');
      stage.save('broken');
      await stage.builds(2);
      await stage.window();
      await stage.answers('v1');
      stage.save('v3');
      await stage.answers('v3');
      stage.saw['starts of v1'] = stage.count('start v1');
    },
    expected: { 'starts of v1': 1 },
    why: 'air stops the old app and starts it again; gorl does not touch it',
  },
  {
    group: '7',
    name: '(stopping before the build is for Windows) elsewhere the old app answers during the build',
    async run(stage) {
      await stage.takePort();
      stage.config({ cmd: `echo build >> "$LOG"; ${whileHeld}; cp main.go tmp/version; echo built >> "$LOG"` });
      stage.start();
      await stage.answers('v1');
      hold(stage);
      stage.save('v2');
      await stage.until('the build', () => stage.count('build') === 2);
      stage.saw['during the build'] = await stage.answer();
      stage.saw['the build was still running'] = stage.count('built') === 1;
      release(stage);
      await stage.answers('v2');
    },
    expected: { 'during the build': 'v1', 'the build was still running': true },
  },
  {
    group: '8',
    name: 'exclude_unchanged, pre_cmd `sleep 1`: the old app answers for 500 ms after the edit, then the new one; after the end the port refuses',
    async run(stage) {
      await stage.takePort();
      stage.config({ exclude_unchanged: true, pre_cmd: [`sleep 1; ${whileHeld}`] });
      stage.start();
      await stage.answers('v1');
      // Air reads all files once, in the background; a save before that is lost.
      await stage.window(700);
      hold(stage);
      stage.save('v2');
      const answers = new Set<string>();
      const end = performance.now() + 500;
      await stage.until('500 ms', async () => {
        answers.add(await stage.answer());
        return performance.now() > end;
      });
      stage.saw['for 500 ms'] = [...answers];
      release(stage);
      await stage.answers('v2');
      await stage.stop();
      stage.saw['after the end'] = await stage.answer();
    },
    expected: { 'for 500 ms': ['v1'], 'after the end': 'refused' },
  },
  {
    group: '10',
    name: 'a debugger in full_bin (a stand-in that runs the app in a process group of its own): an edit restarts both, and both end',
    async run(stage) {
      await stage.takePort();
      stage.write('debugger.sh', '#!/bin/sh\nset -m\n"$2" "$3" &\nwait\n');
      stage.config({ full_bin: `sh ./debugger.sh exec ${stage.probe} --continue` });
      stage.start();
      await stage.answers('v1');
      stage.save('v2');
      await stage.answers('v2');
      stage.saw['port was taken'] = stage.log().some((line) => line.startsWith('port taken'));
      await stage.stop();
      stage.saw['after the end'] = await stage.answer();
    },
    expected: { 'port was taken': false, 'after the end': 'refused' },
  },
];
