import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { AppState } from '../../../../src/report/screen/app-state.ts';
import { stateLine, type KeyboardOwner, type StateLineView } from '../../../../src/report/screen/state-line.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';

const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);

const error: Diagnostic = {
  severity: 'error',
  source: 'go',
  message: 'undefined: x',
  location: { file: 'main.go', line: 33, column: 5 },
  notes: [],
};

const files = [{ path: '/p/main.go', rel: 'main.go', kind: 'modified' }] as const;
const built = { type: 'build-succeeded', generation: 1, durationMs: 400 } as unknown as Report;
const building: Report = { type: 'build-started', generation: 1, cause: { type: 'files', files: [...files] } };
const started: Report = { type: 'process-started', run: 1, generation: 1, pid: 4711 };
const ready = (ports: number[], sinceSaveMs?: number): Report => ({
  type: 'process-ready',
  run: 1,
  generation: 1,
  pid: 4711,
  ports,
  ...(sinceSaveMs === undefined ? {} : { sinceSaveMs }),
});
const failed = (diagnostics: Diagnostic[], stillServing?: number): Report => ({
  type: 'build-failed',
  generation: 2,
  durationMs: 100,
  diagnostics,
  output: '',
  end: { type: 'code', code: 1 },
  ...(stillServing === undefined ? {} : { stillServing }),
});
const stopping: Report = { type: 'process-stopping', run: 1, reason: 'shutdown', signal: 'SIGINT', graceMs: 5000 };
const exited = (more: Partial<Extract<Report, { type: 'process-exited' }>>): Report => ({
  type: 'process-exited',
  run: 1,
  generation: 1,
  end: { type: 'code', code: 2 },
  livedMs: 100,
  expected: false,
  forced: false,
  stopMs: 0,
  leaked: [],
  ...more,
});

/** The line `laterMs` after the last of these reports. */
function line(
  reports: readonly Report[],
  more: {
    cells?: number;
    laterMs?: number;
    keys?: boolean;
    keyboard?: KeyboardOwner;
    buildStage?: StateLineView['buildStage'];
  } = {},
) {
  const { cells = 79, laterMs = 0, keys = true, keyboard = 'gorl', buildStage = () => undefined } = more;
  const state = new AppState();
  for (const report of reports) state.note(report, startMs);
  const theme = createTheme({ color: false, unicode: true });
  return stateLine(
    state.state(),
    { theme, nowMs: startMs + laterMs, keys, keyboard, timeOfDay: () => '14:03:41', buildStage },
    cells,
  );
}

describe('the last row says', () => {
  test.each<[string, readonly Report[], Parameters<typeof line>[1], string]>([
    ['nothing before anything is known', [], {}, ''],
    ['what is being done, and for how long', [building], { laterMs: 3540 }, 'building… 3.5 s'],
    [
      'what runs besides',
      [building, built, started, ready([8080]), building],
      {},
      'building… 0.0 s · the app still runs',
    ],
    [
      'that the build links',
      [built, started, ready([8080]), building],
      { laterMs: 3540, buildStage: () => 'link' },
      'building… 3.5 s (link) · the app still runs',
    ],
    [
      'nothing of the linker while that is no news',
      [building],
      { laterMs: 299, buildStage: () => 'link' },
      'building… 0.2 s',
    ],
    ['that the app starts', [building, built, started], { laterMs: 1200 }, 'starting… 1.2 s'],
    ['that it runs without a port', [built, started, ready([])], {}, '● running · pid 4711'],
    [
      'that nothing runs, and what is wrong where',
      [building, failed([error, error, error])],
      {},
      '✗ 3 errors · main.go:33 · e next · nothing is running',
    ],
    [
      'that an older build answers',
      [built, started, ready([8080]), building, failed([error], 1)],
      {},
      '✗ 1 error · main.go:33 · the build from 14:03:41 still runs',
    ],
    [
      'how long a stop takes, of how long, and what ends it',
      [
        built,
        started,
        ready([]),
        { type: 'session-stopping', reason: { type: 'once', ok: true }, forced: false },
        stopping,
      ],
      { laterMs: 2100 },
      'stopping… 2.1 s of 5 s · pid 4711 · Ctrl-C kills',
    ],
    ['the pause', [{ type: 'paused' }], {}, '⏸ paused · p resumes'],
    [
      'what waits for its end',
      [{ type: 'paused' }, { type: 'files-held', files: [...files] }],
      {},
      '⏸ paused · main.go waits · p resumes',
    ],
    ['no key where there are none', [{ type: 'paused' }], { keys: false }, '⏸ paused'],
    [
      'a crash, its place, and the key that helps',
      [built, started, exited({ diagnostic: error, next: { type: 'wait-for-change' } })],
      {},
      '✗ crashed · exit code 2 · main.go:33 · waits for a change · r restarts',
    ],
    [
      'when a crash loop goes on',
      [built, started, exited({ next: { type: 'rerun', inMs: 2000 } })],
      {},
      '✗ crashed · exit code 2 · restarts in 2 s',
    ],
    ['a good end', [started, exited({ end: { type: 'code', code: 0 } })], {}, 'exited · exit code 0'],
    [
      'whose the keyboard is',
      [built, started, ready([])],
      { keyboard: 'app' },
      'keys go to the app, Ctrl-] takes them back · ● running · pid 4711',
    ],
    [
      'the least wanted not, where it does not fit',
      [building, failed([error, error], 1)],
      { cells: 30 },
      '✗ 2 errors · main.go:33',
    ],
    ['at least the beginning', [building, failed([error, error], 1)], { cells: 8 }, '✗ 2 erro'],
  ])('%s', (_, reports, more, expected) => {
    expect(line(reports, more)).toBe(expected);
  });
});

test('a build that is the app’s repairs the failure, and a new run forgets the crash', () => {
  const reports = [building, failed([error]), building, built, started, ready([])];
  expect(line(reports)).toBe('● running · pid 4711');
  expect(line([built, started, exited({ diagnostic: error }), { ...started, run: 2 }])).toBe('starting… 0.0 s');
});

test('of two that live the newer one counts, until it is gone', () => {
  const second = { ...started, run: 2, pid: 5000 } as const;
  const both = [built, started, ready([]), second];
  expect(line(both)).toBe('starting… 0.0 s');
  expect(line([...both, exited({ run: 2, expected: true })])).toBe('● running · pid 4711');
});

test('nobody is asked what a build does unless the answer shows', () => {
  const asked: number[] = [];
  const ask = (reports: readonly Report[], laterMs: number): void => {
    line(reports, { laterMs, buildStage: () => void asked.push(laterMs) });
  };
  ask([building], 299);
  ask([building], 300);
  ask([building, { type: 'paused' }], 400);
  ask([building, built], 500);
  expect(asked).toEqual([300]);
});
