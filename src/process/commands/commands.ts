import { setPriority } from 'node:os';
import { defined } from '../../base/defined.ts';
import { requireDescriptors } from '../../base/file-limit.ts';
import type { CommandResult, CommandRunner, CommandSpec, RunningCommand } from '../../engine/ports.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import { childEnd, spawnFailure } from '../app/child-end.ts';
import type { Guardian } from '../guardian/guardian.ts';
import type { OutputRoom } from '../io/held-stream.ts';
import { readCommandOutput } from './command-output.ts';
import type { ChildPipe, PipePool } from '../io/pipe-pool.ts';
import { runIdVariable, type ProcessTable } from '../tree/process-table.ts';
import { watchTree, type ProcessTree } from '../tree/process-tree.ts';
import { shellCommand } from './shell-command.ts';
import type { TreeSweep } from '../tree/tree-sweep.ts';

export interface CommandRunnerDeps {
  readonly sessionId: string;
  readonly guardian: Guardian;
  readonly table: ProcessTable | undefined;
  readonly sweep: TreeSweep;
  /** For the output of shell text, which may well name `/dev/stderr`. Default: node's own pipes. */
  readonly pipes?: PipePool;
  /** While there is none, the output of a command that somebody listens to is not read. Default: there always is. */
  readonly room?: OutputRoom;
}

/** Runs builds and hooks with execa; what they leave behind in the background can be ended with the session. */
export interface Commands extends CommandRunner {
  /** Loads execa (15–80 ms), so that the first command does not wait for it. */
  warmUp(): Promise<void>;
  /**
   * Process groups that live now, those of ended commands included in which something still runs. `isMeant`: only of
   * commands with such a label.
   */
  groups(isMeant?: (label: string) => boolean): number[];
  /** Kills all that any command started and resolves when nothing of it is left. */
  killAll(): Promise<void>;
  /** The same without waiting; no command is started any more. */
  killAllNow(): void;
}

/** That the start of a process opens for a moment: two pairs of sockets, a pipe, /dev/null. */
const mostDescriptors = 8;

const importExeca = () => import('execa');

export function createCommandRunner(deps: CommandRunnerDeps): Commands {
  const trees = new Set<ProcessTree>();
  /** With the label of their command. */
  const groups = new Map<number, string>();
  /** Commands that have no process yet. */
  const starting = new Set<RunningCommand>();
  let over = false;

  const watch = (pid: number, runId: string, label: string): ProcessTree => {
    const tree = watchTree({ pid, runId }, deps.table, deps.sweep);
    trees.add(tree);
    groups.set(pid, label);
    deps.guardian.add(pid);
    // The number may be another's soon; what left the group is found by its run id.
    void tree.groupGone.then(() => {
      groups.delete(pid);
      deps.guardian.remove(pid);
    });
    void tree.gone.then(() => trees.delete(tree));
    return tree;
  };

  const start = (spec: CommandSpec): RunningCommand => {
    let pid: number | undefined;
    let tree: ProcessTree | undefined;
    let cancelled = false;
    const run = async (): Promise<CommandResult> => {
      const { execa } = await importExeca();
      const isShell = spec.command.type === 'shell';
      if (isShell) await deps.pipes?.ready();
      if (cancelled || over) return { end: { type: 'signal', signal: 'SIGKILL' }, output: '' };
      try {
        requireDescriptors(mostDescriptors);
      } catch (error) {
        return {
          end: spawnFailure(error, spec.command.type === 'shell' ? 'sh' : spec.command.file, spec.cwd),
          output: '',
        };
      }
      deps.guardian.start();
      const runId = `${deps.sessionId}/${spec.label}`;
      // One pipe for both streams keeps their order; it cannot tell them apart.
      const pipe = isShell && spec.stdout === undefined ? deps.pipes?.take() : undefined;
      // Execa's types know descriptors up to 9, execa itself knows them all.
      const target = (pipe?.fd as 9 | undefined) ?? 'pipe';
      const { file, args } = spec.command.type === 'shell' ? shellCommand(spec.command.line) : spec.command;
      const child = startWithPipe(pipe, () =>
        execa(file, args, {
          cwd: spec.cwd,
          env: { ...spec.env, [runIdVariable]: runId },
          extendEnv: false,
          detached: process.platform !== 'win32',
          // Ours to end: by group and run id, and by the guardian when gorl is killed.
          cleanup: false,
          buffer: false,
          reject: false,
          stdin: 'ignore',
          stdout: target,
          stderr: target,
        }),
      );
      if (child.pid === undefined) {
        const result = await child;
        pipe?.output.destroy();
        return { end: spawnFailure(result, file, spec.cwd), output: '' };
      }
      if (!isShell) void deps.pipes?.ready();
      pid = child.pid;
      if (spec.lowPriority === true) lowerPriority(pid);
      tree = watch(pid, runId, spec.label);
      starting.delete(command);
      const output = readCommandOutput(
        { stdout: child.stdout, stderr: child.stderr, ...defined({ both: pipe?.output }) },
        spec,
        deps.room,
      );
      const end = await new Promise<ProcessEnd>((resolve) => {
        child.once('exit', (code, signal) => {
          tree?.leaderEnded();
          output.finish();
          resolve(childEnd(code, signal));
        });
      });
      // execa's own promise waits for whoever holds the pipe; this waits 50 ms at most.
      await output.drained();
      return { end, output: output.text() };
    };
    const ended = run().catch((error: unknown): CommandResult => {
      return { end: { type: 'spawn-failed', message: (error as Error).message }, output: '' };
    });
    const command: RunningCommand = {
      get pid() {
        return pid;
      },
      ended,
      // By the group: the run id is that of every hook.
      leftRunning: () => tree?.members().filter(({ pgid }) => pgid === pid).length ?? 0,
      async cancel() {
        cancelled = true;
        if (tree === undefined) await ended;
        else await tree.kill();
      },
    };
    starting.add(command);
    void ended.then(() => starting.delete(command));
    return command;
  };

  return {
    start,
    groups: (isMeant = () => true) => [...groups].flatMap(([pid, label]) => (isMeant(label) ? [pid] : [])),
    async warmUp() {
      await importExeca();
    },
    async killAll() {
      const started = [...trees].map((tree) => tree.kill());
      await Promise.all([...started, ...[...starting].map((command) => command.cancel())]);
    },
    killAllNow() {
      over = true;
      trees.forEach((tree) => tree.strike());
    },
  };
}

/** As `nice` does. */
const lowPriority = 10;

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, lowPriority);
  } catch {
    // It has ended.
  }
}

/** Without it, a start that throws (a null byte in an argument) would keep both ends of the pipe open for good. */
function startWithPipe<T>(pipe: ChildPipe | undefined, start: () => T): T {
  try {
    return start();
  } catch (error) {
    pipe?.output.destroy();
    throw error;
  } finally {
    pipe?.handedOver();
  }
}
