import { defined } from '../base/defined.ts';
import { createCommandRunner, type Commands } from '../process/commands/commands.ts';
import { createGuardian, type Guardian, type TerminalGuardian } from '../process/guardian/guardian.ts';
import type { OutputRoom } from '../process/io/held-stream.ts';
import { openProcessTable } from '../process/tree/open-table.ts';
import { createPipePool, type PipePool } from '../process/io/pipe-pool.ts';
import type { ProcessTable } from '../process/tree/process-table.ts';
import { createTreeSweep, type TreeSweep } from '../process/tree/tree-sweep.ts';

/** What everything that starts processes shares. */
export interface ProcessHost {
  /** Every process that gorl starts carries it. */
  readonly sessionId: string;
  readonly guardian: Guardian & TerminalGuardian;
  readonly table: ProcessTable | undefined;
  readonly sweep: TreeSweep;
  readonly pipes: PipePool;
  readonly commands: Commands;
}

/** @param terminal the descriptor of gorl's stdin, if that is a terminal */
export function createProcessHost(
  notice: (message: string) => void,
  room?: OutputRoom,
  terminal?: number,
): ProcessHost {
  // Unique on this machine is enough, and loading node's crypto would cost the start 3 ms.
  const sessionId = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  const guardian = createGuardian({ sessionId, notice, ...defined({ terminal }) });
  const table = openProcessTable();
  const sweep = createTreeSweep(notice);
  const pipes = createPipePool();
  const commands = createCommandRunner({
    sessionId,
    guardian,
    table,
    sweep,
    pipes,
    ...defined({ room }),
  });
  return { sessionId, guardian, table, sweep, pipes, commands };
}
