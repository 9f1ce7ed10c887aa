import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { buildFailed, example, killedBuild, processReady, silent, store, undefinedRows } from '../report-examples.ts';
import { couldNotStart, screen, terminalWith } from './screen.ts';
import { build, change, failed, started, withGeneration } from './story.ts';

describe('a failed build', () => {
  test('says what still runs, then shows the source', () => {
    expect(screen([...started, change, buildFailed].map(withGeneration(1)))).toMatchInlineSnapshot(`
      "
      gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit
      watch  6 directories, 6 files

      00:00:02  build     ./cmd/api
      00:00:05  ready     840 ms build · 61 ms start · http://localhost:8080 · pid 48213
      00:00:06  change    internal/user/store.go
      00:00:07  failed    2 errors in 412 ms · the build from 00:00:05 is still running

      internal/user/store.go:6:20: undefined: rows
          5 │ 	sum := 0
          6 │ 	for _, r := range rows {
            │ 	                  ^^^^
          7 │ 		sum += r

      internal/user/store.go:9:13: not enough arguments in call to add
          8 │ 	}
          9 │ 	return add(sum)
            │ 	           ^^^
         10 │ }
          have (int)
          want (int, string)

      example.com/shop/internal/user

      "
    `);
  });
  test('is told once, where the compiler said it before the go command', () => {
    const whole: Report = { ...buildFailed, output: '' };
    const { generation, diagnostics } = whole;
    const found: Report = { type: 'errors-found', generation, durationMs: 20, diagnostics };
    const before = [...started, change, build(generation)];
    const told = screen([...before, found, whole]);
    expect(told).toBe(screen([...before, { ...whole, durationMs: 20 }]));
    expect(told.match(/undefined: rows/g)).toHaveLength(1);
    // The go command has more to say, or the next build fails in the same way.
    const more = screen([...before, found, { ...whole, diagnostics: [...diagnostics, undefinedRows] }]);
    expect(more.match(/undefined: rows/g)).toHaveLength(3);
    const again = screen([...before, found, whole, build(generation + 1), { ...whole, generation: generation + 1 }]);
    expect(again.match(/undefined: rows/g)).toHaveLength(2);
  });
  test('without diagnostics tells how it ended', () => {
    expect(screen([couldNotStart, killedBuild])).toMatchInlineSnapshot(`
      "
      00:00:00  failed    could not be started: spawn go ENOENT · nothing is running
      00:00:01  failed    killed by SIGKILL after 412 ms · an earlier build is still running
                          → the system kills processes when it runs out of memory; fewer compilers at once
                            use less: GOFLAGS=-p=1
      "
    `);
  });
  test('what was not understood is shown, also when something was printed live before', () => {
    const live: Report = { type: 'command-output', name: 'cmd', text: 'go: downloading x v1.0.0\n' };
    const end: Report = { ...couldNotStart, output: 'oh no' };
    expect(screen([build(2), live, end]).match(/oh no/g)).toHaveLength(1);
    expect(screen([build(2), end]).match(/oh no/g)).toHaveLength(1);
  });
  test('names the build that really runs, also when a later one came to the same binary', () => {
    const ready = silent;
    const runs: Report = { type: 'process-started', run: ready.run, generation: ready.generation, pid: ready.pid };
    const success: Report = { type: 'build-succeeded', generation: 4, durationMs: 3 };
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store], generation: 4 };
    const end: Report = { ...couldNotStart, stillServing: 4 };
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
  test('beyond those that fit the rest get a line each, and e shows them', () => {
    const many = Array.from({ length: 7 }, (_, index) => ({ ...undefinedRows, message: `undefined: r${index + 1}` }));
    const terminal = terminalWith({ rows: () => 38 });
    const text = terminal.render(failed(many), 0);
    expect(text.match(/\^/g)).toHaveLength(5 * 4);
    expect(text.slice(text.lastIndexOf('sum += r') + 9)).toMatchInlineSnapshot(`
      "
      internal/user/store.go:6:20: undefined: r6
      internal/user/store.go:6:20: undefined: r7
      e shows the other 2 in full

      "
    `);
    expect(terminal.nextError(1000)).toMatchInlineSnapshot(`
      "00:00:01  failed    problems 6 to 7 of 7

      internal/user/store.go:6:20: undefined: r6
          5 │ 	sum := 0
          6 │ 	for _, r := range rows {
            │ 	                  ^^^^
          7 │ 		sum += r

      internal/user/store.go:6:20: undefined: r7
          5 │ 	sum := 0
          6 │ 	for _, r := range rows {
            │ 	                  ^^^^
          7 │ 		sum += r

      "
    `);
    expect(terminal.nextError(2000)).toContain('problems 1 to 5 of 7');
    expect(terminal.previousError(2000)).toContain('problems 6 to 7 of 7');
    expect(terminal.previousError(2000)).toContain('problems 1 to 5 of 7');
    expect(terminal.nextError(2000)).toContain('problems 6 to 7 of 7');
  });
  test('the place to open is the first of those on the screen', () => {
    const located = (line: number) => ({ ...undefinedRows, location: { file: 'store.go', line } });
    const unplaced = { severity: 'error', message: 'link failed', notes: [], source: 'go' } as const;
    const terminal = terminalWith({ rows: () => 10 });
    expect(terminal.shownPlace()).toBeUndefined();
    terminal.render(failed([unplaced, ...[1, 2, 3, 4, 5, 6, 7].map(located)]), 0);
    expect(terminal.shownPlace()?.line).toBe(1);
    terminal.nextError(0);
    expect(terminal.shownPlace()?.line).toBe(4);
    terminal.previousError(0);
    expect(terminal.shownPlace()?.line).toBe(1);
  });
  test('the next success says that it is fixed', () => {
    expect(screen([failed([undefinedRows]), processReady])).toContain('ready     fixed · 412 ms build');
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store], generation: 3 };
    const reverted: Report[] = [
      failed([undefinedRows], 1),
      build(3),
      { type: 'build-succeeded', generation: 3, durationMs: 3 },
      same,
      processReady,
    ];
    expect(screen(reverted)).toContain('ready     fixed · same binary, app not restarted');
    expect(screen(reverted).match(/fixed/g)).toHaveLength(1);
    const irrelevant = [
      failed([undefinedRows], 1),
      example('nothing-to-do', { reason: 'written by the app as it started' }),
      processReady,
    ];
    expect(screen(irrelevant)).toContain('ready     fixed');
  });
  test('a success that changes nothing leaves no problem to show either', () => {
    const terminal = terminalWith();
    const good: Report = { type: 'build-succeeded', generation: 3, durationMs: 3 };
    const same: Report = { type: 'nothing-to-do', reason: 'the binary is the same', files: [store], generation: 3 };
    for (const report of [failed([undefinedRows], 1), build(3), good, same]) terminal.render(report, 0);
    expect(terminal.nextError(0)).toContain('no problems to show');
  });
  test('an outdated build is no answer', () => {
    const outdated: Report = { type: 'build-cancelled', generation: 3, reason: 'change' };
    const reports = [
      failed([undefinedRows]),
      build(3),
      outdated,
      example('nothing-to-do', { reason: 'written by the app as it started' }),
      processReady,
    ];
    expect(screen(reports)).toContain('ready     fixed · 412 ms build');
    expect(screen(reports)).toContain('nothing   page.html · written by the app as it started');
  });
  test('a restart does not make the build that runs look newer', () => {
    const { generation } = silent;
    expect(screen([silent, silent, silent, failed([], generation)])).toContain(
      'the build from 00:00:00 is still running',
    );
  });
});

test('what runs is shown to who looks for a fault, in one line that can be copied', () => {
  const command = `cd /home/ann/shop && GOFLAGS=-tags=a /usr/local/go/bin/go build '-ldflags=-s -w' -o tmp/api ./cmd/api`;
  const report: Report = { type: 'command-started', name: 'cmd', command };
  expect(screen([report], { debug: true, columns: () => 50 })).toBe(`\n00:00:00  cmd       ${command}\n`);
  expect(screen([report], { columns: () => 50 })).toBe('\n');
});
