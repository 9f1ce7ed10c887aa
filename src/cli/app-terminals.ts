export { createTyping } from './typing.ts';
import type { AppTtys } from '../process/tty/app-ttys.ts';
import { openAppTerminals } from '../session/app-terminals.ts';
import type { ProcessHost } from '../session/process-host.ts';
import type { Reporting } from '../session/reporting.ts';

/** Terminals for apps in gorl's own, as large as it leaves them. @param onNone there are none after all */
export function terminalsFor(host: ProcessHost, reporting: Reporting, onNone: () => void): AppTtys {
  const terminals = openAppTerminals({
    commands: host.commands,
    env: process.env as Record<string, string>,
    size: (isOneOfMany) => ({
      rows: reporting.pinned?.appRows() ?? process.stderr.rows,
      columns: reporting.columnsOf(isOneOfMany),
    }),
    onNone(reason) {
      onNone();
      reporting.shareTerminal();
      reporting.report({ type: 'notice', level: 'debug', message: `the app has no terminal of its own: ${reason}` });
    },
  });
  process.stderr.on('resize', () => {
    reporting.pinned?.resized();
    terminals.resized();
  });
  reporting.onColumns(() => terminals.resized());
  return terminals;
}
