import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { defined } from '../../base/defined.ts';
import { drained } from '../io/stream-drain.ts';
import type { PipePool } from '../io/pipe-pool.ts';
import { withSockets } from '../sockets/with-sockets.ts';
import { runIdVariable } from '../tree/process-table.ts';
import type { AppTtys } from '../tty/app-ttys.ts';
import type { AppTty } from '../tty/app-tty.ts';
import type { AppSpec } from './app-spec.ts';

/** What gorl reads of a run: all that it writes to its terminal, or its stderr. */
export interface AppOutput {
  /** It is the app's terminal. */
  readonly isTerminal: boolean;
  readonly stream: Readable | null;
  /** Its stdout, where gorl reads that. */
  readonly stdout?: Readable;
  /** Of a chunk of `stream`, what the app wrote. */
  read(chunk: Buffer): Buffer;
  /** Resolves when what a running app has written so far has been read, as far as the system tells. */
  caughtUp(): Promise<void>;
  /** The same of an app that has ended, whoever else may still have it open. */
  drained(): Promise<void>;
  close(): void;
}

export interface Spawned {
  readonly child: ChildProcess;
  readonly output: AppOutput;
  /** Why the program could not be started after all: the child is, before that, what gives it a terminal. */
  readonly failure: Promise<Error | undefined>;
}

export interface SpawnPlaces {
  readonly service: string;
  readonly stdin: 'inherit' | 'ignore';
  readonly stdout: number | 'inherit' | 'ignore';
  readonly pipes: PipePool | undefined;
  readonly ttys: AppTtys | undefined;
}

/** @throws the system's error when it cannot be started, unless the child's `error` event tells it */
export function spawnApp(spec: AppSpec, runId: string, places: SpawnPlaces): Spawned {
  expectBinary(spec);
  const tty = spec.tty === false ? undefined : places.ttys?.open(spec.lines === true ? places.service : undefined);
  return tty === undefined ? spawnWithPipe(spec, runId, places) : spawnInTty(spec, runId, tty);
}

function spawnInTty(spec: AppSpec, runId: string, tty: AppTty): Spawned {
  try {
    const { file, args, env } = launched(spec);
    const sockets = spec.sockets?.fds ?? [];
    const launch = tty.launch(file, args, 3 + sockets.length);
    const child = spawn(launch.file, launch.args, {
      ...common(spec, env, runId),
      stdio: ['ignore', 'ignore', 'ignore', ...sockets, ...launch.stdio],
    });
    const output: AppOutput = {
      isTerminal: true,
      stream: tty.output,
      read: (chunk) => tty.read(chunk),
      caughtUp: () => tty.settled(),
      drained: () => tty.settled(),
      close: () => tty.close(),
    };
    const status = child.stdio.at(-1) as Duplex | null;
    return { child, output, failure: status === null ? Promise.resolve(undefined) : tty.started(status) };
  } catch (error) {
    tty.close();
    throw error;
  }
}

function spawnWithPipe(spec: AppSpec, runId: string, { stdin, stdout, pipes }: SpawnPlaces): Spawned {
  const pipe = pipes?.take();
  const second = spec.lines === true ? pipes?.take() : undefined;
  try {
    const { file, args, env } = launched(spec);
    const child = spawn(file, args, {
      ...common(spec, env, runId),
      stdio: [
        spec.lines === true ? 'ignore' : stdin,
        spec.lines === true ? (second?.fd ?? 'pipe') : stdout,
        pipe?.fd ?? 'pipe',
        ...(spec.sockets?.fds ?? []),
      ],
    });
    const stream = pipe?.output ?? child.stderr;
    const readStdout = spec.lines === true ? (second?.output ?? child.stdout ?? undefined) : undefined;
    const streams = [stream, readStdout].filter((each) => each !== undefined && each !== null);
    const output: AppOutput = {
      isTerminal: false,
      stream,
      ...defined({ stdout: readStdout }),
      read: (chunk) => chunk,
      // The loop reads what is in a pipe before it comes to what follows.
      caughtUp: () => Promise.resolve(),
      drained: () => drained(streams),
      close: () => streams.forEach((each) => each.destroy()),
    };
    return { child, output, failure: Promise.resolve(undefined) };
  } catch (error) {
    pipe?.output.destroy();
    second?.output.destroy();
    throw error;
  } finally {
    pipe?.handedOver();
    second?.handedOver();
  }
}

function launched(spec: AppSpec) {
  return spec.sockets === undefined ? spec : withSockets(spec, spec.sockets);
}

function common({ cwd }: AppSpec, env: AppSpec['env'], runId: string) {
  return {
    cwd,
    env: { ...env, [runIdVariable]: runId },
    detached: process.platform !== 'win32',
    windowsHide: true,
  };
}

/** A shell that starts the binary would take its absence, or that it may not be executed, for an end of its own. */
function expectBinary({ binary, args }: AppSpec): void {
  if (binary === undefined || !args.includes(binary)) return;
  accessSync(binary, constants.X_OK);
}
