import { describe, expect, test } from 'vitest';
import type { PortHolder, Report } from '../../../../src/protocol/report.ts';
import { crashed, example, examplesOf, killed, processReady, sessionStarted } from '../report-examples.ts';
import { screen } from './screen.ts';

describe('the app', () => {
  test('a crash shows the panic and the source', () => {
    expect(screen([crashed])).toMatchInlineSnapshot(`
      "
      00:00:00  crashed   exit code 2 after 3.2 s · nothing is running · waiting for a change; r restarts

      hits.go:4: panic: assignment to entry in nil map
          3 │ func count(hits map[string]int) {
          4 │ 	hits["x"] = 1
          5 │ }
      main.go:6: main.main

      "
    `);
  });
  test('an end that was asked for is silent, unless something survived', () => {
    expect(screen([{ ...killed, leaked: [] }])).toBe('\n');
    expect(screen([killed])).toMatchInlineSnapshot(`
      "
      00:00:00  left      1 process could not be killed, not even with SIGKILL: pid 48201
                          → inspect with: ps -fp 48201
      "
    `);
  });
  test('a crash says whether another process still serves', () => {
    const own = { ...example('process-started'), run: 2 };
    const crash = { ...crashed, run: 2 };
    expect(screen([own, crash])).toContain('· nothing is running ·');
    expect(screen([{ ...own, run: 1 }, own, crash])).toContain('· the previous build is still running ·');
  });
  test('a clean exit says what comes next', () => {
    expect(screen([example('process-exited', { next: { type: 'rerun', inMs: 500 } })])).toMatchInlineSnapshot(`
      "
      00:00:00  exited    exit code 0 after 3.2 s · nothing is running · restarts in 500 ms
      "
    `);
  });
  test('a binary that is gone is built again', () => {
    const rebuild: Report = { type: 'build-started', generation: 4, cause: { type: 'missing' } };
    expect(screen([sessionStarted, example('process-exited', { next: { type: 'rebuild' } }), rebuild]))
      .toMatchInlineSnapshot(`
        "
        gorl 0.1.0 · go1.26.8 · ./cmd/api · .air.toml                            h help · r restart · q quit

        00:00:01  failed    could not be started:
                            /home/ann/shop/tmp/.gorl/gorl-48201-4026531836-5ohb0xy2-app-1/shop: no such file
                            · nothing is running · rebuilding
        00:00:02  build     ./cmd/api · its binary is gone
        "
      `);
  });
  test('one that will not end', () => {
    expect(screen([example('process-stopping'), example('process-stuck'), example('process-dump')]))
      .toMatchInlineSnapshot(`
        "
        00:00:01  stuck     did not exit within 500 ms of SIGINT → SIGKILL
        00:00:02  stuck     4 goroutines kept it from stopping (3 kinds):

        main.ignoreSignals main.go:93 [sync.WaitGroup.Wait]
        main.worker main.go:98 [chan receive] (x2)
        main.ignoreSignals.func1 main.go:88 [chan receive]

        "
      `);
  });
  test('one whose processes keep the next from starting', () => {
    expect(screen(examplesOf('process-waiting'))).toMatchInlineSnapshot(`
      "
      00:00:00  waiting   for sudo ./main (pid 48201) · another user's
                          → stop it with: sudo kill 48201; nothing else starts until it is gone
      00:00:01  waiting   for sleep 1000 (pid 48201) to exit
      "
    `);
  });
  test('one that hands over to its successor, of which nobody knows how it ends', () => {
    const ended: Report = { ...crashed, end: { type: 'unseen' } };
    const { diagnostic: _, ...unseen } = ended;
    expect(screen([example('process-handed-over'), unseen])).toMatchInlineSnapshot(`
      "
      00:00:00  note      pid 48201 handed :8080 over to pid 48213 · which is the app from now on
      00:00:01  exited    ended after 3.2 s · nothing is running · waiting for a change; r restarts
      "
    `);
  });
  test('one that was ended because the build failed', () => {
    const stopping: Report = {
      type: 'process-stopping',
      run: killed.run,
      reason: 'build-failed',
      signal: 'SIGINT',
      graceMs: 5000,
    };
    expect(screen([stopping, { ...killed, leaked: [], stopMs: 8 }])).toMatchInlineSnapshot(`
      "
      00:00:01  stopped   in 8 ms · the build failed, and stop_on_error is set
      "
    `);
  });
  test('a port that is taken: by whom, and what to do', () => {
    const taken = example('port-in-use');
    const { holder, ...unseen } = taken;
    const { gorlPid: _, ...leftOver } = holder as PortHolder;
    const foreign = { pid: 99, command: 'nginx' };
    expect(screen([taken, { ...taken, holder: leftOver }, { ...taken, holder: foreign }, { ...unseen, port: 80 }]))
      .toMatchInlineSnapshot(`
        "
        00:00:00  port      :8080 is in use by /home/ann/shop/tmp/.gorl/http-hello (pid 48201) · another
                            gorl (pid 48213) is running it
                            → stop it with: kill 48213
        00:00:01  port      :8080 is in use by /home/ann/shop/tmp/.gorl/http-hello (pid 48201) · left over
                            from another gorl
                            → stop it with: kill 48201
        00:00:02  port      :8080 is in use by nginx (pid 99)
                            → stop it with: kill 99
        00:00:03  port      :80 is in use by a program that gorl cannot see
                            → find it with: lsof -i :80 (as root)
        "
      `);
  });
  test('on a narrow screen the address has a line of its own', () => {
    const again = { ...processReady, addresses: ['http://localhost:8080'] };
    const { sinceSaveMs: _, ...first } = again;
    expect(
      screen([first, again, { ...again, ports: [80, 81], addresses: ['localhost:80', 'localhost:81'] }], {
        columns: () => 40,
      }),
    ).toMatchInlineSnapshot(`
      "
      00:00:00  ready
                http://localhost:8080
      00:00:01  ready     486 ms after save
                http://localhost:8080
      00:00:02  ready     486 ms after save
                localhost:80 +1
      "
    `);
  });
  test('one that listens late', () => {
    const further: Report = { type: 'process-listening', run: 1, ports: [8080, 9090, 9091], added: [9090, 9091] };
    const addresses = ['http://localhost:8080', 'https://localhost:9090', 'localhost:9091', 'http://192.168.1.5:9090'];
    expect(screen([...examplesOf('process-listening'), further, { ...further, addresses }])).toMatchInlineSnapshot(`
      "
      00:00:00  port      listening on http://localhost:8080
      00:00:01  port      also listening on :9090, :9091
      00:00:02  port      also listening on https://localhost:9090, localhost:9091
      "
    `);
  });
});
