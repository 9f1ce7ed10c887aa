import { describe, expect, test } from 'vitest';
import { stopPolicy } from '../../../../src/config/stop-policy.ts';
import { load, loadClean } from './load-text.ts';

describe('kill_delay is read as air reads it', () => {
  test.each([
    ['500', 500],
    ['0', 0],
    ['"2s"', 2000],
    ['"0s"', 0],
    ['999_999', 999_999],
    ['2000000', 2],
    ['5_000_000_000', 5000],
    ['1_999_999', 1],
    ['"500us"', 1],
    ['"1500us"', 2],
    ['"1m30s"', 90_000],
    ['"1.5s"', 1500],
  ])('%s is %i ms', (text, ms) => {
    expect(loadClean(`[build]\nkill_delay = ${text}`).settings['build.kill_delay']).toBe(ms);
  });

  test.each([
    ['500', 500],
    ['2s', 2000],
    ['2000000', 2],
  ])('as a flag, %s is %i ms', (text, ms) => {
    expect(loadClean('', [`--build.kill_delay=${text}`]).settings['build.kill_delay']).toBe(ms);
  });

  test('"500" in quotes lacks a unit', () => {
    expect(load('[build]\nkill_delay = "500"').diagnostics).toMatchObject([
      {
        severity: 'error',
        location: { line: 2, column: 14 },
        hint: 'a duration in quotes needs a unit: "500ms" or "500s"',
      },
    ]);
  });
});

describe('stopping', () => {
  test.each([
    ['', { signal: 'SIGINT', graceMs: 5000 }],
    ['kill_delay = 300', { signal: 'SIGINT', graceMs: 300 }],
    ['stop_signal = "SIGTERM"', { signal: 'SIGTERM', graceMs: 5000 }],
    ['send_interrupt = true', { signal: 'SIGINT', graceMs: 5000 }],
    ['send_interrupt = true\nkill_delay = 0', { signal: 'SIGINT', graceMs: 0 }],
    ['send_interrupt = true\nkill_delay = "2s"\nstop_signal = "SIGTERM"', { signal: 'SIGTERM', graceMs: 2000 }],
    ['send_interrupt = false', { signal: 'SIGKILL', graceMs: 0 }],
    ['send_interrupt = false\nkill_delay = "2s"', { signal: 'SIGKILL', graceMs: 0 }],
  ])('%j', (build, policy) => {
    expect(stopPolicy(loadClean(`[build]\n${build}`))).toEqual(policy);
  });
});
