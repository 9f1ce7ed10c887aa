import { describe, expect, test } from 'vitest';
import { problem, type Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { Report, ReportOf } from '../../../../src/protocol/report.ts';
import { buildFailed, crashed, example, processReady } from '../report-examples.ts';
import { screen, terminalWith } from './screen.ts';

const race = example('data-race');
const ended = example('process-exited', { end: { type: 'code', code: 66 } });
const other = (number: number, run = race.run): ReportOf<'data-race'> => ({
  ...race,
  run,
  number,
  diagnostic: problem(`data race: ${number}`, { source: 'race', location: { file: 'main.go', line: number } }),
});
const shownBy = (reports: readonly Report[]): string => {
  const terminal = terminalWith();
  for (const report of reports) terminal.render(report, 0);
  return terminal.nextError(0);
};

test('a data race, and the end of the app that counts them', () => {
  expect(screen([race, ended])).toMatchInlineSnapshot(`
    "
    00:00:00  race      the race detector found a data race

    main.go:31: data race: read at main.go:31 by the main goroutine, previous write at main.go:53 by
        goroutine 7
       30 │ 		time.Sleep(100 * time.Millisecond)
       31 │ 		fmt.Println(hits)
       32 │ 	case "many":
    main.go:53: previous write by goroutine 7 in main.count
    main.go:28: goroutine 7 (finished) created by main.main

    00:00:01  crashed   exit code 66 after 3.2 s · nothing is running · waiting for a change; r restarts

    error: the race detector found 1 data race
    main.go:31: data race: read at main.go:31 by the main goroutine, previous write at main.go:53 by
        goroutine 7

    "
  `);
});

test('off a terminal the first five of a run are shown in full, the next ones in short', () => {
  const inFull: Diagnostic = { ...race.diagnostic, message: 'data race: again' };
  const text = screen(
    [
      { ...race, number: 5, diagnostic: inFull },
      { ...race, number: 6, diagnostic: inFull },
    ],
    { isTTY: false },
  );
  expect(text.match(/fmt\.Println\(hits\)/g)).toHaveLength(1);
  expect(text).toContain('data race 5 of this run');
  expect(text).toContain('data race 6 of this run\n\nmain.go:31: data race: again\n');
});

test.each([
  [10, 1],
  [24, 2],
  [50, 4],
])('on a terminal of %i rows %i of a run are shown in full', (rows, full) => {
  const races = Array.from({ length: 8 }, (_, index) => ({ ...race, number: index + 1 }));
  const text = screen(races, { rows: () => rows });
  expect(text.match(/fmt\.Println\(hits\)/g)).toHaveLength(full);
  expect(text.match(/^main\.go:31: data race/gm)).toHaveLength(8);
});

test('logs that show only what matters show it, silent ones do not, and GitHub gets an annotation', () => {
  expect(screen([race], { mainOnly: true })).toContain('the race detector found');
  expect(screen([race], { silent: true })).toBe('\n');
  expect(screen([race], { github: true })).toContain('::error file=main.go,line=31::data race: read at main.go:31');
});

describe('the keys for problems', () => {
  test('reach all of the run, the one on the screen first', () => {
    const terminal = terminalWith();
    for (const number of [1, 2, 3]) terminal.render(other(number), 0);
    expect(terminal.shownPlace()?.line).toBe(3);
    expect(terminal.nextError(0)).toContain('problems 1 to 3 of 3');
    expect(terminal.shownPlace()?.line).toBe(1);
  });
  test('reach one that came before the app was ready', () => {
    expect(shownBy([other(1), processReady])).toContain('no problems to show');
    expect(shownBy([other(1, processReady.run), processReady])).toContain('problem 1 of 1');
  });
  test('reach it beside the errors of a build that failed meanwhile, and lose those first', () => {
    const count = buildFailed.diagnostics.length;
    expect(shownBy([buildFailed, other(1)])).toContain(`problems 1 to ${count + 1} of ${count + 1}`);
    expect(shownBy([other(1), buildFailed])).toContain(`problems 1 to ${count} of ${count}`);
  });
  test('reach them after the app has ended because of them', () => {
    expect(shownBy([other(1), other(2), ended])).toContain('problems 1 to 2 of 2');
    expect(shownBy([ended])).toContain('problem 1 of 1');
    expect(shownBy([other(1), crashed])).toContain('assignment to entry in nil map');
  });
});
