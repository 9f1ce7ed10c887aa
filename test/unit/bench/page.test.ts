import { describe, expect, test } from 'vitest';
import { against, inRatio } from '../../bench/page/figures.mjs';
import { performancePage } from '../../bench/page/performance-page.mjs';
import { plot } from '../../bench/page/plot.mjs';
import { terminalTable } from '../../bench/page/terminal-table.mjs';
import { columns } from '../../bench/tools/columns.mjs';

const rounds = 11;
const series = (ms: number): number[] => Array.from({ length: rounds }, (_, at) => ms + at);
const seldom = (ms: number): (number | null)[] => series(ms).map((each, at) => (at % 4 === 0 ? each : null));

const main = {
  ...{ module: 'm', name: 'main', title: '', shows: 'value', disturbed: 0, missed: { air: 2 } },
  series: { floor: series(500), hand: series(300), tuned: series(310), lane: series(250), air: series(1500) },
};
const hot = {
  ...{ module: 'm', name: 'hot', title: '', shows: 'value', disturbed: 0, missed: {} },
  series: { floor: series(2800), lane: series(250), air: seldom(3800) },
};
const hotapi = {
  ...{ module: 'm', name: 'hotapi', title: '', shows: 'value', disturbed: 0, missed: {} },
  series: { floor: series(2800), tuned: series(2700), lane: series(2720) },
  lane: { built: 0, left: { 'too many packages': 11 } },
};
const error = {
  ...{ module: 'l', name: 'error', title: '', shows: 'error', disturbed: 0, missed: {} },
  series: { floor: series(170), lane: series(9), wgo: series(480) },
};
const groups = [main, hot, hotapi, error];
const result = {
  date: '2026-01-02',
  rounds,
  groups,
  notes: ['air, delay 0: not measured, there is no air'],
  machine: { cpu: 'A CPU', cores: 2, memoryGb: 8, kernel: 'linux 6', fileSystem: 'ext4' },
  versions: { gorl: '1.2.3 (abc)', go: 'go1.26.8', node: 'v20.1.0', air: 'v1.67.4' },
  load: { before: 0.1, after: 0.2, others: 0.01 },
};

describe('what the bench tells', () => {
  test('a ratio is of the rounds that both have a figure of', () => {
    const found = against(hot, 'floor', 'air');
    expect(found?.pairs).toBe(3);
    expect(found && inRatio(found)).toBe('1.36 (n = 3)');
    const always = against(main, 'floor', 'lane');
    expect(always && inRatio(always)).toMatch(/^0\.50 \(0\.50–0\.51\)$/);
    expect(against(main, 'floor', 'wgo')).toBeUndefined();
  });

  test('the table in the terminal has a line for each edit, below the columns of its module', () => {
    const lines = terminalTable(groups).split('\n');
    expect(lines[0]).toMatch(/^m +go build by hand +tuned flags by hand +gorl tuned +gorl lane +air as installed$/);
    expect(lines[1]).toMatch(/^main +505 +305 0\.60 \(\S+\) +315 .* 255 .* 1505 2\.98 \(\S+\) missed 2$/);
    expect(lines[2]).toMatch(/^hot +2805 +– +– +255 .* 3804 1\.36 \(n = 3\)$/);
  });

  test('the page has the figures, what they were measured with, and what gorl adds', () => {
    const page = performancePage(result);
    for (const text of [
      'gorl 1.2.3 (abc), go1.26.8, Node v20.1.0, air v1.67.4; A CPU, 2 cores, 8 GB, linux 6, ext4. Measured on 2026-01-02.',
      '| `main` | 505 | 305 · **0.60** (',
      '1505 · **2.98** (',
      ', 2 missed |',
      '| `m` `main` | gorl tuned | tuned flags by hand | 1.03 (',
      '| `m` `hotapi` | gorl lane | gorl tuned | 1.01 (',
      '- m hotapi: 11 × too many packages',
      '- air, delay 0: not measured, there is no air',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/undefined|NaN|noisy|\n{3}/);
    expect(performancePage({ ...result, load: { before: 3, after: 3, others: 0.3 } })).toContain(
      'others used 30.0 % of the CPU: these figures are noisy',
    );
  });

  test('the plot shows every figure inside its frame, in a light and a dark scheme', () => {
    const svg = plot(groups);
    expect(svg).not.toMatch(/undefined|NaN|Infinity/);
    expect(svg).toContain('@media (prefers-color-scheme:dark)');
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const all = (names: string): number[] =>
      [...svg.matchAll(new RegExp(` (?:${names})="(-?[\\d.]+)"`, 'g'))].map(([, value]) => Number(value));
    expect(Math.min(...all('x|x1|x2|cx'), ...all('y|y1|y2|cy'))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all('x|x1|x2|cx'))).toBeLessThanOrEqual(Number(width));
    expect(Math.max(...all('y|y1|y2|cy'))).toBeLessThanOrEqual(Number(height));
    const shown = groups.flatMap(({ series: each }) => Object.keys(each)).filter((key) => key !== 'floor');
    expect(svg.match(/<title>/g)).toHaveLength(shown.length);
    expect(svg).toContain(`<title>l error, ${columns.lane.title}: 0.08</title>`);
    // Everything that is opened is closed.
    const depth = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)].reduce(
      (open, [, closes, , isWhole]) => open + (closes ? -1 : isWhole ? 0 : 1),
      0,
    );
    expect(depth).toBe(0);
  });

  test('every column that can be measured has a mark', () => {
    const everything = {
      ...main,
      series: Object.fromEntries(Object.keys(columns).map((key, at) => [key, series(500 - 20 * at)])),
    };
    expect(plot([everything]).match(/<title>/g)).toHaveLength(Object.keys(columns).length - 1);
  });
});
