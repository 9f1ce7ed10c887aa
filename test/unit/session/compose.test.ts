import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stillSources } from '../../../src/go/build/sources.ts';
import type { Report } from '../../../src/protocol/report.ts';
import type { Adapters } from '../../../src/session/adapters.ts';
import { composeAdapters } from '../../../src/session/compose.ts';
import { OwnWrites } from '../../../src/session/own-writes/own-writes.ts';
import { createProcessHost, type ProcessHost } from '../../../src/session/process-host.ts';
import type { Reporting } from '../../../src/session/reporting.ts';
import { createService } from '../../../src/session/service.ts';
import { planLaunch } from '../../../src/session/service-plan/launch.ts';
import { loadProject } from '../../../src/session/service-plan/project.ts';
import type { Subject } from '../../../src/session/service-plan/subject.ts';
import { serviceConsumer } from '../../../src/watch/scope/consumer.ts';
import { SourceWrites } from '../../../src/watch/quiet/source-writes.ts';
import { tempProject } from '../../support/temp-project.ts';
import { waitFor } from '../../support/wait-for.ts';

const project = tempProject({
  '.air.toml': '[build]\ncmd = "cp app.sh tmp/main && chmod +x tmp/main"\n',
  'app.sh': '#!/bin/sh\necho "run $GORL_RUN_ID" >&2\nexit 3\n',
  'tmp/': '',
});
let host: ProcessHost;
let subject: Subject;
let adapters: Adapters;
const stderr: string[] = [];
const notices: string[] = [];
let runsOver = 0;

beforeAll(async () => {
  host = createProcessHost((message) => void notices.push(message));
  const env = { PATH: process.env['PATH'] ?? '' };
  const reporting = {
    passOn: (chunk: Uint8Array) => void stderr.push(Buffer.from(chunk).toString()),
    appRoom: { has: () => true, once: (listener: () => void) => listener() },
    runIsOver: () => void (runsOver += 1),
  } as unknown as Reporting;
  adapters = composeAdapters({ host, reporting, pid: process.pid, env, colors: false, stdin: 'ignore' });
  const read = loadProject({ configFlags: [] }, project.dir, {});
  if (read.type === 'failed') throw new Error(JSON.stringify(read.diagnostics));
  const { commands } = host;
  const choose = () => Promise.resolve(undefined);
  const planned = await planLaunch({ project: read.project, checkTarget: false, env, commands, choose });
  if (planned.type === 'failed') throw new Error(JSON.stringify(planned.diagnostics));
  subject = { project: read.project, launch: planned.launch };
});
afterAll(async () => {
  await adapters.commands.killAll();
  adapters.end();
  project.remove();
});

describe.runIf(process.platform === 'linux')('on the real system', () => {
  test('a service builds, starts what was built, passes on what it says, and ends as it ends', async () => {
    const reports: Report[] = [];
    const downs: string[] = [];
    const service = createService({
      name: 'api',
      subject: () => subject,
      args: [],
      once: true,
      runTarget: false,
      adapters,
      reporter: { report: (report) => void reports.push(report) },
      ownWrites: new OwnWrites(),
      sources: stillSources,
      buildStarted: () => undefined,
      buildOnceMore: () => undefined,
      ends: { stopping: () => undefined, down: (reason) => void downs.push(reason.type) },
      onInternalError: (error) => {
        throw error;
      },
    });
    service.loop.dispatch({ type: 'session-started' });
    await waitFor(() => downs.length > 0);
    await service.dispose();
    expect(reports.find(({ type }) => type === 'process-exited')).toMatchObject({ end: { type: 'code', code: 3 } });
    expect(stderr.join('')).toMatch(new RegExp(`^run ${host.sessionId}/api/run-1$`, 'm'));
    expect(service.processes.groups()).toEqual([]);
    expect(runsOver).toBeGreaterThan(0);
    expect(notices).toEqual([]);
  });

  test('files are watched, and a build error log or state of gorl’s own is not', async () => {
    const saved: string[] = [];
    const reports: Report[] = [];
    const watch = await adapters.loadWatch();
    const watching = watch([{ ...subject, consumer: serviceConsumer(), program: () => undefined }], {
      reporter: { report: (report) => void reports.push(report) },
      writes: new SourceWrites(),
      clock: adapters.clock,
      buildStartedAtMs: () => 0,
      onLarge: () => undefined,
      onChanges: (_, files) => void saved.push(...files.map(({ rel }) => rel)),
    });
    try {
      await watching.watcher.established;
      project.write('tmp/gorl-state.json', '{}');
      project.write('main.go', 'package main\n');
      await waitFor(() => saved.length > 0);
      expect(saved).toEqual(['main.go']);
      expect(reports[0]).toMatchObject({ type: 'watch-started', mode: 'events' });
    } finally {
      await watching.close();
    }
  });

  test('commands end with all that they started', async () => {
    const command = { type: 'shell', line: 'tail -f /dev/null & echo $!; wait' } as const;
    let output = '';
    const running = adapters.commands.start({
      command,
      cwd: project.dir,
      env: adapters.env,
      label: 'api/pre_cmd',
      onOutput: (text) => void (output += text),
    });
    await waitFor(() => output.includes('\n'));
    const background = host.table?.row(Number(output));
    expect(background?.alive).toBe(true);
    await adapters.commands.killAll();
    expect((await running.ended).end).toEqual({ type: 'signal', signal: 'SIGKILL' });
    // It may be a zombie yet.
    expect(host.table?.row(Number(output))?.alive ?? false).toBe(false);
  });
});

test('each gorl has an id of its own, which names its process', () => {
  const other = createProcessHost(() => undefined);
  expect(other.sessionId).not.toBe(adapters.sessionId);
  for (const id of [other.sessionId, adapters.sessionId]) expect(id).toMatch(new RegExp(`^${process.pid}-[\\w-]+$`));
  other.guardian.quit();
});
