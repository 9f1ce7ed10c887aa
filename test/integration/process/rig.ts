import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessEvent } from '../../../src/engine/service/event.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { createAppProcesses } from '../../../src/process/app/app-processes.ts';
import { defined } from '../../../src/base/defined.ts';
import type { AppProcessesDeps, AppSpec, CrashReader } from '../../../src/process/app/app-spec.ts';
import { createGuardian } from '../../../src/process/guardian/guardian.ts';
import { openProcessTable } from '../../../src/process/tree/open-table.ts';
import { createTreeSweep } from '../../../src/process/tree/tree-sweep.ts';
import { tryKill } from '../../support/gorl-rig.ts';
import { waitFor } from '../../support/wait-for.ts';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';

export interface Shapes {
  readonly directory: string;
  readonly binary: string;
  /** Where a program of a test runs, and in which environment. */
  readonly base: Pick<AppSpec, 'cwd' | 'env'>;
  /** The program as one of its shapes. */
  readonly shape: (name: string, port: number) => AppSpec;
  [Symbol.dispose](): void;
}

/** Builds fixtures/process-shapes under a name that only this test uses. */
export function buildShapes(): Shapes {
  const directory = mkdtempSync(join(tmpdir(), 'gorl-shapes-'));
  const binary = join(directory, 'shapes');
  const cwd = join(import.meta.dirname, '../../../fixtures/process-shapes');
  execFileSync('go', ['build', '-buildvcs=false', '-o', binary, '.'], { cwd });
  const base = { cwd: directory, env: environment() };
  return {
    directory,
    binary,
    base,
    shape: (name, port) => ({ file: binary, args: [name, String(port)], ...base }),
    [Symbol.dispose]() {
      killAll(binary);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Live processes that execute this file: an oracle that knows nothing of groups and run ids. */
export function alive(binary: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const isIt = readlinkSync(`/proc/${name}/exe`) === binary;
      return isIt && !/\) [ZX] /.test(readFileSync(`/proc/${name}/stat`, 'latin1')) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Whoever is left of them. */
export function killAll(binary: string): void {
  for (const pid of alive(binary)) tryKill(pid);
}

export const textOf = async (port: number, path = '/'): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}${path}`)).text();

/** Waits until somebody answers on that port. */
export const answers = (port: number): Promise<void> =>
  waitFor(() =>
    textOf(port).then(
      () => true,
      () => false,
    ),
  );

type Event<T extends ProcessEvent['type']> = Extract<ProcessEvent, { type: T }>;

export interface Rig {
  readonly apps: ReturnType<typeof createAppProcesses>;
  readonly reports: Report[];
  readonly events: ProcessEvent[];
  readonly sessionId: string;
  stderr(): string;
  /** Starts the next run; resolves to its number at once. */
  start(crash?: CrashReader): number;
  /** Waits for an event of that run. */
  event<T extends ProcessEvent['type']>(run: number, type: T, timeoutMs?: number): Promise<Event<T>>;
  report<T extends Report['type']>(type: T): Promise<Extract<Report, { type: T }>>;
  /**
   * Waits until a run is known to listen; its ports. A program that the machine kept waiting for more than a second
   * is rightly called ready without a port, and told of as listening later.
   */
  ports(run: number): Promise<readonly number[]>;
  /** Of the events of all runs, in order. */
  types(): readonly ProcessEvent['type'][];
  /** Kills that run, waits until it is gone, and quits. */
  end(run: number): Promise<void>;
  quit(): void;
}

let sessions = 0;

/** The real adapter, with what it says written down. */
export function createRig(spec: AppSpec, more: Partial<AppProcessesDeps> = {}): Rig {
  const sessionId = `test-${process.pid}-${++sessions}`;
  const reports: Report[] = [];
  const events: ProcessEvent[] = [];
  const stderr: Uint8Array[] = [];
  const guardian = createGuardian({ sessionId, notice: () => {} });
  let runs = 0;
  // A shell is nothing that gorl built.
  const whole = spec.file === shellCommand('').file ? spec : { binary: spec.file, ...spec };
  const apps = createAppProcesses({
    service: 'app',
    sessionId,
    guardian,
    reporter: { report: (report) => void reports.push(report) },
    writeStderr: (chunk) => void stderr.push(Buffer.from(chunk)),
    stdout: 'ignore',
    table: openProcessTable(),
    sweep: createTreeSweep(() => {}),
    ...more,
  });
  const rig: Rig = {
    apps,
    reports,
    events,
    sessionId,
    stderr: () => Buffer.concat(stderr).toString(),
    start(crash) {
      const run = ++runs;
      const request = { run, artifact: { generation: run }, spec: whole };
      apps.start({ ...request, ...defined({ crash }) }, (event) => void events.push(event));
      return run;
    },
    async event(run, type, timeoutMs = 30_000) {
      const found = () => events.find((event) => event.run === run && event.type === type);
      await waitFor(() => found() !== undefined, { timeoutMs });
      return found() as never;
    },
    async report(type) {
      const found = () => reports.find((report) => report.type === type);
      await waitFor(() => found() !== undefined);
      return found() as never;
    },
    async ports(run) {
      const told = () =>
        [...events, ...reports].flatMap((word) =>
          (word.type === 'process-ready' || word.type === 'process-listening') && word.run === run ? word.ports : [],
        );
      await waitFor(() => told().length > 0);
      return told();
    },
    types: () => events.map(({ type }) => type),
    async end(run) {
      apps.kill(run, { dump: false });
      await rig.event(run, 'process-gone');
      rig.quit();
    },
    quit() {
      apps.killAllNow();
      guardian.quit();
    },
  };
  return rig;
}

/** The environment of this process as the adapter wants it. */
export const environment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...process.env, SHAPES_LIFETIME: '60s' }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
