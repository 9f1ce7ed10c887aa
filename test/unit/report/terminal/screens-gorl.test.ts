import { describe, expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { example, examplesOf } from '../report-examples.ts';
import { screen, shortcuts, terminalWith } from './screen.ts';
import { started } from './story.ts';

describe('gorl itself', () => {
  test('problems in the config', () => {
    expect(screen(examplesOf('problems'))).toMatchInlineSnapshot(`
      "
      .air.toml:2:9: build.delay must be 0 or more, not -5
          1 │ [build]
          2 │ delay = -5
            │         ^^

      .env:1:7: the value of "APP_A" has no closing "

      error: no go command on PATH
          → install Go from https://go.dev/dl, or add its bin directory to PATH

      "
    `);
  });
  test('a config that names another package: the build says which', () => {
    const reload = example('config-reloaded', { target: './cmd/worker' });
    const rebuild: Report = { type: 'build-started', generation: 2, cause: { type: 'config' } };
    expect(screen([...started.slice(0, 1), reload, rebuild])).toContain('build     ./cmd/worker · the config changed');
  });
  test('a config that is rejected while running', () => {
    const same = { ...example('config-reloaded', { target: undefined }), changed: [] };
    expect(screen([...examplesOf('config-reloaded'), same, example('config-rejected')])).toMatchInlineSnapshot(`
      "
      00:00:00  config    .air.toml reloaded: build.kill_delay
      00:00:01  config    .air.toml reloaded: build.cmd, build.bin, build.kill_delay
      00:00:02  config    .air.toml reloaded, no settings changed
      00:00:03  config    .air.toml: 1 error · keeping the previous settings

      .air.toml:2:9: build.delay must be 0 or more, not -5
          1 │ [build]
          2 │ delay = -5
            │         ^^
          3 │ cmd = "go build -v -o ./tmp/api ./cmd/api"

      "
    `);
  });
  test('hooks', () => {
    expect(screen([...examplesOf('command-started'), ...examplesOf('command-output'), ...examplesOf('command-failed')]))
      .toMatchInlineSnapshot(`
        "
        00:00:00  pre_cmd   echo generated 3 files
        generated 3 files
        generating
        3 files
        00:00:05  failed    pre_cmd test ! -e broken · exit code 1
        "
      `);
  });
  test('generators', () => {
    const reports = [example('generator-started'), example('generator-finished')];
    const failed = examplesOf('build-failed').filter(({ generator }) => generator !== undefined);
    expect(screen(reports)).toMatchInlineSnapshot(`
      "
      00:00:01  generate  buf · 412 ms
      "
    `);
    expect(screen(reports, { debug: true })).toMatchInlineSnapshot(`
      "
      00:00:00  generate  buf: sh generate.sh
      00:00:01  generate  buf · 412 ms
      "
    `);
    expect(screen(failed)).toMatchInlineSnapshot(`
      "
      00:00:00  failed    buf: 1 error in 412 ms · an earlier build is still running

      a.proto:1:36: field number 1 used more than once
          1 │ message A { int32 a = 1; int32 b = 1; }
            │                                    ^
          2 │ // more

      "
    `);
  });
  test('pause, notices and the end', () => {
    const notices: Report[] = [{ type: 'paused' }, { type: 'resumed' }, ...examplesOf('notice')];
    expect(
      screen([
        ...notices,
        example('session-stopping', { reason: { type: 'request', by: { type: 'signal', signal: 'SIGINT' } } }),
        example('session-ended', { exitCode: 130 }),
      ]),
    ).toMatchInlineSnapshot(`
      "
      00:00:00  paused    changes wait until you press p
      00:00:01  resumed   changes take effect again
      00:00:02  warning   the fast lane made another binary than go build: from now on, go build makes
                          them all
                          → please report it, with what /home/ann/shop/tmp/gorl-lane-report.txt says
      00:00:03  warning   the app writes page.html whenever it starts: from now on, that triggers nothing
                          → to ignore it for good: build.exclude_file = ["page.html"]
      00:00:04  stopping  Ctrl-C · repeat to kill
      00:00:05  stopped   Ctrl-C · in 1 s · nothing is left running
      "
    `);
  });
  test('every way to stop', () => {
    expect(screen([...examplesOf('session-stopping'), example('session-ended', { reason: { type: 'error' } })]))
      .toMatchInlineSnapshot(`
        "
        00:00:00  stopping  Ctrl-C · repeat to kill
        00:00:02  stopping  q · repeat to kill
        00:00:03  stopping  now, by force
        00:00:04  stopped   in 4 s · nothing is left running · exit code 2
        "
      `);
  });
  test('the end does not claim what gorl has not seen', () => {
    expect(screen([example('process-started'), example('session-ended', { reason: { type: 'error' } })])).not.toContain(
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
