import { describe } from 'vitest';
import { createAppProcesses } from '../../../src/process/app/app-processes.ts';
import { createGuardian } from '../../../src/process/guardian/guardian.ts';
import { openProcessTable } from '../../../src/process/tree/open-table.ts';
import { processesContract, type Behavior } from './processes-contract.ts';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';

const waiting = 'while :; do sleep 0.01; done';
const lines: Record<Exclude<Behavior, 'missing'>, string> = {
  obeys: waiting,
  ignores: `trap '' TERM; ${waiting}`,
  fails: 'exit 3',
  'leaves-child': 'sleep 30 & exit 0',
};

/** The real adapter, on programs that never listen: they count as ready after a second. */
describe.runIf(process.platform !== 'win32')('Processes, the real adapter', () => {
  processesContract(async (behavior) => {
    const sessionId = `contract-${process.pid}-${behavior}`;
    const guardian = createGuardian({ sessionId, notice: () => {} });
    const base = { cwd: '/', env: { PATH: process.env['PATH'] ?? '' } };
    const spec =
      behavior === 'missing'
        ? { file: '/nowhere/app', args: [], ...base }
        : { ...shellCommand(lines[behavior]), ...base };
    const processes = createAppProcesses({
      service: 'app',
      sessionId,
      guardian,
      reporter: { report() {} },
      writeStderr: () => {},
      stdout: 'ignore',
      table: openProcessTable(),
      sweep: { sweep: async () => {} },
    });
    return {
      processes: { ...processes, start: (request, emit) => processes.start({ ...request, spec }, emit) },
      async [Symbol.asyncDispose]() {
        processes.killAllNow();
        guardian.quit();
      },
    };
  });
});
