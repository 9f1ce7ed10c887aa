import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { examples, store, undefinedRows } from '../report-examples.ts';
import { screen, shortcuts, terminalWith } from './screen.ts';

const started: readonly Report[] = [
  examples['session-started'][0],
  examples['watch-started'][0],
  { type: 'build-started', generation: 1, cause: { type: 'start' } },
  { type: 'build-succeeded', generation: 1, durationMs: 840 },
  { type: 'process-started', run: 1, generation: 1, pid: 48213 },
  { type: 'process-ready', run: 1, generation: 1, pid: 48213, port: 8080, ports: [8080], startMs: 61, buildMs: 840 },
];
const change: Report = { type: 'files-changed', files: [store] };
const build = (generation: number): Report => ({
  type: 'build-started',
  generation,
  cause: { type: 'files', files: [store] },
});
const failed = (diagnostics: readonly Diagnostic[], stillServing?: number): Report => ({
  type: 'build-failed',
  generation: 2,
  durationMs: 390,
  end: { type: 'code', code: 1 },
  diagnostics,
  output: '',
  ...(stillServing === undefined ? {} : { stillServing }),
});

describe('the start', () => {
  test('says what runs, what is watched and which keys work', () => {
    expect(screen(started)).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit
      watch  31 directories, 214 files (ignoring .gitignore, tmp, vendor)

      00:00:02  build     ./cmd/api
      00:00:05  ready     840 ms build · 61 ms start · :8080 · pid 48213
      "
    `);
  });
  test('off a terminal: no key help, nothing shortened', () => {
    expect(screen(started.slice(0, 2), { isTTY: false })).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml
      watch  31 directories, 214 files (ignoring .gitignore, tmp, vendor)
      "
    `);
  });
  test('on a narrow terminal the key help goes below', () => {
    expect(screen(started.slice(0, 1), { columns: () => 50 })).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml
      h help · r restart · q quit
      "
    `);
  });
  test('a scan that ends after the first line of the build is told as an entry', () => {
    const building = started.slice(2, 3);
    expect(screen([examples['session-started'][0], ...building, examples['watch-started'][0]])).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit

      00:00:01  build     ./cmd/api
      00:00:02  watch     31 directories, 214 files (ignoring .gitignore, tmp, vendor)
      "
    `);
  });
  test('shows the arguments of the app', () => {
    expect(screen([examples['session-started'][1]])).toContain('make build serve "two words"');
  });
  test('polling says why', () => {
    expect(screen([examples['watch-started'][1]])).toMatchInlineSnapshot(`
      "
      00:00:00  watch     1 directory, 1 file, polling every 500 ms (NFS sends no events)
      "
    `);
  });
  test('a banner of the user replaces the first line, an empty one leaves none', () => {
    expect(screen(started.slice(0, 2), { banner: 'my\nshop', shortcuts: [] })).toMatchInlineSnapshot(`
      "
      my
      shop
      watch  31 directories, 214 files (ignoring .gitignore, tmp, vendor)
      "
    `);
    expect(screen(started.slice(0, 2), { banner: '' })).toMatchInlineSnapshot(`
      "
      00:00:01  watch     31 directories, 214 files (ignoring .gitignore, tmp, vendor)
      "
    `);
  });
});

describe('a change', () => {
  test('is followed by what it led to, with every time named', () => {
    expect(screen([change, build(3), ...examples['process-ready']])).toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/user/store.go
      00:00:02  ready     412 ms build · 8 ms stop · 61 ms start · 486 ms after save · :8080 :9090
      00:00:03  ready     pid 48214
      "
    `);
  });
  test('while paused says that it waits, and what ends the pause', () => {
    const two: Report = { type: 'files-held', files: [store, { ...store, rel: 'main.go' }] };
    expect(screen([examples['files-held'][0], two], { columns: () => 70 })).toMatchInlineSnapshot(`
      "
      00:00:00  paused    internal/user/store.go waits · p resumes
      00:00:01  paused    internal/user/store.go +1 wait · p resumes
      "
    `);
    expect(screen(examples['files-held'], { shortcuts: [] })).toContain('store.go waits\n');
  });
  test('names the first file and counts the others', () => {
    expect(screen(examples['files-changed'])).toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/user/store.go +2
      00:00:01  change    internal/user/store.go · the build starts over
      00:00:02  change    internal/user/store.go deleted
      "
    `);
  });
  test('a long path is cut in the middle on a terminal only', () => {
    const long: Report = {
      type: 'files-changed',
      files: [{ ...store, rel: `internal/${'deeper/'.repeat(12)}store.go` }],
    };
    expect(screen([long], { columns: () => 60 })).toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/de…r/deeper/deeper/store.go
      "
    `);
    expect(screen([long], { isTTY: false })).toContain('deeper/'.repeat(12));
  });
  test('that builds the same binary is answered; one that needs no build only with -d', () => {
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store] };
    expect(screen([change, build(2), { type: 'build-succeeded', generation: 2, durationMs: 3 }, same]))
      .toMatchInlineSnapshot(`
      "
      00:00:00  change    internal/user/store.go
      00:00:03  nothing   the binary is the same · the app keeps running
      "
    `);
    expect(screen(examples['nothing-to-do'])).toBe('\n');
    expect(screen(examples['nothing-to-do'], { debug: true })).toMatchInlineSnapshot(`
      "
      00:00:00  nothing   README.md · no package uses it
      "
    `);
  });
});

describe('a failed build', () => {
  test('says what still runs, then shows the source', () => {
    expect(screen([...started, change, examples['build-failed'][0]].map(withGeneration(1)))).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit
      watch  31 directories, 214 files (ignoring .gitignore, tmp, vendor)

      00:00:02  build     ./cmd/api
      00:00:05  ready     840 ms build · 61 ms start · :8080 · pid 48213
      00:00:06  change    internal/user/store.go
      00:00:07  failed    2 errors in 390 ms · the build from 00:00:05 is still running

      internal/user/store.go:42:20: undefined: rows
         41 │ 	defer cancel()
         42 │ 	for _, r := range rows {
            │ 	                  ^^^^
         43 │ 		sum += r

      main.go:13:11: not enough arguments in call to add
          have (number)
          want (int, string)

      note: module requires Go 1.28

      "
    `);
  });
  test('without diagnostics tells how it ended', () => {
    expect(screen(examples['build-failed'].slice(1))).toMatchInlineSnapshot(`
      "
      00:00:00  failed    could not be started: spawn go ENOENT · nothing is running
      00:00:01  failed    killed by SIGKILL after 9 s · nothing is running
                          → the system kills processes when it runs out of memory; fewer compilers at once
                            use less: GOFLAGS=-p=1
      "
    `);
  });
  test('what was not understood is shown, also when something was printed live before', () => {
    const live: Report = { type: 'command-output', name: 'cmd', text: 'go: downloading x v1.0.0\n' };
    const end: Report = { ...examples['build-failed'][1], output: 'oh no' };
    expect(screen([build(2), live, end]).match(/oh no/g)).toHaveLength(1);
    expect(screen([build(2), end]).match(/oh no/g)).toHaveLength(1);
  });
  test('names the build that really runs, also when a later one came to the same binary', () => {
    const ready = examples['process-ready'][1];
    const runs: Report = { type: 'process-started', run: ready.run, generation: ready.generation, pid: ready.pid };
    const success: Report = { type: 'build-succeeded', generation: 4, durationMs: 3 };
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store] };
    const end: Report = { ...examples['build-failed'][1], stillServing: 4 };
    expect(screen([runs, ready, build(4), success, same, build(5), end])).toContain(
      'the build from 00:00:01 is still running',
    );
  });
  test('counts on where the compiler stopped counting', () => {
    const notes = [{ message: 'too many errors' }];
    const ten = Array.from({ length: 10 }, (_, index) => ({ ...undefinedRows, ...(index === 9 && { notes }) }));
    expect(screen([failed(ten)])).toContain('failed    10+ errors in');
    expect(screen([failed([{ ...undefinedRows, notes }])])).toContain('failed    1+ errors in');
  });
  test('beyond five problems the rest get a line each, and e shows them', () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ ...undefinedRows, message: `undefined: r${index + 1}` }));
    const terminal = terminalWith();
    const text = terminal.render(failed(many), 0);
    expect(text.match(/\^/g)).toHaveLength(5 * 4);
    expect(text.slice(text.lastIndexOf('sum += r') + 9)).toMatchInlineSnapshot(`
      "
      internal/user/store.go:42:20: undefined: r6
      internal/user/store.go:42:20: undefined: r7

      00:00:00  waiting   for a change · e shows the other 2 in full
      "
    `);
    expect(terminal.nextError(1000)).toMatchInlineSnapshot(`
      "00:00:01  failed    problems 6 to 7 of 7

      internal/user/store.go:42:20: undefined: r6
         41 │ 	defer cancel()
         42 │ 	for _, r := range rows {
            │ 	                  ^^^^
         43 │ 		sum += r

      internal/user/store.go:42:20: undefined: r7
         41 │ 	defer cancel()
         42 │ 	for _, r := range rows {
            │ 	                  ^^^^
         43 │ 		sum += r

      "
    `);
    expect(terminal.nextError(2000)).toContain('problems 1 to 5 of 7');
  });
  test('the next success says that it is fixed', () => {
    expect(screen([failed([undefinedRows]), examples['process-ready'][0]])).toContain('ready     fixed · 412 ms build');
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store] };
    const reverted: Report[] = [
      failed([undefinedRows], 1),
      build(3),
      { type: 'build-succeeded', generation: 3, durationMs: 3 },
      same,
      examples['process-ready'][0],
    ];
    expect(screen(reverted)).toContain('ready     fixed · same binary, app not restarted');
    expect(screen(reverted).match(/fixed/g)).toHaveLength(1);
    const irrelevant = [failed([undefinedRows], 1), examples['nothing-to-do'][0], examples['process-ready'][0]];
    expect(screen(irrelevant)).toContain('ready     fixed');
  });
  test('a success that changes nothing leaves no problems to show either', () => {
    const terminal = terminalWith();
    const good: Report = { type: 'build-succeeded', generation: 3, durationMs: 3 };
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store] };
    for (const report of [failed([undefinedRows], 1), build(3), good, same]) terminal.render(report, 0);
    expect(terminal.nextError(0)).toContain('no problems to show');
  });
  test('an outdated build is no answer', () => {
    const outdated: Report = { type: 'build-cancelled', generation: 3, reason: 'change' };
    const reports = [
      failed([undefinedRows]),
      build(3),
      outdated,
      examples['nothing-to-do'][0],
      examples['process-ready'][0],
    ];
    expect(screen(reports)).toContain('ready     fixed · 412 ms build');
    expect(screen(reports)).not.toContain('no package uses it');
  });
  test('a restart does not make the build that runs look newer', () => {
    const ready = examples['process-ready'][1];
    expect(screen([ready, ready, ready, failed([], 3)])).toContain('the build from 00:00:00 is still running');
  });
});

describe('the app', () => {
  test('a crash shows the panic and the source', () => {
    expect(screen([examples['process-exited'][0]])).toMatchInlineSnapshot(`
      "
      00:00:00  crashed   exit code 2 after 3.2 s · nothing is running · waiting for a change; r restarts

      main.go:17: panic: assignment to entry in nil map
         16 │ 	var hits map[string]int
         17 │ 	hits["x"] = 1
         18 │ }
      main.go:30: main.main

      "
    `);
  });
  test('an end that was asked for is silent, unless something survived', () => {
    expect(screen([{ ...examples['process-exited'][1], leaked: [] }])).toBe('\n');
    expect(screen([examples['process-exited'][1]])).toMatchInlineSnapshot(`
      "
      00:00:00  left      1 process could not be killed, not even with SIGKILL: pid 4711
                          → inspect with: ps -fp 4711
      "
    `);
  });
  test('a crash says whether another process still serves', () => {
    const own = examples['process-started'][0];
    expect(screen([own, examples['process-exited'][0]])).toContain('· nothing is running ·');
    expect(screen([{ ...own, run: 1 }, own, examples['process-exited'][0]])).toContain(
      '· the previous build is still running ·',
    );
  });
  test('a clean exit says what comes next', () => {
    expect(screen([examples['process-exited'][2]])).toMatchInlineSnapshot(`
      "
      00:00:00  exited    exit code 0 after 9 ms · nothing is running · restarts in 500 ms
      "
    `);
  });
  test('a binary that is gone is built again', () => {
    const rebuild: Report = { type: 'build-started', generation: 4, cause: { type: 'missing' } };
    expect(screen([examples['session-started'][0], examples['process-exited'][3], rebuild])).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit

      00:00:01  failed    could not be started: ./tmp/main: no such file · nothing is running · rebuilding
      00:00:02  build     ./cmd/api · its binary is gone
      "
    `);
  });
  test('one that will not end', () => {
    expect(screen([examples['process-stopping'][0], examples['process-stuck'][0], examples['process-dump'][0]]))
      .toMatchInlineSnapshot(`
        "
        00:00:01  stuck     did not exit within 5 s of SIGTERM → SIGKILL
        00:00:02  stuck     4 goroutines kept it from stopping (3 kinds):

        main.ignoreSignals main.go:93 [sync.WaitGroup.Wait]
        main.worker main.go:98 [chan receive] (x2)
        main.ignoreSignals.func1 main.go:88 [chan receive]

        "
      `);
  });
  test('one whose processes keep the next from starting', () => {
    expect(screen(examples['process-waiting'])).toMatchInlineSnapshot(`
      "
      00:00:00  waiting   for node worker.js (pid 48231) to exit
      00:00:01  waiting   for sudo ./tmp/main (pid 48213) · another user's
                          → stop it with: sudo kill 48213; nothing else starts until it is gone
      "
    `);
  });
  test('one that hands over to its successor, of which nobody knows how it ends', () => {
    const ended: Report = { ...examples['process-exited'][0], end: { type: 'unseen' } };
    const { diagnostic: _, ...unseen } = ended;
    expect(screen([examples['process-handed-over'][0], unseen])).toMatchInlineSnapshot(`
      "
      00:00:00  note      pid 48213 handed :8080 over to pid 48250 · which is the app from now on
      00:00:01  exited    ended after 3.2 s · nothing is running · waiting for a change; r restarts
      "
    `);
  });
  test('one that was ended because the build failed', () => {
    const stopping: Report = { type: 'process-stopping', run: 2, reason: 'build-failed', signal: 'SIGINT' };
    expect(screen([stopping, { ...examples['process-exited'][1], leaked: [], stopMs: 8 }])).toMatchInlineSnapshot(`
      "
      00:00:01  stopped   in 8 ms · the build failed, and stop_on_error is set
      "
    `);
  });
  test('a port that is taken: by whom, and what to do', () => {
    expect(screen(examples['port-in-use'])).toMatchInlineSnapshot(`
      "
      00:00:00  port      :8080 is in use by ./tmp/main -v (pid 1234) · left over from another gorl
                          → stop it with: kill 1234
      00:00:01  port      :8080 is in use by nginx (pid 99)
                          → stop it with: kill 99
      00:00:02  port      :8080 is in use by ./main (pid 77) · another gorl (pid 70) is running it
                          → stop it with: kill 70
      00:00:03  port      :80 is in use by a program that gorl cannot see
                          → find it with: lsof -i :80 (as root)
      "
    `);
  });
  test('one that listens late', () => {
    expect(screen(examples['process-listening'])).toMatchInlineSnapshot(`
      "
      00:00:00  port      listening on :8080
      "
    `);
  });
});

describe('gorl itself', () => {
  test('problems in the config', () => {
    expect(screen(examples.problems)).toMatchInlineSnapshot(`
      "
      .air.toml:4:9: build.delay must not be negative
          3 │ [build]
          4 │ delay = -5
            │         ^^
          → use 0 to build at once

      error: no go command on PATH

      "
    `);
  });
  test('a config that names another package: the build says which', () => {
    const reload = examples['config-reloaded'][2];
    const rebuild: Report = { type: 'build-started', generation: 2, cause: { type: 'config' } };
    expect(screen([...started.slice(0, 1), reload, rebuild])).toContain('build     ./cmd/b · the config changed');
  });
  test('a config that is rejected while running', () => {
    expect(screen([...examples['config-reloaded'], ...examples['config-rejected']])).toMatchInlineSnapshot(`
      "
      00:00:00  config    .air.toml reloaded: build.delay, build.cmd
      00:00:01  config    .air.toml reloaded, no settings changed
      00:00:02  config    .air.toml reloaded: build.cmd
      00:00:03  config    .air.toml: 1 error · keeping the previous settings

      .air.toml:4:9: build.delay must not be negative
          3 │ [build]
          4 │ delay = -5
            │         ^^
          → use 0 to build at once

      "
    `);
  });
  test('hooks', () => {
    expect(screen([...examples['command-started'], ...examples['command-output'], ...examples['command-failed']]))
      .toMatchInlineSnapshot(`
        "
        00:00:00  pre_cmd   templ generate
        Complete [ updates=3 ]
        done
        00:00:04  failed    pre_cmd templ generate · exit code 1
        "
      `);
  });
  test('pause, notices and the end', () => {
    const notices: Report[] = [{ type: 'paused' }, { type: 'resumed' }, ...examples.notice];
    expect(screen([...notices, examples['session-stopping'][0], examples['session-ended'][1]])).toMatchInlineSnapshot(`
      "
      00:00:00  paused    changes wait until you press p
      00:00:01  resumed   changes take effect again
      00:00:02  warning   only 12 inotify watches are left
                          → sysctl fs.inotify.max_user_watches=524288
      00:00:04  stopping  Ctrl-C · repeat to kill
      00:00:05  stopped   Ctrl-C · in 1 s · nothing is left running
      "
    `);
  });
  test('every way to stop', () => {
    expect(screen([...examples['session-stopping'], examples['session-ended'][2]])).toMatchInlineSnapshot(`
      "
      00:00:00  stopping  Ctrl-C · repeat to kill
      00:00:01  stopping  now, by force
      00:00:03  stopped   in 3 s · nothing is left running · exit code 70
      "
    `);
  });
  test('the end does not claim what gorl has not seen', () => {
    expect(screen([examples['process-started'][0], examples['session-ended'][2]])).not.toContain(
      'nothing is left running',
    );
  });
  test('the help lists the keys it is given', () => {
    expect(`\n${terminalWith().help(shortcuts, 0)}`).toMatchInlineSnapshot(`
      "
        h  show this help
        r  restart without building
        c  clear the screen
        q  quit

      "
    `);
  });
});

function withGeneration(stillServing: number) {
  return (report: Report): Report => (report.type === 'build-failed' ? { ...report, stillServing } : report);
}
