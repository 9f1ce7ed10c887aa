import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { defined } from '../base/defined.ts';
import { createBuilder } from '../go/build/builder.ts';
import { createAppProcesses } from '../process/app/app-processes.ts';
import type { AppTtys } from '../process/tty/app-ttys.ts';
import { HeldSockets } from '../process/sockets/held-sockets.ts';
import type { Adapters } from './adapters.ts';
import type { ProcessHost } from './process-host.ts';
import { projectFiles } from './project-files.ts';
import type { Reporting } from './reporting.ts';
import { systemClock } from './system-clock.ts';

export interface Surroundings {
  readonly host: ProcessHost;
  readonly reporting: Reporting;
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
  /** Both of gorl's streams end at a terminal. */
  readonly colors: boolean;
  /** Terminals for the app, where gorl has one. */
  readonly ttys?: AppTtys;
  /** The app's stdin where it has no terminal of its own. */
  readonly stdin: 'inherit' | 'ignore';
}

/** The composition root: every adapter by name, and nothing else. Read this first. */
export function composeAdapters({ host, reporting, pid, env, colors, ttys, stdin }: Surroundings): Adapters {
  const { sessionId, guardian, table, sweep, pipes, commands } = host;
  return {
    sessionId,
    pid,
    env,
    colors,
    stdin,
    ...defined({ ttys }),
    clock: systemClock,
    cores: availableParallelism(),
    files: projectFiles,
    commands,
    loadListPackages: async () => (await import('../go/graph/list-packages.ts')).listPackages,
    builder: (service) =>
      createBuilder({
        ...service,
        sessionId,
        lane: {
          load: async () => (await import('../go/lane/create-fast-lane.ts')).createFastLane,
          after: (ms, fire) => systemClock.after(ms, fire),
        },
      }),
    processes: (service) =>
      createAppProcesses({
        ...service,
        sessionId,
        guardian,
        table,
        sweep,
        pipes,
        stdin,
        ...defined({ ttys }),
        writeStderr(chunk, run, { lines }, isTerminal) {
          const name = service.service;
          if (lines !== true) reporting.passOn(chunk, run);
          else if (!isTerminal) reporting.passOnLines(name, 'stderr', chunk);
          else reporting.passOnTerminal(name, chunk, (answer) => ttys?.type(Buffer.from(answer), name));
        },
        writeStdout: (chunk) => reporting.passOnLines(service.service, 'stdout', chunk),
        stderrRoom: reporting.appRoom,
        stdoutRoom: reporting.stdoutRoom,
        onNobodyLeft: ({ lines }) => (lines === true ? reporting.flushLines(service.service) : reporting.runIsOver()),
      }),
    loadWatch: async () => (await import('./watching.ts')).watchProject,
    async loadGateway() {
      const [{ openGateway }, { speaksHttp }] = await Promise.all([
        import('../gateway/gateway.ts'),
        import('../gateway/proxy/speaks-http.ts'),
      ]);
      return { open: openGateway, speaksHttp };
    },
    openSockets: (addresses) => HeldSockets.open(addresses),
    clientScript: () => readFile(new URL('client.js', import.meta.url)),
    startDetached: async (spec, withinMs) =>
      (await import('../process/commands/start-detached.ts')).startDetached(spec, withinMs),
    end: () => guardian.quit(),
  };
}
