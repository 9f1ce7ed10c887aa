import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stillSources } from '../../src/go/build/sources.ts';
import type { Report } from '../../src/protocol/report.ts';
import { composeAdapters } from '../../src/session/compose.ts';
import { OwnWrites } from '../../src/session/own-writes/own-writes.ts';
import { createProcessHost, type ProcessHost } from '../../src/session/process-host.ts';
import type { Reporting } from '../../src/session/reporting.ts';
import { createService, type Service } from '../../src/session/service.ts';
import { planLaunch } from '../../src/session/service-plan/launch.ts';
import { loadProject } from '../../src/session/service-plan/project.ts';
import type { Subject } from '../../src/session/service-plan/subject.ts';
import { freePort } from '../support/free-port.ts';
import { waitFor } from '../support/wait-for.ts';

const rounds = Number(process.env['GORL_ROUNDS'] ?? 12);
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);

/** Notices for who looks for a fault come when there is time: what nobody waits for. */
const toldBy = ({ reports }: { readonly reports: readonly Report[] }): number =>
  reports.filter((report) => report.type !== 'notice' || report.level !== 'debug').length;

const source = (value: number): string => `package main

import (
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("v${value}")) })
	_ = http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)
}
`;

interface Running {
  readonly service: Service;
  readonly reports: Report[];
  readonly down: () => boolean;
}

/** Two services in one gorl, of one program, in one \`tmp_dir\`: whatever could be confused, has the same name. */
describe.runIf(process.platform === 'linux')('two services in one gorl', () => {
  let dir = '';
  let host: ProcessHost;
  let subject: Subject;
  const ports = new Map<string, number>();
  const baseEnv = { ...process.env, GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'local', GOWORK: 'off' } as Record<
    string,
    string
  >;

  beforeAll(async () => {
    dir = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-two-services-')));
    writeFileSync(join(dir, 'go.mod'), 'module example.com/two\n\ngo 1.19\n');
    writeFileSync(join(dir, 'main.go'), source(0));
    mkdirSync(join(dir, 'tmp'));
    host = createProcessHost(() => undefined);
    const read = loadProject({ configFlags: [] }, dir, baseEnv);
    if (read.type === 'failed') throw new Error(JSON.stringify(read.diagnostics));
    const planned = await planLaunch({
      project: read.project,
      checkTarget: false,
      env: baseEnv,
      commands: host.commands,
      choose: () => Promise.resolve(undefined),
    });
    if (planned.type === 'failed') throw new Error(JSON.stringify(planned.diagnostics));
    subject = { project: read.project, launch: planned.launch };
    for (const name of ['a', 'b']) ports.set(name, await freePort());
  });
  afterAll(() => {
    host.guardian.quit();
    rmSync(dir, { recursive: true });
  });

  function begin(name: string): Running {
    const reports: Report[] = [];
    let down = false;
    const reporting = {
      passOn: () => undefined,
      appRoom: { has: () => true, once: (listener: () => void) => listener() },
      runIsOver: () => undefined,
    } as unknown as Reporting;
    const env = { ...baseEnv, PORT: String(ports.get(name)) };
    const service = createService({
      name,
      subject: () => subject,
      args: [],
      once: false,
      runTarget: false,
      adapters: composeAdapters({ host, reporting, pid: process.pid, env, colors: false, stdin: 'ignore' }),
      reporter: { report: (report) => void reports.push(report) },
      ownWrites: new OwnWrites(),
      sources: stillSources,
      buildStarted: () => undefined,
      buildOnceMore: () => undefined,
      ends: { stopping: () => undefined, down: () => void (down = true) },
      onInternalError: (error) => {
        throw error;
      },
    });
    service.loop.dispatch({ type: 'session-started' });
    return { service, reports, down: () => down };
  }

  const isReady = ({ service }: Running) =>
    service.loop.state().current?.id === 'ready' && service.loop.state().build.id === 'idle';
  const pidOf = ({ service }: Running) => service.loop.state().current?.pid ?? 0;
  const runIdOf = (pid: number) =>
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .find((entry) => entry.startsWith('GORL_RUN_ID=')) ?? '';
  const answerOf = async (name: string) => (await fetch(`http://127.0.0.1:${ports.get(name)}/`)).text();
  const stop = async (running: Running): Promise<void> => {
    running.service.loop.dispatch({
      type: 'shutdown-requested',
      reason: { type: 'request', by: { type: 'key', key: 'q' } },
    });
    await waitFor(running.down);
    await running.service.dispose();
  };

  test(
    `${rounds} restarts, stops and rebuilds of one do nothing to the other (GORL_SEED=${seed})`,
    async () => {
      const other = begin('b');
      await waitFor(() => isReady(other));
      const before = {
        pid: pidOf(other),
        runId: runIdOf(pidOf(other)),
        said: toldBy(other),
        answer: await answerOf('b'),
      };
      const binaries = () => readdirSync(join(dir, 'tmp/.gorl')).filter((name) => name.includes('-b-'));
      const kept = binaries();
      expect(kept).toHaveLength(1);
      expect(before.runId).toContain(`${host.sessionId}/b/run-1`);

      let one = begin('a');
      await waitFor(() => isReady(one));
      let state = seed;
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor((state / 2_147_483_648) * below);
      };
      const by = { type: 'key', key: 'r' } as const;
      for (let round = 1; round <= rounds; round++) {
        const { run } = one.service.loop.state().current ?? { run: 0 };
        switch (random(4)) {
          case 0:
            one.service.loop.dispatch({ type: 'restart-requested', by });
            await waitFor(() => isReady(one) && one.service.loop.state().current?.run !== run);
            break;
          case 1:
            writeFileSync(join(dir, 'main.go'), source(round));
            one.service.loop.dispatch({ type: 'rebuild-requested', by });
            await waitFor(() => isReady(one) && one.service.loop.state().current?.run !== run);
            expect(await answerOf('a')).toBe(`v${round}`);
            break;
          case 2:
            // A build that is overtaken: its work directory is cleared away while the other's must stay.
            one.service.loop.dispatch({ type: 'rebuild-requested', by });
            one.service.loop.dispatch({ type: 'rebuild-requested', by });
            await waitFor(() => isReady(one) && one.service.loop.state().current?.run !== run);
            break;
          case 3:
            await stop(one);
            one = begin('a');
            await waitFor(() => isReady(one));
        }
        expect(runIdOf(pidOf(one))).toContain(`${host.sessionId}/a/run-`);
        expect({
          pid: pidOf(other),
          runId: runIdOf(before.pid),
          said: toldBy(other),
          answer: await answerOf('b'),
        }).toEqual(before);
        expect(binaries()).toEqual(kept);
      }
      await stop(one);
      expect(await answerOf('b')).toBe(before.answer);
      expect(binaries()).toEqual(kept);
      await stop(other);
      expect(readdirSync(join(dir, 'tmp'), { recursive: true }).filter((name) => String(name).includes('-b-'))).toEqual(
        [],
      );
      expect(existsSync(`/proc/${before.pid}`)).toBe(false);
      expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(dir);
    },
    Math.max(180_000, rounds * 5_000),
  );
});
